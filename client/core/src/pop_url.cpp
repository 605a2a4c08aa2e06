#include <popquiz/client/pop_url.hpp>

#include "ip_literal.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace popquiz::client {
namespace {

using std::string_view_literals::operator""sv;

constexpr std::uint16_t clear_port = 110;
constexpr std::uint16_t tls_port = 995;

constexpr bool is_digit(char octet) noexcept {
  return octet >= '0' && octet <= '9';
}
constexpr bool is_alpha(char octet) noexcept {
  return (octet >= 'a' && octet <= 'z') || (octet >= 'A' && octet <= 'Z');
}
constexpr bool is_control(unsigned char octet) noexcept {
  return octet < 0x20 || octet == 0x7F;
}
constexpr char to_upper(char octet) noexcept {
  return octet >= 'a' && octet <= 'z' ? static_cast<char>(octet - 'a' + 'A') : octet;
}

constexpr std::optional<unsigned> hex_value(char octet) noexcept {
  const char upper = to_upper(octet);
  if (is_digit(upper)) {
    return static_cast<unsigned>(upper - '0');
  }
  return upper >= 'A' && upper <= 'F' ? std::optional(static_cast<unsigned>(upper - 'A' + 10)) : std::nullopt;
}

/// achar without escapes (RFC 2384 §8, RFC 1738 §5).
constexpr bool stands_for_itself(char octet) noexcept {
  return is_alpha(octet) || is_digit(octet) || "$-_.+!*'(),&=~"sv.find(octet) != std::string_view::npos;
}

bool begins_with(std::string_view text, std::string_view upper_case) noexcept {
  return text.size() >= upper_case.size() &&
         std::ranges::equal(text.substr(0, upper_case.size()), upper_case, {}, to_upper);
}

class reader {
 public:
  explicit reader(std::string_view text) : text_(text) {}

  pop_url_result read() {
    pop_url_result found;
    if (read_all()) {
      found.value = std::move(url_);
    }
    found.code = code_;
    found.offset = offset_;
    return found;
  }

 private:
  bool fail(pop_url_errc code, std::size_t offset) noexcept {
    code_ = code;
    offset_ = offset;
    return false;
  }

  bool read_all() {
    if (text_.size() > pop_url_limit) {
      return fail(pop_url_errc::too_long, pop_url_limit);
    }
    std::size_t at = 0;
    if (begins_with(text_, "POPS://")) {
      url_.implicit_tls = true;
      url_.port = tls_port;
      at = 7;
    } else if (begins_with(text_, "POP://")) {
      at = 6;
    } else {
      return fail(pop_url_errc::not_absolute, 0);
    }
    if (!scan(at)) {
      return false;
    }
    // The last "@": one in front of it would have to be encoded.
    const std::size_t sign = text_.rfind('@');
    if (sign != std::string_view::npos && sign >= at) {
      if (!read_user_part(at, sign)) {
        return false;
      }
      at = sign + 1;
    }
    return read_host_port(at);
  }

  /// What holds wherever it stands: no control can get through a later, laxer look (command injection).
  bool scan(std::size_t at) noexcept {
    for (; at < text_.size(); ++at) {
      const auto octet = static_cast<unsigned char>(text_[at]);
      if (is_control(octet)) {
        return fail(pop_url_errc::control_character, at);
      }
      if (octet == ' ' || octet >= 0x80) {
        return fail(pop_url_errc::unencoded_character, at);
      }
      if (octet == '%') {
        const auto value = escape(at);
        if (!value) {
          return fail(pop_url_errc::bad_escape, at);
        }
        if (is_control(*value)) {
          return fail(pop_url_errc::control_character, at);
        }
      }
    }
    return true;
  }

  /// The octet that the escape at `at` stands for.
  [[nodiscard]] std::optional<unsigned char> escape(std::size_t at) const noexcept {
    const auto high = at + 1 < text_.size() ? hex_value(text_[at + 1]) : std::nullopt;
    const auto low = at + 2 < text_.size() ? hex_value(text_[at + 2]) : std::nullopt;
    return high && low ? std::optional(static_cast<unsigned char>(*high << 4U | *low)) : std::nullopt;
  }

