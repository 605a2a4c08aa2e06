#include "account/account.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <system_error>
#include <utility>

namespace popquiz::cli {
namespace {

constexpr std::uint16_t clear_port = 110;
constexpr std::uint16_t tls_port = 995;

constexpr std::array tls_names{
    std::pair{tls_policy::automatic, std::string_view("auto")},
    std::pair{tls_policy::never, std::string_view("never")},
    std::pair{tls_policy::stls, std::string_view("stls")},
    std::pair{tls_policy::implicit, std::string_view("implicit")},
};

constexpr char to_upper(char octet) noexcept {
  return octet >= 'a' && octet <= 'z' ? static_cast<char>(octet - 'a' + 'A') : octet;
}
constexpr char to_lower(char octet) noexcept {
  return octet >= 'A' && octet <= 'Z' ? static_cast<char>(octet - 'A' + 'a') : octet;
}
constexpr bool is_digit(char octet) noexcept {
  return octet >= '0' && octet <= '9';
}

bool is_same_host(std::string_view a, std::string_view b) noexcept {
  return std::ranges::equal(a, b, {}, to_lower, to_lower);
}

template <class T>
void lay(std::optional<T>& under, const std::optional<T>& over) {
  if (over) {
    under = over;
  }
}

template <class T>
void take(T& into, const std::optional<T>& said) {
  if (said) {
    into = *said;
  }
}

/// It becomes part of a command's line, or of what is shown.
bool has_control(std::string_view text) noexcept {
  return std::ranges::any_of(
      text, [](char each) { return static_cast<unsigned char>(each) < 0x20 || each == 0x7F; });
}

/// What does not fit together; empty when all does.
std::string_view misfit(const account& made) noexcept {
  if (made.host.empty()) {
    return "names no host";
  }
  if (has_control(made.host)) {
    return "has a control character in its host";
  }
  if (has_control(made.user)) {
    return "has a control character in its user";
  }
  if (made.client_certificate.empty() != made.client_key.empty()) {
    return "needs client_certificate and client_key, or neither";
  }
  if (made.tls == tls_policy::never && (!made.pins.empty() || !made.client_certificate.empty())) {
    return "has pins or a client certificate, but no TLS";
  }
  if (made.auth.starts_with('+')) {
    return "wants an extension of AUTH that popquiz does not know (there is +APOP)";
  }
  return {};
}

}  // namespace

void lay_over(account_overrides& under, const account_overrides& over) {
  if (under.host && over.host && !is_same_host(*under.host, *over.host)) {
    under.port.reset();
    under.tls.reset();
  }
  lay(under.host, over.host);
  lay(under.port, over.port);
  lay(under.tls, over.tls);
  lay(under.user, over.user);
  lay(under.auth, over.auth);
  lay(under.allow_clear_text, over.allow_clear_text);
  lay(under.ca_file, over.ca_file);
  lay(under.pins, over.pins);
  lay(under.client_certificate, over.client_certificate);
  lay(under.client_key, over.client_key);
  lay(under.secret_from, over.secret_from);
  lay(under.to, over.to);
  lay(under.remove, over.remove);
  lay(under.max_size, over.max_size);
  lay(under.max_listing, over.max_listing);
  lay(under.max_messages, over.max_messages);
  lay(under.only_new, over.only_new);
  lay(under.connect_timeout, over.connect_timeout);
  lay(under.reply_timeout, over.reply_timeout);
  lay(under.pipelining, over.pipelining);
  lay(under.ledger, over.ledger);
}

account_overrides overrides_of(const client::pop_url& url) {
  account_overrides said;
  said.host = url.host;
  said.port = url.port;
  if (url.implicit_tls) {
    said.tls = tls_policy::implicit;
  }
  if (!url.user.empty()) {
    said.user = url.user;
  }
  if (url.auth == client::pop_url_auth::sasl) {
    said.auth = url.mechanism;
  } else if (url.auth == client::pop_url_auth::extension) {
    said.auth = url.mechanism == "APOP" ? url.mechanism : '+' + url.mechanism;
  }
  return said;
}

std::optional<account> complete_account(std::string name, const account_overrides& file,
                                        const account_overrides& command_line, std::string& why) {
  account_overrides said = file;
  lay_over(said, command_line);
  account made;
  take(made.host, said.host);
  take(made.tls, said.tls);
  made.port = made.tls == tls_policy::implicit || made.tls == tls_policy::automatic ? tls_port : clear_port;
  take(made.port, said.port);
  take(made.user, said.user);
  take(made.auth, said.auth);
  take(made.allow_clear_text, said.allow_clear_text);
  take(made.ca_file, said.ca_file);
  take(made.pins, said.pins);
  take(made.client_certificate, said.client_certificate);
  take(made.client_key, said.client_key);
  made.secret_from = said.secret_from;
  take(made.to, said.to);
  take(made.remove, said.remove);
  take(made.max_size, said.max_size);
  take(made.max_listing, said.max_listing);
  take(made.max_messages, said.max_messages);
  take(made.only_new, said.only_new);
  take(made.connect_timeout, said.connect_timeout);
  take(made.reply_timeout, said.reply_timeout);
  take(made.pipelining, said.pipelining);
  take(made.ledger, said.ledger);
  made.name = name.empty() ? (made.user.empty() ? made.host : made.user + '@' + made.host) : std::move(name);

  if (const std::string_view wrong = misfit(made); !wrong.empty()) {
    why = made.name.empty() ? fmt::format("the account {}", wrong)
                            : fmt::format("the account \"{}\" {}", made.name, wrong);
    return std::nullopt;
  }
  const bool is_elsewhere = file.host && command_line.host && !is_same_host(*file.host, *command_line.host);
  if (is_elsewhere && file.secret_from && file.secret_from->from != secret_from::prompt &&
      !command_line.secret_from) {
    why = fmt::format("the password of the account \"{}\" is for {}: name one for {}", made.name, *file.host,
                      made.host);
    return std::nullopt;
  }
  return made;
}

std::optional<tls_policy> parse_tls_policy(std::string_view text) noexcept {
  const auto* const found =
      std::ranges::find(tls_names, text, &std::pair<tls_policy, std::string_view>::second);
  return found == tls_names.end() ? std::nullopt : std::optional(found->first);
}

std::string_view describe(tls_policy policy) noexcept {
  const auto* const found =
      std::ranges::find(tls_names, policy, &std::pair<tls_policy, std::string_view>::first);
  return found == tls_names.end() ? "unknown" : found->second;
}

std::optional<std::string> parse_auth(std::string_view text) {
  if (text == "auto") {
    return std::string();
  }
  const auto may_stand = [](char each) {
    return (each >= 'A' && each <= 'Z') || is_digit(each) || each == '-' || each == '_';
  };
  std::string name(text);
  std::ranges::transform(name, name.begin(), to_upper);
  if (name.empty() || name.size() > client::pop_url_mechanism_limit ||
      !std::ranges::all_of(name, may_stand)) {
    return std::nullopt;
  }
  return name;
}

std::optional<std::uint64_t> parse_octets(std::string_view text) noexcept {
  constexpr std::string_view units = "KMG";
  unsigned shift = 0;
  if (!text.empty()) {
    const std::size_t unit = units.find(to_upper(text.back()));
    if (unit != std::string_view::npos) {
      shift = 10U * static_cast<unsigned>(unit + 1);
      text.remove_suffix(1);
    }
  }
  std::uint64_t count = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (error != std::errc() || end != text.data() + text.size() || count << shift >> shift != count) {
    return std::nullopt;
  }
  return count << shift;
}

std::optional<std::string> parse_pin(std::string_view text) {
  constexpr std::string_view prefix = "sha256:";
  constexpr std::size_t digits = 64;
  if (text.starts_with(prefix)) {
    text.remove_prefix(prefix.size());
  }
  const bool has_colons = text.find(':') != std::string_view::npos;
  std::string pin;
  for (std::size_t i = 0; i < text.size() && pin.size() <= digits; ++i) {
    if (has_colons && i % 3 == 2) {
      if (text[i] != ':') {
        return std::nullopt;
      }
      continue;
    }
    const char digit = to_lower(text[i]);
    if (!is_digit(digit) && (digit < 'a' || digit > 'f')) {
      return std::nullopt;
    }
    pin += digit;
  }
  return pin.size() == digits && !text.ends_with(':') ? std::optional(pin) : std::nullopt;
}

}  // namespace popquiz::cli
