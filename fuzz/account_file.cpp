// The file of accounts: any text is refused at a place within it and with a reason, or says of each account
// what is within bounds. A password is accepted from a file that nobody else can read only, and is in no
// reason. A comment behind the text changes nothing, and neither do line ends of another kind.
//
// Input: whether others can read the file, and its text.
#include "account/account_file.hpp"

#include "choices.hpp"
#include "finding.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace popquiz::fuzz {
namespace {

using cli::account_file;
using cli::account_overrides;

constexpr std::string_view password = "Xyzzy-47";

bool has_control(std::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
}

/// The password stands in the text as a value only: what is quoted in a reason is a key, or none of it.
bool is_a_value_only(std::string_view text) {
  bool found = false;
  for (std::size_t at = text.find(password); at != std::string_view::npos; at = text.find(password, at + 1)) {
    constexpr std::string_view in_front = "= \"";
    if (at < in_front.size() || text.substr(at - in_front.size(), in_front.size()) != in_front) {
      return false;
    }
    found = true;
  }
  return found;
}

/// "PATH:LINE:COLUMN: what".
void require_reason(std::string_view why, std::string_view path, std::string_view text) {
  require(why.starts_with(path) && why.substr(path.size()).starts_with(":"), "a reason names the file", why);
  const std::string_view behind = why.substr(path.size() + 1);
  std::size_t line = 0;
  const auto [end, error] = std::from_chars(behind.data(), behind.data() + behind.size(), line);
  require(error == std::errc() && line != 0 &&
              line <= 1 + static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')),
          "a reason names a line of the file", why);
  require(!is_a_value_only(text) || why.find(password) == std::string_view::npos, "no password in a reason",
          why);
}

void require_text(const std::optional<std::string>& text, std::string_view what) {
  require(!text || (!text->empty() && !has_control(*text)), what, text.value_or(""));
}

void require_in_bounds(const account_overrides& says, bool is_private) {
  using namespace std::chrono_literals;
  for (const auto* text : {&says.host, &says.user, &says.ca_file, &says.client_certificate, &says.client_key,
                           &says.to, &says.ledger}) {
    require_text(*text, "a text is not empty and has no controls");
  }
  require(!says.port || *says.port != 0, "a port is one");
  for (const auto& timeout : {says.connect_timeout, says.reply_timeout}) {
    require(!timeout || (*timeout >= 1ms && *timeout <= 3600s), "a timeout is within bounds");
  }
  for (const std::string& pin : says.pins.value_or(std::vector<std::string>())) {
    require(pin.size() == 64 && pin.find_first_not_of("0123456789abcdef") == std::string::npos,
            "a pin is 64 hexadecimal digits", pin);
  }
  require(!says.auth || says.auth->size() <= 40, "a mechanism has a name", says.auth.value_or(""));
  require(!says.remove || says.remove->days <= 36'500, "days are within bounds");
  require(is_private || !says.secret_from || says.secret_from->from != cli::secret_from::word,
          "a password is not taken from a file that others can read");
}

/// What an account says, to compare two of them.
std::string print(const account_file& file) {
  std::string out;
  const auto put = [&out](const auto& value) {
    if constexpr (requires { std::string(*value); }) {
      out += value ? *value : "-";
    } else {
      out += value ? std::to_string(*value) : "-";
    }
    out += '|';
  };
  for (const cli::named_account& each : file.accounts) {
    const account_overrides& says = each.says;
    out += each.name + ':';
    put(says.host);
    put(says.port);
    put(says.user);
    put(says.auth);
    put(says.to);
    put(says.max_size);
    put(says.max_messages);
    put(says.only_new);
    put(says.pipelining);
    put(says.ledger);
    out += says.secret_from
               ? std::to_string(static_cast<int>(says.secret_from->from)) + says.secret_from->name
               : "-";
    out += says.remove
               ? std::to_string(says.remove->days) + std::to_string(static_cast<int>(says.remove->how))
               : "-";
    out += '\n';
  }
  return out;
}

std::optional<account_file> read(std::string_view text, bool is_private) {
  const std::string path = "/quiz/accounts.toml";
  std::string why;
  auto found =
      cli::parse_account_file(std::string(text), path, {.is_ours = true, .is_private = is_private}, why);
  require(found.has_value() == why.empty(), "it is read, or refused with a reason", why);
  if (!found) {
    require_reason(why, path, text);
    return std::nullopt;
  }
  for (const cli::named_account& each : found->accounts) {
    require(!each.name.empty() && !has_control(each.name), "an account has a name", each.name);
    require(found->find(each.name) != nullptr, "an account is found by its name", each.name);
    require_in_bounds(each.says, is_private);
    std::string missing;
    const auto whole = cli::complete_account(each.name, each.says, {}, missing);
    require(whole.has_value() == missing.empty(), "an account is complete, or something is missing", missing);
    require(!whole || (!whole->host.empty() && whole->port != 0), "a complete account has a server");
  }
  return found;
}

std::string with_line_ends(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\n') {
      out += '\r';
    }
    out += c;
  }
  return out;
}

void run(choices& in) {
  const bool is_private = in.octet() % 4 != 3;
  const std::string_view text = in.rest();
  const auto found = read(text, is_private);
  if (!found) {
    return;
  }
  const std::string says = print(*found);
  const auto commented = read(std::string(text) + "\n# a comment\n", is_private);
  require(commented && print(*commented) == says, "a comment says nothing", text);
  // Within a text of several lines they would be its octets.
  if (text.find('\r') == std::string_view::npos && text.find("\"\"\"") == std::string_view::npos &&
      text.find("'''") == std::string_view::npos) {
    const auto crlf = read(with_line_ends(text), is_private);
    require(crlf && print(*crlf) == says, "a line end is one in either form", text);
  }
}

}  // namespace
}  // namespace popquiz::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  popquiz::fuzz::choices in(data, size);
  popquiz::fuzz::run(in);
  return 0;
}
