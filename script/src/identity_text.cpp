#include "identity_text.hpp"

#include <popquiz/script/identity_name.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>

namespace popquiz::script {

namespace {

using sansio::tls_identity;

constexpr std::array names{
    identity_name{tls_identity::several_names, "several names", "several-names"},
    identity_name{tls_identity::self_signed, "self-signed", "self-signed"},
    identity_name{tls_identity::expired, "expired", "expired"},
    identity_name{tls_identity::other_host, "another host", "other-host"},
    identity_name{tls_identity::unknown_issuer, "unknown issuer", "unknown-issuer"},
    identity_name{tls_identity::subject_only, "subject only", "subject-only"},
    identity_name{tls_identity::wildcard, "wildcard", "wildcard"},
    identity_name{tls_identity::partial_wildcard, "partial wildcard", "partial-wildcard"},
    identity_name{tls_identity::uri_only, "URI only", "uri-only"},
};
static_assert(names.size() + 1 == sansio::tls_identity_count);

/// "A", "B" or "C".
std::string all_words() {
  std::string text;
  for (const identity_name& each : names) {
    text += fmt::format("{}\"{}\"",
                        &each == names.data()    ? ""
                        : &each == &names.back() ? " or "
                                                 : ", ",
                        each.words);
  }
  return text;
}

}  // namespace

std::span<const identity_name> identity_names() noexcept {
  return names;
}

const identity_name& name_of(tls_identity identity) noexcept {
  const auto* const found = std::ranges::find(names, identity, &identity_name::identity);
  return found == names.end() ? names.front() : *found;
}

bool parse_identity(line_cursor& cursor, tls_identity& into) {
  const std::string_view word = cursor.peek();
  const auto* const found = std::ranges::find_if(
      names, [&](const identity_name& each) { return each.words.substr(0, each.words.find(' ')) == word; });
  if (word.empty() || found == names.end()) {
    return cursor.fail(all_words());
  }
  into = found->identity;
  return cursor.expect(found->words);
}

std::string_view print_identity(tls_identity identity) noexcept {
  return identity == tls_identity::ordinary ? std::string_view() : name_of(identity).words;
}

}  // namespace popquiz::script
