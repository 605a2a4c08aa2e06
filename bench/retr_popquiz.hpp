#pragma once

#include "retr_bare.hpp"

#include <cstdint>

namespace popquiz::bench {

/// As retr_bare(), by popquiz::client: sign-in, retr_op and QUIT over net::connection. Octets of the message.
[[nodiscard]] std::uint64_t retr_popquiz(const retr_job& job);

}  // namespace popquiz::bench
