#include "bearer_message.hpp"

#include "saslname.hpp"

#include <algorithm>
#include <utility>

namespace popquiz::sasl {
namespace {

constexpr char separator = '\x01';

bool is_letter(char c) noexcept {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/// The token in the value of "auth"; the word in front of it is compared without case (RFC 7628 s4).
std::string_view token_in(std::string_view value) {
  constexpr std::string_view word = "bearer ";
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  return std::ranges::equal(value.substr(0, word.size()), word, {}, lower) ? value.substr(word.size())
                                                                           : std::string_view();
}

/// Takes the text in front of the next ^A off `rest`; nothing when there is none.
std::optional<std::string_view> next_pair(std::string_view& rest) {
  const std::size_t end = rest.find(separator);
  if (end == std::string_view::npos) {
    return std::nullopt;
  }
  const std::string_view pair = rest.substr(0, end);
  rest.remove_prefix(end + 1);
  return pair;
}

}  // namespace

std::string print_xoauth2(std::string_view user, std::string_view token) {
  std::string message = "user=";
  message.append(user)
      .append(
          "\x01"
          "auth=Bearer ")
      .append(token)
      .append("\x01\x01");
  return message;
}

std::optional<bearer_message> parse_xoauth2(std::string_view message) {
  const auto user = next_pair(message);
  const auto auth = next_pair(message);
  if (!user || !user->starts_with("user=") || user->size() == 5 || !auth || !auth->starts_with("auth=") ||
      message != "\x01") {
    return std::nullopt;
  }
  return bearer_message{std::string(user->substr(5)), token_in(auth->substr(5))};
}

std::string print_oauthbearer(std::string_view user, std::string_view token, std::string_view host,
                              std::uint16_t port) {
  std::string message = "n,a=" + to_saslname(user) + ",\x01";
  if (!host.empty()) {
    message.append("host=").append(host).append("\x01");
  }
  if (port != 0) {
    message.append("port=").append(std::to_string(port)).append("\x01");
  }
  message.append("auth=Bearer ").append(token).append("\x01\x01");
  return message;
}

std::optional<bearer_message> parse_oauthbearer(std::string_view message) {
  const auto header = next_pair(message);
  // "p" would bind to a channel, which the mechanism does not do.
  if (!header || !(header->starts_with("n,a=") || header->starts_with("y,a=")) || !header->ends_with(',')) {
    return std::nullopt;
  }
  auto user = from_saslname(header->substr(4, header->size() - 5));
  std::optional<std::string_view> auth;
  while (message != "\x01") {
    const auto pair = next_pair(message);
    const std::size_t equals = pair ? pair->find('=') : std::string_view::npos;
    if (equals == std::string_view::npos || equals == 0 ||
        !std::ranges::all_of(pair->substr(0, equals), is_letter)) {
      return std::nullopt;
    }
    if (pair->substr(0, equals) == "auth" && std::exchange(auth, pair->substr(equals + 1))) {
      return std::nullopt;
    }
  }
  if (!user || !auth) {
    return std::nullopt;
  }
  return bearer_message{std::move(*user), token_in(*auth)};
}

}  // namespace popquiz::sasl
