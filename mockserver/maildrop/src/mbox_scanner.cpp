#include "mbox_scanner.hpp"

#include <algorithm>
#include <array>

namespace popquiz::mockserver {
namespace {

constexpr std::string_view from_word = "From ";

}  // namespace

void mbox_scanner::take(std::string_view octets) {
  while (!octets.empty() && !failed_) {
    std::size_t taken = 0;
    if (place_ == place::line_start || place_ == place::line_start_cr) {
      taken = take_line_start(octets);
    } else {
      const std::size_t line_feed = octets.find('\n');
      taken = line_feed == std::string_view::npos ? octets.size() : line_feed + 1;
      if (place_ == place::from_line) {
        tell_.from_line(octets.substr(0, taken));
      } else {
        tell_.text(octets.substr(0, taken));
      }
      if (line_feed != std::string_view::npos) {
        begin_line();
      }
    }
    at_ += taken;
    octets.remove_prefix(taken);
  }
}

/// Octets taken; none when what is held back has turned out to be ordinary text.
std::size_t mbox_scanner::take_line_start(std::string_view octets) {
  const char c = octets.front();
  if (place_ == place::line_start_cr) {
    if (c == '\n') {
      begin_line();
      blank_ = "\r\n";
      may_begin_ = true;
      return 1;
    }
    place_ = place::text;
    tell_.text("\r");
    return 0;
  }
  if (matched_ == 0 && c == '>') {
    ++quotes_;
    return 1;
  }
  if (c == from_word[matched_]) {
    if (++matched_ == from_word.size()) {
      if (quotes_ == 0 && may_begin_) {
        begin_message();
      } else if (!in_message_) {
        failed_ = true;
      } else {
        release_held(quotes_ == 1 || (quotes_ > 1 && quoting_ == mbox_quoting::mboxrd));
      }
    }
    return 1;
  }
  if (!in_message_) {
    failed_ = true;
    return 1;
  }
  const bool is_empty = quotes_ == 0 && matched_ == 0;
  if (is_empty && c == '\n') {
    release_blank();
    begin_line();
    blank_ = "\n";
    may_begin_ = true;
    return 1;
  }
  if (is_empty && c == '\r') {
    release_blank();
    place_ = place::line_start_cr;
    return 1;
  }
  release_held(false);
  return 0;
}

void mbox_scanner::begin_line() noexcept {
  place_ = place::line_start;
  quotes_ = 0;
  matched_ = 0;
  may_begin_ = false;
}

void mbox_scanner::begin_message() {
  const std::uint64_t begin = at_ + 1 - from_word.size();
  if (in_message_) {
    end_message(begin);
  }
  in_message_ = true;
  place_ = place::from_line;
  tell_.begins(begin);
  tell_.from_line(from_word);
}

/// The line is an ordinary one: what was held back of it is text, or all but one of its ">"s.
void mbox_scanner::release_held(bool is_quoted) {
  release_blank();
  static constexpr auto quotes = [] {
    std::array<char, 64> all{};
    all.fill('>');
    return all;
  }();
  for (std::uint64_t left = quotes_ - (is_quoted ? 1 : 0); left != 0;) {
    const std::uint64_t some = std::min<std::uint64_t>(left, quotes.size());
    tell_.text({quotes.data(), static_cast<std::size_t>(some)});
    left -= some;
  }
  if (matched_ != 0) {
    tell_.text(from_word.substr(0, matched_));
  }
  place_ = place::text;
}

void mbox_scanner::release_blank() {
  if (!blank_.empty()) {
    tell_.text(blank_);
    blank_ = {};
  }
}

void mbox_scanner::end_message(std::uint64_t offset) {
  tell_.ends(offset - blank_.size());
  blank_ = {};
}

void mbox_scanner::finish() {
  if (!in_message_) {
    failed_ = failed_ || at_ != 0;
    return;
  }
  if (place_ == place::line_start_cr) {
    tell_.text("\r");
  } else if (place_ == place::line_start && quotes_ + matched_ != 0) {
    release_held(false);
  }
  end_message(at_);
}

void mbox_scanner::finish_message() {
  if (in_message_) {
    release_blank();
  }
  finish();
}

}  // namespace popquiz::mockserver
