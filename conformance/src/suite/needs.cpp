#include "suite/needs.hpp"

#include <popquiz/parser/ascii.hpp>
#include <popquiz/parser/capability.hpp>
#include <popquiz/parser/listing.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

namespace popquiz::conformance {
namespace {

constexpr std::string_view known_mail_need = "known mail";
constexpr std::string_view empty_maildrop_need = "empty maildrop";
constexpr std::string_view empty_message_need = "empty message";

struct feature {
  std::string_view need;
  bool server_profile::* present;
};
constexpr std::array<feature, 5> features{{{"TOP", &server_profile::top},
                                           {"UIDL", &server_profile::uidl},
                                           {"APOP", &server_profile::apop},
                                           {"CAPA", &server_profile::answers_capa},
                                           {"USER", &server_profile::user}}};

constexpr std::string_view capability_word = "capability ";

/// "TAG" or "TAG ARGUMENT" of "capability TAG ARGUMENT"; empty when the need is another.
std::string_view capability_needed(std::string_view need) {
  return need.starts_with(capability_word) ? need.substr(capability_word.size()) : std::string_view();
}

/// Whether one of the lines is of that tag and has that argument, if one is asked for.
bool announces(const std::vector<std::string>& lines, std::string_view wanted) {
  const std::size_t space = wanted.find(' ');
  const std::string_view tag = wanted.substr(0, space);
  parser::capability_set announced;
  for (const std::string& line : lines) {
    if (const auto parsed = parser::parse_capability(line, parser::strictness::tolerant)) {
      announced.add(parsed.value);
    }
  }
  return space == std::string_view::npos ? announced.has(tag)
                                         : announced.has_argument(tag, wanted.substr(space + 1));
}

bool has_empty_message(const script::maildrop_facts& mail) {
  for (std::uint64_t n = 1; n <= mail.messages(); ++n) {
    if (mail.octets(n) == 0U) {
      return true;
    }
  }
  return false;
}

/// The N of "N messages" or "1 message".
std::optional<std::uint64_t> messages_needed(std::string_view need) {
  const std::size_t space = need.find(' ');
  if (space == std::string_view::npos ||
      (need.substr(space) != " messages" && need.substr(space) != " message")) {
    return std::nullopt;
  }
  const auto number = parser::parse_number(need.substr(0, space));
  return number ? std::optional(number.value) : std::nullopt;
}

}  // namespace

bool is_known_need(std::string_view need) {
  return need == known_mail_need || need == empty_maildrop_need || need == empty_message_need ||
         messages_needed(need).has_value() || !capability_needed(need).empty() ||
         std::ranges::find(features, need, &feature::need) != features.end();
}

std::string missing_need(std::string_view need, const server_profile& profile,
                         const script::maildrop_facts& mail, bool knows_mail) {
  if (const auto wanted = messages_needed(need)) {
    return mail.messages() >= *wanted ? std::string()
                                      : fmt::format("needs {}, the maildrop has {}", need, mail.messages());
  }
  if (need == known_mail_need) {
    return knows_mail ? std::string()
                      : "needs known mail (--mail tells what the maildrop holds; --maildir, --mbox, "
                        "--deliver or --smtp puts some there)";
  }
  if (need == empty_maildrop_need) {
    return mail.messages() == 0
               ? std::string()
               : fmt::format("needs an empty maildrop, this one has {} messages", mail.messages());
  }
  if (need == empty_message_need) {
    return has_empty_message(mail) ? std::string() : "needs a message of 0 octets, the maildrop has none";
  }
  if (const auto wanted = capability_needed(need); !wanted.empty()) {
    const bool is_there = announces(profile.capabilities_before_login, wanted) ||
                          announces(profile.capabilities_after_login, wanted);
    if (!is_there) {
      return fmt::format("CAPA does not list {}", wanted);
    }
    const auto& certificate = profile.tls.certificate;
    return parser::equal_ignoring_case(wanted, "STLS") && certificate && !certificate->untrusted.empty()
               ? certificate->untrusted + " (--ca-file says whom to trust)"
               : std::string();
  }
  const auto* const found = std::ranges::find(features, need, &feature::need);
  if (found == features.end()) {
    return fmt::format("needs \"{}\", which popquiz does not know", need);
  }
  return profile.*(found->present) ? std::string() : fmt::format("the server does not offer {}", need);
}

}  // namespace popquiz::conformance