  /// Behind scan(): every escape is whole.
  [[nodiscard]] std::string decoded(std::size_t from, std::size_t to) const {
    std::string octets;
    for (std::size_t at = from; at < to; ++at) {
      if (text_[at] == '%') {
        octets += static_cast<char>(*escape(at));
        at += 2;
      } else {
        octets += text_[at];
      }
    }
    return octets;
  }

  bool read_user_part(std::size_t from, std::size_t to) {
    const std::string_view part = text_.substr(from, to - from);
    const std::size_t colon = part.find(':');
    if (colon != std::string_view::npos) {
      return fail(pop_url_errc::password_in_url, from + colon);
    }
    if (part.empty()) {
      return fail(pop_url_errc::empty_user_part, from);
    }
    const std::size_t semicolon = std::min(part.find(';'), part.size());
    for (std::size_t i = 0; i < part.size(); ++i) {
      if (i != semicolon && part[i] != '%' && !stands_for_itself(part[i])) {
        return fail(pop_url_errc::unencoded_character, from + i);
      }
    }
    url_.user = decoded(from, from + semicolon);
    if (url_.user.size() > pop_url_user_limit) {
      return fail(pop_url_errc::user_too_long, from);
    }
    if (semicolon == part.size()) {
      return true;
    }
    constexpr std::string_view parameter = ";AUTH=";
    if (!begins_with(part.substr(semicolon), parameter)) {
      return fail(pop_url_errc::bad_parameter, from + semicolon);
    }
    return read_mechanism(from + semicolon + parameter.size(), to);
  }

  bool read_mechanism(std::size_t from, std::size_t to) {
    std::string name = decoded(from, to);
    if (name == "*") {
      return true;
    }
    url_.auth = name.starts_with('+') ? pop_url_auth::extension : pop_url_auth::sasl;
    const bool is_sasl = url_.auth == pop_url_auth::sasl;
    if (!is_sasl) {
      name.erase(0, 1);
    }
    // RFC 4422 §3.1 says what a mechanism's name is; an extension's becomes a command's keyword.
    const auto may_stand = [is_sasl](char each) {
      return is_sasl ? is_alpha(each) || is_digit(each) || each == '-' || each == '_'
                     : each > ' ' && each < 0x7F;
    };
    if (name.empty() || name.size() > (is_sasl ? pop_url_mechanism_limit : pop_url_extension_limit) ||
        !std::ranges::all_of(name, may_stand)) {
      return fail(pop_url_errc::bad_mechanism, from);
    }
    std::ranges::transform(name, name.begin(), to_upper);
    url_.mechanism = std::move(name);
    return true;
  }

  bool read_host_port(std::size_t from) {
    std::size_t to = from;
    if (from < text_.size() && text_[from] == '[') {
      const std::size_t bracket = text_.find(']', from);
      if (bracket == std::string_view::npos || !is_ipv6(text_.substr(from + 1, bracket - from - 1))) {
        return fail(pop_url_errc::bad_host, from);
      }
      url_.host = text_.substr(from + 1, bracket - from - 1);
      to = bracket + 1;
    } else {
      to = std::min(text_.find_first_of(":/?#", from), text_.size());
      if (!read_name(from, to)) {
        return false;
      }
    }
    if (to < text_.size() && text_[to] == ':') {
      const std::size_t end = std::min(text_.find_first_of("/?#", to), text_.size());
      if (!read_port(to + 1, end)) {
        return false;
      }
      to = end;
    }
    return to == text_.size() ||
           fail("/?#"sv.find(text_[to]) != std::string_view::npos ? pop_url_errc::more_behind_host
                                                                  : pop_url_errc::bad_host,
                to);
  }

