#include "generated_header.hpp"

#include <array>
#include <chrono>
#include <cstdio>

namespace popquiz::mockserver {
namespace {

/// RFC 5322 §3.3, so many seconds into the year 2026.
std::string date_text(std::uint64_t seconds) {
  using namespace std::chrono;
  constexpr std::array days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                              "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  constexpr sys_days first(year(2026) / January / 1);
  const sys_seconds when = first + std::chrono::seconds(seconds);
  const sys_days day = floor<std::chrono::days>(when);
  const year_month_day date(day);
  const hh_mm_ss time(when - day);
  std::array<char, 40> text{};
  std::snprintf(text.data(), text.size(), "%s, %02u %s %04d %02d:%02d:%02d +0000",
                days[weekday(day).c_encoding()], static_cast<unsigned>(date.day()),
                months[static_cast<unsigned>(date.month()) - 1], static_cast<int>(date.year()),
                static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
                static_cast<int>(time.seconds().count()));
  return text.data();
}

}  // namespace

std::string generated_unique_id(const generated_identity& who) {
  std::array<char, 20> digits{};
  std::snprintf(digits.data(), digits.size(), ".%016llx", static_cast<unsigned long long>(who.fingerprint));
  return std::to_string(who.number) + digits.data();
}

std::string generated_message_id(const generated_identity& who) {
  return "<" + generated_unique_id(who) + "@generated.invalid>";
}

std::string generated_header(const generated_identity& who, std::string_view line_end) {
  const std::string number = std::to_string(who.number);
  std::string made;
  const auto append = [&](const std::string& line) {
    made += line;
    made += line_end;
  };
  append("Date: " + date_text(who.number));
  append("From: Sender " + number + " <sender-" + number + "@generated.invalid>");
  append("To: Quiz <quiz@generated.invalid>");
  append("Subject: Message " + number + " of seed " + std::to_string(who.seed));
  append("Message-ID: " + generated_message_id(who));
  append("");
  return made;
}

}  // namespace popquiz::mockserver
