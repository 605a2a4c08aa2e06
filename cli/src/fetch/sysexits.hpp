#pragma once

#include "fetch/sysexit.hpp"

#include <popquiz/client/client_errc.hpp>
#include <popquiz/client/op_result.hpp>
#include <popquiz/client/store_result.hpp>

#include <cstdint>

namespace popquiz::cli {

/// Where in the conversation an -ERR came.
enum class refused_at : std::uint8_t {
  login,
  /// The same, and the server announced AUTH-RESP-CODE: without [AUTH] the credentials are not at fault
  /// (RFC 3206 §6).
  login_with_auth_codes,
  later,
};

/// Of an operation that ended so; `response` decides on -ERR when there is one (RFC 2449 §8, RFC 3206).
[[nodiscard]] sysexit sysexit_of(const client::op_result& ended, refused_at where) noexcept;
[[nodiscard]] sysexit sysexit_of(client::client_errc code) noexcept;
[[nodiscard]] sysexit sysexit_of(client::store_errc code) noexcept;

/// Of a run over several accounts: the one that needs somebody's doing goes before the one that does not
/// (temp_fail), and any goes before ok; of two of a kind the first.
[[nodiscard]] sysexit worse_of(sysexit first, sysexit second) noexcept;

}  // namespace popquiz::cli
