#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace popquiz::conformance {

/// What a client has said in one session or several: of its octets, not of its intentions.
struct client_speech {
  std::vector<std::string> commands;   ///< without CRLF; what is secret reads {secret NAME}
  std::vector<std::string> responses;  ///< lines of SASL exchanges, the same way
  bool authenticates = false;          ///< it said USER, PASS, APOP, or AUTH with a mechanism
  // Of these the first of its kind, for a person; empty: there was none.
  std::string invalid;      ///< what the command grammar refuses
  std::string out_of_step;  ///< what is not legal behind the replies it had, by the command table
  std::string in_clear;     ///< a password outside TLS
};

/// How a session begins.
enum class session_begin : bool { in_clear, in_tls };

/// Adds what stands in the transcript of a session, as script::recorder writes it with secrets masked.
void listen_to(std::string_view transcript, session_begin how, client_speech& into);

}  // namespace popquiz::conformance
