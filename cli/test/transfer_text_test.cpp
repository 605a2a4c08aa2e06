// Texts about a transfer.
#include "fetch/transfer_text.hpp"

#include <gtest/gtest.h>

#include <array>
#include <limits>
#include <string_view>

namespace popquiz::cli {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using namespace std::chrono_literals;

constexpr std::uint64_t most = std::numeric_limits<std::uint64_t>::max();

TEST(size_text, tables) {
  struct row {
    std::uint64_t octets;
    std::string_view text;
  };
  for (const row& each : std::array{
           row{0, "0 B"},
           row{1, "1 B"},
           row{1023, "1023 B"},
           row{1024, "1.0 KiB"},
           row{1536, "1.5 KiB"},
           row{10UL * 1024 - 1, "9.9 KiB"},
           row{10UL * 1024, "10 KiB"},
           row{1024UL * 1024 - 1, "1023 KiB"},
           row{1024UL * 1024, "1.0 MiB"},
           row{std::uint64_t{5} << 30U, "5.0 GiB"},
           row{std::uint64_t{1} << 60U, "1.0 EiB"},
           row{most, "15 EiB"},
       }) {
    EXPECT_EQ(size_text(each.octets), each.text) << each.octets;
  }
}

TEST(duration_text, tables) {
  struct row {
    seconds time;
    std::string_view text;
  };
  for (const row& each : std::array{
           row{-1s, "0:00"},
           row{0s, "0:00"},
           row{7s, "0:07"},
           row{59s, "0:59"},
           row{60s, "1:00"},
           row{59min + 59s, "59:59"},
           row{1h, "1:00:00"},
           row{1h + 2min + 3s, "1:02:03"},
           row{24h - 1s, "23:59:59"},
           row{24h, "1 d 00:00"},
           row{76h + 5min, "3 d 04:05"},
       }) {
    EXPECT_EQ(duration_text(each.time), each.text) << each.time.count();
  }
}

TEST(rate_text, tables) {
  struct row {
    std::uint64_t octets;
    milliseconds time;
    std::string_view text;
  };
  for (const row& each : std::array{
           row{0, 0ms, ""},
           row{100, 0ms, ""},
           row{100, -5ms, ""},
           row{0, 1s, "0 B/s"},
           row{1536, 1s, "1.5 KiB/s"},
           row{1024, 1ms, "1000 KiB/s"},
           row{1, 1h, "0 B/s"},
           row{std::uint64_t{1} << 40U, 1024s, "1.0 GiB/s"},
           row{most, 1ms, "15 EiB/s"},
       }) {
    EXPECT_EQ(rate_text(each.octets, each.time), each.text) << each.octets << " in " << each.time.count();
  }
}

TEST(time_left, tables) {
  struct row {
    const char* name;
    std::uint64_t done;
    std::optional<std::uint64_t> total;
    milliseconds time;
    std::optional<seconds> left;
  };
  for (const row& each : std::array{
           row{"unknown total", 10, std::nullopt, 1s, std::nullopt},
           row{"nothing done", 0, 100, 1s, std::nullopt},
           row{"no time passed", 10, 100, 0ms, std::nullopt},
           row{"more than announced", 101, 100, 1s, std::nullopt},
           row{"hugely more than announced", most, most - 1, 1s, std::nullopt},
           row{"nothing announced", 0, 0, 1s, std::nullopt},
           row{"all done", 100, 100, 1s, 0s},
           row{"half done", 50, 100, 7s, 7s},
           row{"rounded up", 99, 100, 1s, 1s},
           row{"hours", 1, 3601, 1s, 1h},
           row{"99 days", 1, 99 * 86400 + 1, 1s, 99 * 24h},
           row{"longer than anybody waits", 1, 99 * 86400 + 2, 1s, std::nullopt},
           row{"all that can be", 1, most, 1h, std::nullopt},
       }) {
    EXPECT_EQ(time_left(each.done, each.total, each.time), each.left) << each.name;
  }
}

transfer_state midway() {
  transfer_state state;
  state.account = "work";
  state.messages = 12;
  state.messages_total = 340;
  state.octets = std::uint64_t{1536} * 1024;
  state.octets_total = std::uint64_t{3} * 1024 * 1024;
  state.number = 13;
  state.number_octets = 4300;
  state.time = 3s;
  return state;
}

TEST(transfer_line, says_all_that_is_known) {
  EXPECT_EQ(transfer_line(midway(), 80),
            "work: 12/340, 1.5 MiB/3.0 MiB, 512 KiB/s, 0:03 left, #13 (4.1 KiB)");
}

TEST(transfer_line, leaves_out_what_is_unknown) {
  EXPECT_EQ(transfer_line({}, 80), "0, 0 B");
  transfer_state state = midway();
  state.account.clear();
  state.messages_total.reset();
  state.octets_total.reset();
  state.number_octets = 0;
  EXPECT_EQ(transfer_line(state, 80), "12, 1.5 MiB, 512 KiB/s, #13");
}

TEST(transfer_line, is_never_wider_than_its_columns) {
  const std::string whole = transfer_line(midway(), 1000);
  for (std::size_t columns = 0; columns <= whole.size() + 1; ++columns) {
    const std::string line = transfer_line(midway(), columns);
    EXPECT_LE(line.size(), columns);
    EXPECT_FALSE(line.ends_with(' ') && line.size() > 6) << line;
  }
  EXPECT_EQ(transfer_line(midway(), whole.size()), whole);
  EXPECT_EQ(transfer_line(midway(), 30), "work: 12/340, 1.5 MiB/3.0 MiB");
  EXPECT_EQ(transfer_line(midway(), 8), "work: 12");
}

TEST(transfer_line, is_ascii_whatever_the_account_is_called) {
  transfer_state state;
  state.account = "b\xC3\xBCro\x1b[31m\n";
  EXPECT_EQ(transfer_line(state, 80), "b??ro?[31m?: 0, 0 B");
}

TEST(transfer_summary, tables) {
  EXPECT_EQ(transfer_summary(midway()), "work: 12 messages, 1.5 MiB in 0:03 (512 KiB/s)");
  EXPECT_EQ(transfer_summary({}), "0 messages, 0 B in 0:00");
  transfer_state one;
  one.messages = 1;
  one.time = 2h;
  EXPECT_EQ(transfer_summary(one), "1 message, 0 B in 2:00:00 (0 B/s)");
}

}  // namespace
}  // namespace popquiz::cli
