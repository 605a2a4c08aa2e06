#include "test/run_progress_text.hpp"

#include <fmt/format.h>

#include <chrono>

namespace popquiz::cli {
namespace {

/// Of whole seconds: "50s", "9m50s", "1h2m3s".
std::string time_text(std::chrono::milliseconds time) {
  const auto all = std::chrono::ceil<std::chrono::seconds>(time).count();
  const auto hours = all / 3600;
  const auto minutes = all / 60 % 60;
  std::string text = hours == 0 ? "" : fmt::format("{}h", hours);
  text += hours == 0 && minutes == 0 ? "" : fmt::format("{}m", minutes);
  return text + fmt::format("{}s", all % 60);
}

}  // namespace

std::string run_progress_text(const conformance::run_progress& far) {
  std::string slow;
  if (far.slow != 0) {
    slow = fmt::format(" ({} slow {} left, {})", far.slow, far.slow == 1 ? "one" : "ones",
                       time_text(far.slow_left));
  }
  // The id last: a narrow terminal may cut it.
  return fmt::format("{}/{}{} {}", far.begun, far.count, slow, far.id);
}

}  // namespace popquiz::cli
