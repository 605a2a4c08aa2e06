#include "identity_text.hpp"
#include "step_text.hpp"

namespace popquiz::script {

parsed_step parse_start_tls(line_cursor& cursor) {
  start_tls_step result;
  if (cursor.accept("or")) {
    result.may_be_refused = true;
    return cursor.expect("refused") ? at_end(cursor, result) : std::nullopt;
  }
  if (cursor.accept("as") && !parse_identity(cursor, result.identity)) {
    return std::nullopt;
  }
  if (!cursor.at_end()) {
    if (!cursor.expect("keeping octets in clear")) {
      return std::nullopt;
    }
    result.keeps_clear_octets = true;
  }
  return cursor.expect_end() ? parsed_step(result) : std::nullopt;
}

std::string print(const start_tls_step& s) {
  std::string line = s.may_be_refused ? "start-tls or refused" : "start-tls";
  if (const std::string_view identity = print_identity(s.identity); !identity.empty()) {
    line.append(" as ").append(identity);
  }
  return s.keeps_clear_octets ? line + " keeping octets in clear" : line;
}

}  // namespace popquiz::script
