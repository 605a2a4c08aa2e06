#include "step_text.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace popquiz::script {

namespace {

using sansio::tls_identity;

struct identity_name {
  tls_identity identity;
  std::string_view words;
};
constexpr std::array<identity_name, 4> identities{{{tls_identity::self_signed, "self-signed"},
                                                   {tls_identity::expired, "expired"},
                                                   {tls_identity::other_host, "another host"},
                                                   {tls_identity::unknown_issuer, "unknown issuer"}}};

[[nodiscard]] bool parse_identity(line_cursor& cursor, start_tls_step& into) {
  const std::string_view word = cursor.peek();
  const auto* found = std::find_if(identities.begin(), identities.end(), [&](const identity_name& each) {
    return each.words.substr(0, each.words.find(' ')) == word;
  });
  if (word.empty() || found == identities.end()) {
    return cursor.fail(R"("self-signed", "expired", "another host" or "unknown issuer")");
  }
  into.identity = found->identity;
  return cursor.expect(found->words);
}

}  // namespace

parsed_step parse_start_tls(line_cursor& cursor) {
  start_tls_step result;
  if (cursor.accept("or")) {
    result.may_be_refused = true;
    return cursor.expect("refused") ? at_end(cursor, result) : std::nullopt;
  }
  if (cursor.accept("as") && !parse_identity(cursor, result)) {
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
  const auto* found = std::find_if(identities.begin(), identities.end(),
                                   [&](const identity_name& each) { return each.identity == s.identity; });
  if (found != identities.end()) {
    line.append(" as ").append(found->words);
  }
  return s.keeps_clear_octets ? line + " keeping octets in clear" : line;
}

}  // namespace popquiz::script
