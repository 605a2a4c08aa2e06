#include "identity_text.hpp"

#include <algorithm>
#include <array>

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

}  // namespace

bool parse_identity(line_cursor& cursor, tls_identity& into) {
  const std::string_view word = cursor.peek();
  const auto* found = std::find_if(identities.begin(), identities.end(), [&](const identity_name& each) {
    return each.words.substr(0, each.words.find(' ')) == word;
  });
  if (word.empty() || found == identities.end()) {
    return cursor.fail(R"("self-signed", "expired", "another host" or "unknown issuer")");
  }
  into = found->identity;
  return cursor.expect(found->words);
}

std::string_view print_identity(tls_identity identity) noexcept {
  const auto* found = std::find_if(identities.begin(), identities.end(),
                                   [&](const identity_name& each) { return each.identity == identity; });
  return found == identities.end() ? std::string_view() : found->words;
}

}  // namespace popquiz::script
