#include "account/account_keys.hpp"
#include "seconds.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <limits>
#include <numeric>
#include <utility>

namespace popquiz::cli {
namespace {

namespace fs = std::filesystem;
using kind = toml_value::kind;

constexpr std::int64_t longest_timeout = 3600;  // seconds
constexpr std::int64_t longest_keep = 36'500;   // days

/// Keys of one group do not stand together in one table: the second one would be ignored.
enum class group : std::uint8_t { none, secret, removal, url, server };

struct found_value {
  toml_value& value;
  const account_context& context;
};

// Takers put a value into an account and say what was expected when it is none, else nothing.

std::string expected(std::string_view what, const toml_value& found) {
  return fmt::format("expected {}, found {}", what, describe(found.is));
}

template <class T>
std::string take_flag(const toml_value& from, std::optional<T>& into) {
  if (from.is != kind::boolean) {
    return expected("true or false", from);
  }
  into = from.boolean;
  return {};
}

std::string take_text(toml_value& from, std::string& into) {
  if (from.is != kind::string) {
    return expected("a string", from);
  }
  if (from.text.empty()) {
    return "expected a string that is not empty";
  }
  const auto is_control = [](char each) { return static_cast<unsigned char>(each) < 0x20 || each == 0x7F; };
  if (std::ranges::any_of(from.text, is_control)) {
    return "expected a string without control characters";
  }
  into = std::move(from.text);
  return {};
}

std::string take_text(toml_value& from, std::optional<std::string>& into) {
  return take_text(from, into.emplace());
}

template <class T>
std::string take_number(const toml_value& from, std::int64_t least, std::int64_t most, T& into) {
  if (from.is != kind::integer || from.integer < least || from.integer > most) {
    const std::string what = most == std::numeric_limits<std::int64_t>::max()
                                 ? fmt::format("a whole number from {}", least)
                                 : fmt::format("a whole number from {} to {}", least, most);
    return from.is == kind::integer ? "expected " + what : expected(what, from);
  }
  into = static_cast<T>(from.integer);
  return {};
}

std::string take_seconds(const toml_value& from, std::optional<std::chrono::milliseconds>& into) {
  const double seconds = from.is == kind::integer ? static_cast<double>(from.integer) : from.real;
  const bool is_number = from.is == kind::integer || from.is == kind::real;
  if (!is_number || !(seconds >= 0.001 && seconds <= static_cast<double>(longest_timeout))) {
    const std::string what = fmt::format("seconds from 0.001 to {}", longest_timeout);
    return is_number ? "expected " + what : expected(what, from);
  }
  into = milliseconds_of(seconds);
  return {};
}

/// "~/x" is in the user's folder; what is relative begins in the folder of the file of accounts.
std::string take_path(const std::string& text, const account_context& context, std::string& into) {
  if (text == "~" || text.starts_with("~/")) {
    const char* const home = std::getenv("HOME");
    if (home == nullptr || *home == '\0') {
      return "the environment variable HOME, which ~ stands for, is not set";
    }
    into = home + text.substr(1);
  } else if (text.starts_with('~')) {
    return "expected \"~/\" or a path without \"~\" in front";
  } else {
    into = (fs::path(context.folder) / text).string();
  }
  return {};
}

std::string take_path(found_value from, std::optional<std::string>& into) {
  std::string text;
  std::string wrong = take_text(from.value, text);
  return wrong.empty() ? take_path(text, from.context, into.emplace()) : wrong;
}

/// "KIND:PATH". What is behind "pipe:" is a command and stays as it is; so does what has no kind, e.g. "-".
std::string take_destination(found_value from, account_overrides& into) {
  std::string text;
  std::string wrong = take_text(from.value, text);
  const auto end = std::ranges::find_if_not(text, [](char each) { return each >= 'a' && each <= 'z'; });
  if (!wrong.empty() || end == text.end() || *end != ':' || text.starts_with("pipe:")) {
    into.to = std::move(text);
    return wrong;
  }
  const std::string in_front(text.begin(), end + 1);
  if (in_front.size() == text.size()) {
    return "expected a path behind the colon";
  }
  std::string path;
  wrong = take_path(text.substr(in_front.size()), from.context, path);
  into.to = in_front + path;
  return wrong;
}

std::string take_secret(found_value from, secret_from place, secret_kind what,
                        std::optional<secret_source>& into) {
  secret_source& source = into.emplace();
  source.from = place;
  source.kind = what;
  if (place != secret_from::file) {
    return take_text(from.value, source.name);
  }
  std::optional<std::string> path;
  std::string wrong = take_path(from, path);
  source.name = path.value_or(std::string());
  return wrong;
}

std::string take_word(found_value from, account_overrides& into) {
  if (from.value.is != kind::string || from.value.text.empty()) {
    return from.value.is == kind::string ? "expected a string that is not empty"
                                         : expected("a string", from.value);
  }
  secret word(std::move(from.value.text));
  if (!from.context.access.is_ours || !from.context.access.is_private) {
    return "a file with a password in it must belong to you and be readable by nobody else (chmod 600)";
  }
  into.secret_from.emplace(secret_from::word, secret_kind::password, std::string(), std::move(word));
  return {};
}

std::string take_host(found_value from, account_overrides& into) {
  std::string text;
  std::string wrong = take_text(from.value, text);
  if (text.starts_with('[') && text.ends_with(']')) {
    text = text.substr(1, text.size() - 2);
  }
  into.host = std::move(text);
  return wrong;
}

std::string take_url(found_value from, account_overrides& into) {
  std::string text;
  std::string wrong = take_text(from.value, text);
  if (!wrong.empty()) {
    return wrong;
  }
  const auto url = client::parse_pop_url(text);
  wipe(text);  // somebody may have put a password into it
  if (!url.value) {
    return fmt::format("{} (at octet {} of the URL)", describe(url.code), url.offset);
  }
  lay_over(into, overrides_of(*url.value));
  return {};
}

template <class T, class Parse>
std::string take_parsed(found_value from, std::string_view what, Parse parse, std::optional<T>& into) {
  if (from.value.is != kind::string) {
    return expected(what, from.value);
  }
  into = parse(from.value.text);
  return into ? std::string() : fmt::format("expected {}", what);
}

template <auto Member>
std::string take_octets(found_value from, account_overrides& said) {
  auto& into = said.*Member;
  if (from.value.is == kind::integer && from.value.integer >= 0) {
    into = static_cast<std::uint64_t>(from.value.integer);
    return {};
  }
  return take_parsed(from, "octets: a whole number, or a string like \"25M\"", parse_octets, into);
}

std::string take_pins(found_value from, account_overrides& said) {
  auto& into = said.pins;
  constexpr std::string_view what = "SHA-256 of a certificate, in 64 hexadecimal digits";
  if (from.value.is != kind::array) {
    return expected("a list of strings", from.value);
  }
  into.emplace();
  for (toml_value& each : from.value.items) {
    std::optional<std::string> pin;
    if (std::string wrong = take_parsed({each, from.context}, what, parse_pin, pin); !wrong.empty()) {
      return wrong;
    }
    into->push_back(std::move(*pin));
  }
  return {};
}

std::string take_prompt(found_value from, account_overrides& into) {
  into.secret_from.emplace();
  return from.value.is == kind::boolean && from.value.boolean ? std::string() : "expected true";
}

template <bool Keeps>
std::string take_removal(found_value from, account_overrides& into) {
  into.remove = removal{from.value.boolean == Keeps ? removal::kind::keep : removal::kind::at_once};
  return from.value.is == kind::boolean ? std::string() : expected("true or false", from.value);
}

std::string take_days(found_value from, account_overrides& into) {
  into.remove = removal{removal::kind::after_days};
  return take_number(from.value, 0, longest_keep, into.remove->days);
}

// The same with the member named.

template <auto Member>
std::string flag(found_value from, account_overrides& into) {
  return take_flag(from.value, into.*Member);
}
template <auto Member>
std::string text(found_value from, account_overrides& into) {
  return take_text(from.value, into.*Member);
}
template <auto Member>
std::string path(found_value from, account_overrides& into) {
  return take_path(from, into.*Member);
}
template <auto Member>
std::string seconds(found_value from, account_overrides& into) {
  return take_seconds(from.value, into.*Member);
}
template <auto Member, std::int64_t Least, std::int64_t Most>
std::string number(found_value from, account_overrides& into) {
  return take_number(from.value, Least, Most, (into.*Member).emplace());
}
template <secret_from From, secret_kind Kind>
std::string credential(found_value from, account_overrides& into) {
  return take_secret(from, From, Kind, into.secret_from);
}

struct key_rule {
  std::string_view key;
  group in;
  std::string (*take)(found_value from, account_overrides& into);
};

constexpr auto take_tls = [](found_value from, account_overrides& into) {
  return take_parsed(from, R"("auto", "never", "stls" or "implicit")", parse_tls_policy, into.tls);
};
constexpr auto take_auth = [](found_value from, account_overrides& into) {
  return take_parsed(from, R"("auto", "USER", "APOP" or the name of a SASL mechanism)", parse_auth,
                     into.auth);
};

using said = account_overrides;
constexpr std::int64_t any_number = std::numeric_limits<std::int64_t>::max();
constexpr auto password = secret_kind::password;
constexpr auto token = secret_kind::token;

constexpr std::array rules{
    key_rule{"url", group::url, take_url},
    key_rule{"host", group::server, take_host},
    key_rule{"port", group::server, number<&said::port, 1, 65535>},
    key_rule{"tls", group::server, take_tls},
    key_rule{"user", group::server, text<&said::user>},
    key_rule{"auth", group::server, take_auth},
    key_rule{"allow_clear_text", group::none, flag<&said::allow_clear_text>},
    key_rule{"ca_file", group::none, path<&said::ca_file>},
    key_rule{"pins", group::none, take_pins},
    key_rule{"client_certificate", group::none, path<&said::client_certificate>},
    key_rule{"client_key", group::none, path<&said::client_key>},
    key_rule{"password", group::secret, take_word},
    key_rule{"password_file", group::secret, credential<secret_from::file, password>},
    key_rule{"password_env", group::secret, credential<secret_from::environment, password>},
    key_rule{"password_command", group::secret, credential<secret_from::command, password>},
    key_rule{"password_prompt", group::secret, take_prompt},
    key_rule{"token_file", group::secret, credential<secret_from::file, token>},
    key_rule{"token_env", group::secret, credential<secret_from::environment, token>},
    key_rule{"token_command", group::secret, credential<secret_from::command, token>},
    key_rule{"to", group::none, take_destination},
    key_rule{"keep", group::removal, take_removal<true>},
    key_rule{"delete", group::removal, take_removal<false>},
    key_rule{"delete_after_days", group::removal, take_days},
    key_rule{"max_size", group::none, take_octets<&said::max_size>},
    key_rule{"max_listing", group::none, take_octets<&said::max_listing>},
    key_rule{"max_messages", group::none, number<&said::max_messages, 0, any_number>},
    key_rule{"only_new", group::none, flag<&said::only_new>},
    key_rule{"connect_timeout", group::none, seconds<&said::connect_timeout>},
    key_rule{"reply_timeout", group::none, seconds<&said::reply_timeout>},
    key_rule{"pipelining", group::none, flag<&said::pipelining>},
    key_rule{"ledger", group::none, path<&said::ledger>},
};

constexpr auto known_keys = [] {
  std::array<std::string_view, rules.size()> keys;
  std::ranges::transform(rules, keys.begin(), &key_rule::key);
  return keys;
}();

/// Letters to add, drop or change to make one of the other.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i + 1);
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t changed = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({changed, row[j] + 1, diagonal + 1});
    }
  }
  return row.back();
}

