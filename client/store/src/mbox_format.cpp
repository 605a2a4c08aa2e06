#include "mbox_format.hpp"

#include <array>
#include <cstring>
#include <ctime>

namespace popquiz::client {
namespace {

constexpr std::string_view from_line = "From ";

}  // namespace

void mbox_format::begin(file_writer& into, std::int64_t now) {
  into_ = &into;
  line_ends_.begin();
  matched_ = 0;
  may_match_ = true;
  at_line_start_ = true;
  const auto seconds = static_cast<std::time_t>(now);
  std::tm time = {};
  ::gmtime_r(&seconds, &time);
  std::array<char, 64> text{};  // asctime's form, which mbox readers expect; no locale changes it
  static constexpr std::array<const char*, 7> days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr std::array<const char*, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const int size = std::snprintf(text.data(), text.size(), "From MAILER-DAEMON %s %s %2d %02d:%02d:%02d %d\n",
                                 days[static_cast<std::size_t>(time.tm_wday)],
                                 months[static_cast<std::size_t>(time.tm_mon)], time.tm_mday, time.tm_hour,
                                 time.tm_min, time.tm_sec, time.tm_year + 1900);
  into_->write(std::string_view(text.data(), static_cast<std::size_t>(size)));
}

void mbox_format::write(std::string_view octets) {
  line_ends_.filter(octets, [this](std::string_view piece) { take(piece); });
}

void mbox_format::take(std::string_view octets) {
  while (!octets.empty()) {
    if (!may_match_) {
      const std::size_t end = octets.find('\n');
      const std::size_t size = end == std::string_view::npos ? octets.size() : end + 1;
      into_->write(octets.substr(0, size));
      octets.remove_prefix(size);
      at_line_start_ = may_match_ = end != std::string_view::npos;
      continue;
    }
    const char c = octets.front();
    if (matched_ == 0 && c == '>') {  // where among the ">"s the one more stands nobody can tell
      into_->write(octets.substr(0, 1));
      at_line_start_ = false;
      octets.remove_prefix(1);
    } else if (c == from_line[matched_]) {
      octets.remove_prefix(1);
      if (++matched_ == from_line.size()) {
        into_->write(">");
        into_->write(from_line);
        matched_ = 0;
        may_match_ = at_line_start_ = false;
      }
    } else {
      into_->write(from_line.substr(0, matched_));
      at_line_start_ = at_line_start_ && matched_ == 0;
      matched_ = 0;
      may_match_ = false;
    }
  }
}

void mbox_format::end() {
  line_ends_.end([this](std::string_view piece) { take(piece); });
  into_->write(from_line.substr(0, matched_));
  into_->write(at_line_start_ && matched_ == 0 ? std::string_view("\n") : std::string_view("\n\n"));
}

}  // namespace popquiz::client
