#include "inputs.hpp"

#include <array>
#include <string>

using namespace std::literals;

namespace popquiz::bench {
namespace {

constexpr std::size_t line_octets = 78;  // RFC 5322 section 2.1.1: lines should not be longer
constexpr std::size_t one_in_dots = 200;
constexpr std::size_t one_in_eight_bit = 50;
constexpr std::string_view status_line = "+OK message follows\r\n";
constexpr std::string_view terminator = ".\r\n";

constexpr std::array header{
    "Received: from mx.example.org (mx.example.org [192.0.2.25]) by mail.example.com;"sv,
    "\tThu, 17 Oct 2024 09:21:43 +0200"sv,
    "From: Ada Example <ada@example.org>"sv,
    "To: Charles Example <charles@example.com>"sv,
    "Subject: Minutes of the meeting on the analytical engine"sv,
    "Date: Thu, 17 Oct 2024 09:21:40 +0200"sv,
    "Message-ID: <20241017072140.4711@example.org>"sv,
    "MIME-Version: 1.0"sv,
    "Content-Type: text/plain; charset=utf-8"sv,
    "Content-Transfer-Encoding: 8bit"sv,
    ""sv};

constexpr std::array words{
    "the"sv,       "engine"sv,  "of"sv,    "a"sv,         "table"sv, "and"sv,  "numbers"sv, "to"sv,
    "be"sv,        "printed"sv, "which"sv, "operation"sv, "in"sv,    "that"sv, "cards"sv,   "is"sv,
    "mechanism"sv, "may"sv,     "for"sv,   "columns"sv,   "we"sv,    "by"sv,   "it,"sv,     "results"sv,
    "with"sv,      "first"sv,   "any"sv,   "store"sv,     "thus:"sv, "mill"sv, "series"sv,  "therefore"sv};

/// Appends lines made by `next` while they fit in `octets`.
template <class Next>
std::string fill(std::size_t octets, Next next) {
  std::string out;
  out.reserve(octets);
  for (std::size_t n = 1;; ++n) {
    const std::string line = next(n);
    if (out.size() + line.size() > octets) {
      return out;
    }
    out += line;
  }
}

}  // namespace

void text_lines::fill_with_words(std::size_t octets) {
  while (line_.size() < octets) {
    line_ += words[below(words.size())];
    line_ += ' ';
  }
  line_.resize(octets);
}

void text_lines::mail_line() {
  if (header_ < header.size()) {
    line_ = header[header_++];
  } else if (paragraph_ == 0) {
    paragraph_ = 3 + below(7);  // behind an empty line
  } else {
    --paragraph_;
    line_ = below(one_in_dots) == 0 ? "." : below(one_in_eight_bit) == 0 ? "caf\xC3\xA9 " : "";
    fill_with_words(72 + below(7));
  }
}

std::string_view text_lines::next() {
  line_.clear();
  switch (kind_) {
    case text_kind::mail:
      mail_line();
      break;
    case text_kind::no_dots:
      fill_with_words(line_octets);
      break;
    case text_kind::stuffed:
      line_ = ".";
      fill_with_words(line_octets);
      break;
    case text_kind::dots_only:
      line_ = ".";
      break;
    case text_kind::eight_bit:
      while (line_.size() < line_octets) {
        const std::size_t octet = below(2) == 0 ? 0x80 + below(0x80) : 0x20 + below(0x5F);
        line_ += static_cast<char>(octet);
      }
      break;
  }
  return line_;
}

reply::reply(text_kind kind, std::size_t octets)
    : wire_([&] {
        text_lines source(kind);
        const std::size_t room = octets - status_line.size() - terminator.size();
        const std::string body = fill(room, [&](std::size_t n) {
          lines_ = n - 1;
          const std::string_view line = source.next();
          std::string stuffed(line.starts_with('.') ? "." : "");
          return stuffed.append(line).append("\r\n");
        });
        return std::string(status_line).append(body).append(terminator);
      }()) {}

std::string_view reply::body() const noexcept {
  return whole().substr(status_line.size(), whole().size() - status_line.size() - terminator.size());
}

std::string mail_message(std::size_t octets, std::string_view line_end) {
  text_lines source(text_kind::mail);
  return fill(octets, [&](std::size_t) { return std::string(source.next()).append(line_end); });
}

std::string commands(std::size_t octets) {
  return fill(octets, [](std::size_t n) {
    const std::string number = std::to_string(n);
    switch (n % 8) {
      case 0:
        return "USER user" + number + "\r\n";
      case 1:
        return "PASS correct horse battery " + number + "\r\n";
      case 2:
        return "LIST " + number + "\r\n";
      case 3:
        return "TOP " + number + " 20\r\n";
      case 4:
        return "NOOP\r\n"s;
      case 5:
        return "uidl\r\n"s;
      case 6:
        return "DELE " + number + "\r\n";
      default:
        return "RETR " + number + "\r\n";
    }
  });
}

std::string scan_listings(std::size_t octets) {
  return fill(octets, [](std::size_t n) {
    return std::to_string(n) + ' ' + std::to_string(n * 7919 % 100'000) + "\r\n";
  });
}

std::string unique_id_listings(std::size_t octets) {
  return fill(octets, [](std::size_t n) {
    return std::to_string(n) + " 00000" + std::to_string(10'000'000 + n * 7919) + "670f9a3b\r\n";
  });
}

std::span<const input> inputs() noexcept {
  static constexpr std::array all{
      input{"mail", text_kind::mail},           input{"no_dots", text_kind::no_dots},
      input{"stuffed", text_kind::stuffed},     input{"dots_only", text_kind::dots_only},
      input{"eight_bit", text_kind::eight_bit}, input{"mail_one_octet_a_read", text_kind::mail, 1}};
  return all;
}

}  // namespace popquiz::bench