constexpr bool exclude_each_other(group a, group b) noexcept {
  return a == b ? a == group::secret || a == group::removal
                : (a == group::url && b == group::server) || (a == group::server && b == group::url);
}

}  // namespace

std::string unknown_key_text(std::string_view key, std::span<const std::string_view> known) {
  constexpr std::size_t longest_key = 40;
  if (key.size() > longest_key) {
    return "unknown key";
  }
  const auto nearest =
      std::ranges::min_element(known, {}, [&](std::string_view each) { return distance(key, each); });
  const std::size_t tolerated = key.size() < 5 ? 2 : 3;
  return nearest != known.end() && distance(key, *nearest) <= tolerated
             ? fmt::format("unknown key \"{}\"; did you mean \"{}\"?", key, *nearest)
             : fmt::format("unknown key \"{}\"", key);
}

bool read_account_table(toml_value& table, const account_context& context, account_overrides& into,
                        account_problem& why) {
  struct seen_key {
    const key_rule& rule;
    text_place where;
  };
  std::vector<seen_key> seen;
  for (toml_entry& entry : table.entries) {
    const auto* const rule = std::ranges::find(rules, entry.key, &key_rule::key);
    if (rule == rules.end()) {
      why = {entry.where, unknown_key_text(entry.key, known_keys)};
      return false;
    }
    const auto other = std::ranges::find_if(
        seen, [&](const seen_key& each) { return exclude_each_other(each.rule.in, rule->in); });
    if (other != seen.end()) {
      why = {entry.where, fmt::format("\"{}\" does not go with \"{}\" in line {}", entry.key, other->rule.key,
                                      other->where.line)};
      return false;
    }
    seen.push_back({*rule, entry.where});
    if (std::string wrong = rule->take({entry.value, context}, into); !wrong.empty()) {
      why = {entry.value.where, fmt::format("\"{}\": {}", entry.key, wrong)};
      return false;
    }
  }
  return true;
}

}  // namespace popquiz::cli
