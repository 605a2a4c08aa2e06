#pragma once

#include "opened_maildrop.hpp"
#include "shared_state.hpp"

#include <popquiz/parser/command_table.hpp>

#include <array>
#include <cstdint>
#include <optional>
#include <string>

namespace popquiz::mockserver {

/// Where one session stands: what its commands and the overrides read and change.
struct session_data {
  explicit session_data(reference_server::shared_state& of)
      : server(of), number(of.count_session()), timestamp(of.make_timestamp()) {}

  reference_server::shared_state& server;
  const std::uint64_t number;   ///< of this session, from 1
  const std::string timestamp;  ///< of its greeting, angle brackets included; empty without APOP

  parser::session_state state = parser::session_state::authorization;
  std::string user;   ///< whom the last successful USER named
  std::string named;  ///< whom the last USER or APOP named, whatever the answer: for `enter TRANSACTION`
  std::optional<opened_maildrop> drop;                 ///< set in TRANSACTION
  bool entered_transaction = false;                    ///< `on login` has yet to run
  bool ignore_lock = false;                            ///< `ignore lock`: for the next login
  std::array<bool, parser::verb_count> answered_ok{};  ///< verbs that were ever answered +OK

  [[nodiscard]] bool in_transaction() const noexcept { return state == parser::session_state::transaction; }
};

}  // namespace popquiz::mockserver
