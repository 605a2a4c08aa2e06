#pragma once

#include <popquiz/client/client_errc.hpp>
#include <popquiz/client/session.hpp>

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>

namespace popquiz::client {

/// A SASL mechanism that the caller could use: it is implemented and the credentials it needs are there.
struct mechanism_option {
  std::string_view name;       ///< e.g. "SCRAM-SHA-256"; must stay valid
  bool shows_secret = false;   ///< who can read the line learns a password or token (PLAIN, XOAUTH2 ...)
  bool needs_binding = false;  ///< only on a TLS connection that can be bound to (-PLUS)
};

/// What a user allows and has.
struct login_policy {
  std::span<const mechanism_option> mechanisms;  ///< the strongest first
  bool has_password = true;                      ///< for APOP, and USER with PASS
  /// Only this way: a mechanism's name, "APOP", or "USER" for USER with PASS. Empty: the best there is.
  std::string_view only;
  /// Whether the TLS connection that is there now can be bound to; null: it can't.
  std::function<bool()> can_bind;
  /// A secret may be said outside TLS so that everybody on the way can read it.
  bool allow_clear_text = false;
};

enum class login_kind : std::uint8_t { none, sasl, apop, user_pass };

struct login_choice {
  login_kind kind = login_kind::none;
  std::string_view mechanism;           ///< for sasl; valid as long as the policy's
  client_errc why = client_errc::none;  ///< for none: secret_in_clear or no_way_to_log_in
};

/// The one way in which to log in here and now: a SASL mechanism that CAPA lists (RFC 5034 s3), the
/// strongest of those allowed; else APOP when the greeting has a timestamp; else USER and PASS, unless CAPA
/// was answered without USER (RFC 2449 s6.2). Outside TLS nothing that shows a secret is chosen unless the
/// policy allows it. There is no second try behind a refusal: who refuses the strong way must not be given
/// the weak one.
[[nodiscard]] login_choice choose_login(const session& on, const login_policy& policy);

}  // namespace popquiz::client
