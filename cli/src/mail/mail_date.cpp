#include "mail/mail_date.hpp"

#include <fmt/format.h>

#include <ctime>

namespace popquiz::cli {
namespace {

constexpr int first_year = 1900;  // of struct tm

std::string day_text(const std::tm& t) {
  return fmt::format("{:04}-{:02}-{:02}", t.tm_year + first_year, t.tm_mon + 1, t.tm_mday);
}

}  // namespace

std::string utc_text(std::int64_t seconds) {
  const std::time_t time = seconds;
  std::tm t{};
  return ::gmtime_r(&time, &t) == nullptr
             ? std::string()
             : fmt::format("{}T{:02}:{:02}:{:02}Z", day_text(t), t.tm_hour, t.tm_min, t.tm_sec);
}

std::string local_text(std::int64_t seconds) {
  const std::time_t time = seconds;
  std::tm t{};
  return ::localtime_r(&time, &t) == nullptr
             ? std::string()
             : fmt::format("{} {:02}:{:02}", day_text(t), t.tm_hour, t.tm_min);
}

}  // namespace popquiz::cli
