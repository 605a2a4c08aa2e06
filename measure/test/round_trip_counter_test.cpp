#include "round_trip_counter.hpp"

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <vector>

namespace popquiz::measure {
namespace {

using sansio::next_action;
using std::chrono::milliseconds;

constexpr milliseconds round_trip{40};

/// Does what it is told, in turn.
class puppet final : public sansio::any_machine {
 public:
  explicit puppet(std::string steps) : steps_(std::move(steps)) {}
  next_action resume(sansio::io_result, sansio::time_point) noexcept override {
    if (at_ == steps_.size()) {
      return sansio::done{};
    }
    return steps_[at_++] == 'r' ? next_action(sansio::read{room_}) : next_action(sansio::write{pieces_});
  }

 private:
  std::string steps_;
  std::size_t at_ = 0;
  std::array<char, 8> room_{};
  std::array<std::string_view, 1> pieces_{"+OK\r\n"};
};

struct row {
  const char* name;
  std::string steps;       // r: read, w: write
  std::vector<int> times;  // ms at which each has ended, from the first
  std::uint64_t exchanges;
};

TEST(round_trip_counter, counts_the_longest_chain_of_questions_and_answers) {
  const std::vector<row> rows{
      {"a greeting and a command", "wr", {0, 40}, 1},
      {"one behind the other", "wrwrw", {0, 40, 40, 80, 80}, 2},
      {"pipelined: three at once", "wrwrwrw", {0, 40, 40, 41, 41, 42, 42}, 1},
      {"pipelined, in the next round trip", "wrwrwr", {0, 40, 40, 60, 60, 80}, 2},
      {"said before the greeting can have come", "wr", {0, 10}, 1},
  };
  for (const row& each : rows) {
    SCOPED_TRACE(each.name);
    const auto totals = std::make_shared<round_trip_totals>();
    const auto counter = count_round_trips(std::make_unique<puppet>(each.steps), round_trip, totals);
    static_cast<void>(counter->resume({}, sansio::time_point{}));
    for (std::size_t i = 0; i < each.steps.size(); ++i) {
      const std::size_t octets = each.steps[i] == 'r' ? 6 : 0;
      static_cast<void>(
          counter->resume({sansio::io_status::ok, octets}, sansio::time_point{milliseconds(each.times[i])}));
    }
    EXPECT_EQ(totals->exchanges, each.exchanges);
    EXPECT_EQ(totals->sessions, 1U);
  }
}

}  // namespace
}  // namespace popquiz::measure
