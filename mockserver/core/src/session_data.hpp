#pragma once

#include "auth_exchange.hpp"
#include "opened_maildrop.hpp"
#include "shared_state.hpp"

#include <popquiz/parser/command_table.hpp>

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace popquiz::mockserver {

/// Where one session stands: what its commands and the overrides read and change.
struct session_data {
  session_data(reference_server::shared_state& of, session_transport on)
      : server(of),
        number(of.count_session()),
        timestamp(of.make_timestamp()),
        in_tls(on.in_tls),
        binding_of(std::move(on.binding)) {}

  reference_server::shared_state& server;
  const std::uint64_t number;   ///< of this session, from 1
  const std::string timestamp;  ///< of its greeting, angle brackets included; empty without APOP

  bool in_tls;               ///< what is said now goes through TLS
  bool tls_is_next = false;  ///< STLS was answered +OK
  bool utf8 = false;         ///< UTF8 was answered +OK
  std::function<std::optional<sansio::channel_binding>()> binding_of;
  std::unique_ptr<auth_exchange> exchange;  ///< between AUTH and its reply

  parser::session_state state = parser::session_state::authorization;
  std::string user;   ///< whom the last successful USER named
  std::string named;  ///< whom the last USER or APOP named, whatever the answer: for `enter TRANSACTION`
  std::optional<opened_maildrop> drop;                 ///< set in TRANSACTION
  bool entered_transaction = false;                    ///< `on login` has yet to run
  bool ignore_lock = false;                            ///< `ignore lock`: for the next login
  std::array<bool, parser::verb_count> answered_ok{};  ///< verbs that were ever answered +OK

  [[nodiscard]] bool announces(std::string_view capability) const {
    return !server.settings().without.contains(capability);
  }
  /// A secret may be said now.
  [[nodiscard]] bool allows_secrets() const { return in_tls || !server.settings().secrets_need_tls; }
  [[nodiscard]] std::optional<sansio::channel_binding> binding() const {
    return in_tls && binding_of ? binding_of() : std::nullopt;
  }
  [[nodiscard]] bool in_transaction() const noexcept { return state == parser::session_state::transaction; }
};

}  // namespace popquiz::mockserver
