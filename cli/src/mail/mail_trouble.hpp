#pragma once

#include "fetch/sysexit.hpp"

#include <popquiz/client/read_result.hpp>

#include <string_view>

namespace popquiz::cli {

/// What `popquiz mail` ends with when reading ended so.
[[nodiscard]] sysexit sysexit_of(client::read_errc code) noexcept;

/// remark(), with what strangers have named made harmless; gives the status back.
sysexit mail_trouble(std::string_view what, sysexit status);
sysexit mail_trouble(const client::read_result& why);

}  // namespace popquiz::cli
