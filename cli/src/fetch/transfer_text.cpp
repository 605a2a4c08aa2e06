#include "fetch/transfer_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace popquiz::cli {
namespace {

constexpr std::chrono::days longest_time_left{99};

/// Only what every terminal shows as one column.
std::string in_ascii(std::string_view text) {
  std::string shown(text);
  std::ranges::replace_if(shown, [](char each) { return each < ' ' || each > '~'; }, '?');
  return shown;
}

std::string in_front(const std::string& account) {
  return account.empty() ? std::string() : in_ascii(account) + ": ";
}

std::string of_total(const std::string& done, const std::optional<std::string>& total) {
  return total ? done + '/' + *total : done;
}

}  // namespace

std::string size_text(std::uint64_t octets) {
  constexpr std::array units{"KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
  if (octets < 1024) {
    return fmt::format("{} B", octets);
  }
  unsigned power = 1;
  while (power < units.size() && octets >> (10U * power) >= 1024) {
    ++power;
  }
  const std::uint64_t whole = octets >> (10U * power);
  if (whole >= 10) {
    return fmt::format("{} {}", whole, units[power - 1]);
  }
  const std::uint64_t rest = octets & ((std::uint64_t{1} << (10U * power)) - 1);
  return fmt::format("{}.{} {}", whole, rest * 10 >> (10U * power), units[power - 1]);
}

std::string duration_text(std::chrono::seconds time) {
  const std::int64_t all = std::max<std::int64_t>(time.count(), 0);
  const std::int64_t seconds = all % 60;
  const std::int64_t minutes = all / 60 % 60;
  const std::int64_t hours = all / 3600 % 24;
  const std::int64_t days = all / 86400;
  if (days > 0) {
    return fmt::format("{} d {:02}:{:02}", days, hours, minutes);
  }
  return hours > 0 ? fmt::format("{}:{:02}:{:02}", hours, minutes, seconds)
                   : fmt::format("{}:{:02}", minutes, seconds);
}

std::string rate_text(std::uint64_t octets, std::chrono::milliseconds time) {
  if (time.count() <= 0) {
    return {};
  }
  const double rate = static_cast<double>(octets) * 1000 / static_cast<double>(time.count());
  constexpr auto most = std::numeric_limits<std::uint64_t>::max();
  return size_text(rate < static_cast<double>(most) ? static_cast<std::uint64_t>(rate) : most) + "/s";
}

std::optional<std::chrono::seconds> time_left(std::uint64_t done, std::optional<std::uint64_t> total,
                                              std::chrono::milliseconds time) {
  if (!total || done == 0 || done > *total || time.count() <= 0) {
    return std::nullopt;
  }
  const double rest = static_cast<double>(*total - done) / static_cast<double>(done);
  const double seconds = std::ceil(rest * static_cast<double>(time.count()) / 1000);
  if (seconds > static_cast<double>(std::chrono::seconds(longest_time_left).count())) {
    return std::nullopt;
  }
  return std::chrono::seconds(static_cast<std::int64_t>(seconds));
}

std::string transfer_line(const transfer_state& state, std::size_t columns) {
  std::string line = in_front(state.account);
  bool first = true;
  const auto add = [&](const std::string& part) {
    if (!part.empty() && (first || line.size() + 2 + part.size() <= columns)) {
      line += first ? part : ", " + part;
      first = false;
    }
  };
  const auto text_of = [](std::uint64_t count) { return std::to_string(count); };
  add(of_total(text_of(state.messages),
               state.messages_total ? std::optional(text_of(*state.messages_total)) : std::nullopt));
  add(of_total(size_text(state.octets),
               state.octets_total ? std::optional(size_text(*state.octets_total)) : std::nullopt));
  add(rate_text(state.octets, state.time));
  if (const auto left = time_left(state.octets, state.octets_total, state.time)) {
    add(duration_text(*left) + " left");
  }
  if (state.number != 0) {
    add(state.number_octets != 0 ? fmt::format("#{} ({})", state.number, size_text(state.number_octets))
                                 : fmt::format("#{}", state.number));
  }
  line.resize(std::min(line.size(), columns));
  return line;
}

std::string transfer_summary(const transfer_state& state) {
  const std::string rate = rate_text(state.octets, state.time);
  return fmt::format("{}{} message{}, {} in {}{}", in_front(state.account), state.messages,
                     state.messages == 1 ? "" : "s", size_text(state.octets),
                     duration_text(std::chrono::duration_cast<std::chrono::seconds>(state.time)),
                     rate.empty() ? rate : " (" + rate + ")");
}

}  // namespace popquiz::cli
