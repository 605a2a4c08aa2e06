#pragma once

#include "auth_exchange.hpp"
#include "opened_maildrop.hpp"
#include "shared_state.hpp"

#include <popquiz/parser/command_table.hpp>
#include <popquiz/sansio/next_action.hpp>
#include <popquiz/script/script.hpp>

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace popquiz::mockserver {

/// Where one session stands: what its commands and the overrides read and change.
struct session_data {
  session_data(reference_server::shared_state& of, session_transport on)
      : server(of), number(of.count_session()), timestamp(of.make_timestamp()), transport(std::move(on)) {
    if (transport.in_tls) {
      enter_tls();
    }
  }

  reference_server::shared_state& server;
  const std::uint64_t number;   ///< of this session, from 1
  const std::string timestamp;  ///< of its greeting, angle brackets included; empty without APOP
  const session_transport transport;
  sansio::time_point now{};  ///< of the step under way
  bool unheard = false;      ///< nobody is there to hear what is said

  bool in_tls = false;                      ///< what is said now goes through TLS
  bool tls_is_next = false;                 ///< STLS was answered +OK, the handshake has yet to begin
  script::start_tls_step tls_how;           ///< and how
  tls_facts tls;                            ///< once in TLS
  bool utf8 = false;                        ///< UTF8 was answered +OK
  std::unique_ptr<auth_exchange> exchange;  ///< between AUTH and its reply

  parser::session_state state = parser::session_state::authorization;
  std::string user;   ///< whom the last successful USER named
  std::string named;  ///< whom the last USER or APOP named, whatever the answer: for `enter TRANSACTION`
  std::optional<opened_maildrop> drop;  ///< set in TRANSACTION
  bool more_waits = false;              ///< a line lies behind the command that is being answered
  const script::answer_step* answered_as = nullptr;    ///< `answer with …`, while that is made
  bool entered_transaction = false;                    ///< `on login` has yet to run
  bool ignore_lock = false;                            ///< `ignore lock`: for the next login
  std::array<bool, parser::verb_count> answered_ok{};  ///< verbs that were ever answered +OK

  /// A secret may be said in clear.
  [[nodiscard]] bool allows_secrets() const { return in_tls || !server.settings().secrets_need_tls; }
  [[nodiscard]] bool in_transaction() const noexcept { return state == parser::session_state::transaction; }

  void enter_tls() {
    in_tls = true;
    if (transport.facts) {
      tls = transport.facts();
    }
  }
  /// What was said in clear, so that anybody may have said it, counts no more (RFC 2595 §4).
  void forget_client() {
    user.clear();
    named.clear();
    utf8 = false;
  }
};

}  // namespace popquiz::mockserver
