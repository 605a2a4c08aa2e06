#pragma once

#include <popquiz/client/store_result.hpp>

#include <string_view>

namespace popquiz::client {

/// What an errno value means to a store, in words: "cannot DOING PATH: No space left on device". Without
/// words when there is no memory for them.
[[nodiscard]] store_result store_failure(int error, std::string_view doing, std::string_view path) noexcept;

}  // namespace popquiz::client