  /// A DNS name, or IPv4, which looks the same. "_" is no letter of host names but is in use.
  bool read_name(std::size_t from, std::size_t to) {
    std::string_view name = text_.substr(from, to - from);
    if (name.empty()) {
      return fail(pop_url_errc::empty_host, from);
    }
    if (name.size() > pop_url_host_limit) {
      return fail(pop_url_errc::bad_host, from + pop_url_host_limit);
    }
    url_.host = name;
    if (name.size() > 1 && name.ends_with('.')) {
      name.remove_suffix(1);  // the root's
    }
    for (std::size_t at = 0; at <= name.size();) {
      const std::size_t end = std::min(name.find('.', at), name.size());
      const std::string_view label = name.substr(at, end - at);
      const auto* const bad = std::ranges::find_if_not(
          label, [](char each) { return is_alpha(each) || is_digit(each) || each == '-' || each == '_'; });
      if (bad != label.end()) {
        return fail(pop_url_errc::bad_host, from + at + static_cast<std::size_t>(bad - label.begin()));
      }
      if (label.empty() || label.size() > pop_url_label_limit || label.starts_with('-') ||
          label.ends_with('-')) {
        return fail(pop_url_errc::bad_host, from + at);
      }
      at = end + 1;
    }
    return true;
  }

  bool read_port(std::size_t from, std::size_t to) noexcept {
    const char* const begin = text_.data() + from;
    const auto [end, error] = std::from_chars(begin, text_.data() + to, url_.port);
    return (error == std::errc() && end == text_.data() + to && url_.port != 0) ||
           fail(pop_url_errc::bad_port, from);
  }

  std::string_view text_;
  pop_url url_;
  pop_url_errc code_ = pop_url_errc::none;
  std::size_t offset_ = 0;
};

void append_encoded(std::string& to, std::string_view octets) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  for (const char octet : octets) {
    if (stands_for_itself(octet)) {
      to += octet;
    } else {
      const auto value = static_cast<unsigned char>(octet);
      to += '%';
      to += digits[value >> 4U];
      to += digits[value & 0xFU];
    }
  }
}

}  // namespace

std::string_view describe(pop_url_errc code) noexcept {
  switch (code) {
    case pop_url_errc::none:
      return "success";
    case pop_url_errc::too_long:
      return "the URL is longer than 2048 octets";
    case pop_url_errc::not_absolute:
      return "a POP URL begins with pop:// or pops://";
    case pop_url_errc::control_character:
      return "a control character, as it is or percent-encoded, is never allowed";
    case pop_url_errc::unencoded_character:
      return "a character that must be percent-encoded here";
    case pop_url_errc::bad_escape:
      return "two hexadecimal digits are expected behind %";
    case pop_url_errc::password_in_url:
      return "a password must not stand in a POP URL";
    case pop_url_errc::empty_user_part:
      return "nothing stands in front of @";
    case pop_url_errc::user_too_long:
      return "the user name is longer than 512 octets";
    case pop_url_errc::bad_parameter:
      return "only AUTH= can stand behind ;";
    case pop_url_errc::bad_mechanism:
      return "a mechanism's name, + and an extension's name, or * is expected behind AUTH=";
    case pop_url_errc::empty_host:
      return "a host is expected";
    case pop_url_errc::bad_host:
      return "a DNS name or an address (IPv6 in brackets) is expected";
    case pop_url_errc::bad_port:
      return "a port from 1 to 65535 is expected";
    case pop_url_errc::more_behind_host:
      return "a POP URL ends behind host and port";
  }
  return "unknown error";
}

pop_url_result parse_pop_url(std::string_view text) {
  return reader(text).read();
}

std::string print_pop_url(const pop_url& url) {
  std::string text = url.implicit_tls ? "pops://" : "pop://";
  append_encoded(text, url.user);
  if (url.auth != pop_url_auth::any) {
    text += url.auth == pop_url_auth::extension ? ";AUTH=+" : ";AUTH=";
    append_encoded(text, url.mechanism);
  }
  if (!url.user.empty() || url.auth != pop_url_auth::any) {
    text += '@';
  }
  const bool in_brackets = url.host.find(':') != std::string::npos;
  text += in_brackets ? "[" + url.host + "]" : url.host;
  if (url.port != (url.implicit_tls ? tls_port : clear_port)) {
    text += ':';
    text += std::to_string(url.port);
  }
  return text;
}

}  // namespace popquiz::client
