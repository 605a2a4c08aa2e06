#include "scram_message.hpp"

#include <popquiz/sasl/mechanism.hpp>

#include <popquiz/sasl/saslprep.hpp>
#include "base64.hpp"
#include "saslname.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace popquiz::sasl {
namespace {

/// Takes the text up to the next ',' off `rest`; nothing when nothing is left.
std::optional<std::string_view> next_field(std::optional<std::string_view>& rest) {
  if (!rest) {
    return std::nullopt;
  }
  const std::size_t comma = rest->find(',');
  const std::string_view field = rest->substr(0, comma);
  rest = comma == std::string_view::npos ? std::nullopt : std::optional(rest->substr(comma + 1));
  return field;
}

/// The value of the next field when its attribute is `name`, which must not be empty.
std::optional<std::string_view> next_value(std::optional<std::string_view>& rest, char name) {
  const auto field = next_field(rest);
  return field && field->size() > 2 && (*field)[0] == name && (*field)[1] == '='
             ? std::optional(field->substr(2))
             : std::nullopt;
}

bool is_printable(std::string_view nonce) {
  return std::ranges::all_of(nonce, [](char c) { return c > 0x20 && c < 0x7F; });
}

/// attr-val *("," attr-val), none of which is the mandatory extension.
bool are_optional_extensions(std::optional<std::string_view> rest) {
  while (const auto field = next_field(rest)) {
    const char name = field->empty() ? '\0' : (*field)[0];
    const bool is_letter = (name >= 'A' && name <= 'Z') || (name >= 'a' && name <= 'z');
    if (!is_letter || name == 'm' || field->size() < 3 || (*field)[1] != '=') {
      return false;
    }
  }
  return true;
}

/// posit-number; a number too big for 32 bits is the biggest.
std::optional<std::uint32_t> number_in(std::string_view text) {
  if (text.empty() || text.front() < '1' || text.front() > '9') {
    return std::nullopt;
  }
  std::uint32_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (end != text.data() + text.size()) {
    return std::nullopt;
  }
  return error == std::errc() ? number : UINT32_MAX;
}

// The errors of RFC 5802 s7: known words are shown, unknown ones could be anything.
constexpr std::array<std::string_view, 11> server_errors{"invalid-encoding",
                                                         "extensions-not-supported",
                                                         "invalid-proof",
                                                         "channel-bindings-dont-match",
                                                         "server-does-support-channel-binding",
                                                         "channel-binding-not-supported",
                                                         "unsupported-channel-binding-type",
                                                         "unknown-user",
                                                         "invalid-username-encoding",
                                                         "no-resources",
                                                         "other-error"};

}  // namespace

std::optional<scram_server_first> parse_server_first(std::string_view message, std::string_view our_nonce,
                                                     std::string_view& why) {
  why = "the server's first message is not as RFC 5802 has it";
  if (message.starts_with("m=")) {
    why = "the server wants an extension of SCRAM that nobody knows";
    return std::nullopt;
  }
  std::optional rest = message;
  const auto nonce = next_value(rest, 'r');
  const auto salt = next_value(rest, 's');
  const auto count = next_value(rest, 'i');
  if (!nonce || !salt || !count || message.find('\0') != std::string_view::npos ||
      !are_optional_extensions(rest)) {
    return std::nullopt;
  }
  if (!nonce->starts_with(our_nonce) || nonce->size() == our_nonce.size() || !is_printable(*nonce)) {
    why = "the server's nonce does not extend ours";
    return std::nullopt;
  }
  auto octets = from_base64(*salt);
  const auto iterations = number_in(*count);
  if (!octets || octets->empty() || !iterations) {
    return std::nullopt;
  }
  if (*iterations < least_scram_iterations || *iterations > most_scram_iterations) {
    why = *iterations < least_scram_iterations ? "the server asks for too few iterations of SCRAM's hash"
                                               : "the server asks for too many iterations of SCRAM's hash";
    return std::nullopt;
  }
  why = {};
  return scram_server_first{*nonce, std::move(*octets), *iterations};
}

std::optional<std::string> parse_server_final(std::string_view message, std::string_view& why) {
  why = "the server's last message is not as RFC 5802 has it";
  std::optional rest = message;
  if (message.starts_with("e=")) {
    const auto error = next_value(rest, 'e').value_or("");
    const auto* const known = std::ranges::find(server_errors, error);
    why = known == server_errors.end() ? "the server says that it failed" : *known;
    return std::nullopt;
  }
  const auto verifier = next_value(rest, 'v');
  auto signature = verifier ? from_base64(*verifier) : std::nullopt;
  if (!signature || !are_optional_extensions(rest)) {
    return std::nullopt;
  }
  why = {};
  return signature;
}

std::string_view fault_in_client_first(std::string_view message) {
  constexpr std::string_view malformed = "the client's first message is not as RFC 5802 has it";
  std::optional rest = message;
  const auto flag = next_field(rest);
  const auto authorization = next_field(rest);
  if (!flag || !authorization || (!authorization->empty() && !authorization->starts_with("a="))) {
    return malformed;
  }
  if (!authorization->empty() && !from_saslname(authorization->substr(2))) {
    return malformed;
  }
  if (rest && rest->starts_with("m=")) {
    return "the client wants an extension of SCRAM that nobody knows";
  }
  const auto name = next_value(rest, 'n');
  const auto nonce = next_value(rest, 'r');
  if (!name || !nonce || !is_printable(*nonce) || !are_optional_extensions(rest)) {
    return malformed;
  }
  const auto user = from_saslname(*name);
  return user && saslprep(*user, string_use::query) ? std::string_view() : "the client's name is no name";
}

}  // namespace popquiz::sasl
