// `on` blocks that want too much: memory and steps stay bounded, the session can be ended at any time. Time
// is virtual.

#include "served_mail.hpp"

#include <popquiz/testkit/processor_time.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <ostream>
#include <string>

namespace popquiz::mockserver::test {
namespace {

using namespace std::chrono_literals;

using testkit::processor_seconds;

constexpr double patience = 60;  // seconds of the processor, with sanitizers; what it catches takes hours

template <class Row>
std::string name_of(const testing::TestParamInfo<Row>& info) {
  return info.param.name;
}
constexpr std::size_t output_limit = 256UL * 1024;

/// A maildrop of any number of messages of any size, none of which is anywhere.
class endless_mail final : public maildrop {
 public:
  endless_mail(std::size_t messages, std::uint64_t octets) : messages_(messages), octets_(octets) {}
  std::unique_ptr<maildrop_snapshot> open() override {
    return std::make_unique<snapshot>(messages_, octets_, given_);
  }
  /// Octets that readers have given out.
  [[nodiscard]] std::uint64_t given() const noexcept { return *given_; }

 private:
  class reader final : public message_reader {
   public:
    reader(std::uint64_t octets, std::shared_ptr<std::uint64_t> given)
        : left_(octets), given_(std::move(given)) {}
    std::string_view next() override {
      const std::string_view piece = std::string_view(text_).substr(
          0, static_cast<std::size_t>(std::min<std::uint64_t>(left_, text_.size())));
      left_ -= piece.size();
      *given_ += piece.size();
      return piece;
    }

   private:
    std::string text_ = "\r\n" + std::string(65'532, 'x') + "\r\n";  // no header
    std::uint64_t left_;
    std::shared_ptr<std::uint64_t> given_;
  };

  class snapshot final : public maildrop_snapshot {
   public:
    snapshot(std::size_t messages, std::uint64_t octets, std::shared_ptr<std::uint64_t> given)
        : messages_(messages), octets_(octets), given_(std::move(given)) {}
    [[nodiscard]] std::size_t messages() const noexcept override { return messages_; }
    [[nodiscard]] std::uint64_t octets(std::size_t) const override { return octets_; }
    [[nodiscard]] std::string_view unique_id(std::size_t index) const override {
      unique_id_ = std::to_string(index);
      return unique_id_;
    }
    [[nodiscard]] std::unique_ptr<message_reader> read(std::size_t) const override {
      return std::make_unique<reader>(octets_, given_);
    }
    bool remove(std::span<const std::size_t>) override { return true; }

   private:
    std::size_t messages_;
    std::uint64_t octets_;
    std::shared_ptr<std::uint64_t> given_;
    mutable std::string unique_id_;
  };

  std::size_t messages_;
  std::uint64_t octets_;
  std::shared_ptr<std::uint64_t> given_ = std::make_shared<std::uint64_t>(0);
};

std::string nested(std::size_t depth, const std::string& loop, const std::string& step) {
  std::string text;
  for (std::size_t i = 1; i <= depth; ++i) {
    text += std::string(i, ' ') + loop + "\n";
  }
  return text + std::string(depth + 1, ' ') + step + "\n";
}

struct silent_row {
  const char* name;
  std::string blocks;
  const char* heard;    ///< in answer to NOOP
  const char* problem;  ///< why the session was reset; empty: it was not
};
std::ostream& operator<<(std::ostream& out, const silent_row& r) {
  return out << r.name;
}

/// Two messages, and not as much patience as the default.
served_mail little_patience() {
  server_settings settings;
  settings.silent_steps_limit = 2'200'000;
  return served_mail(two_messages(), settings);
}

class a_silent_loop : public testing::TestWithParam<silent_row> {};

TEST_P(a_silent_loop, ends) {
  const double begin = processor_seconds();
  served_mail s = little_patience();
  s.bend(GetParam().blocks);
  conversation c = s.transaction();
  std::string heard = c.say("NOOP\r\n");
  heard += c.wait(100ms);
  EXPECT_EQ(heard, GetParam().heard);
  EXPECT_EQ(s.server.override_problem(), GetParam().problem);
  EXPECT_EQ(c.reset(), *GetParam().problem != '\0');
  EXPECT_LT(processor_seconds() - begin, patience);
}

constexpr const char* too_silent = ": expected something said or waited for within 2200000 steps";
const std::string at_line_20 = std::string("bent.pop3:20") + too_silent;

INSTANTIATE_TEST_SUITE_P(
    hostile, a_silent_loop,
    testing::Values(
        silent_row{"a_million_times_nothing",
                   "on NOOP\n  repeat 1000000 times\n    silence\n  S: +OK at last\n", "+OK at last\r\n", ""},
        silent_row{"loops_within_loops", "on NOOP\n" + nested(15, "repeat 1000000 times", "silence"), "",
                   at_line_20.c_str()},
        silent_row{"loops_that_wait_for_nothing",
                   "on NOOP\n" + nested(15, "repeat 1000000 times", "wait 0ms"), "", at_line_20.c_str()},
        silent_row{"loops_that_say_no_octet", "on NOOP\n" + nested(15, "repeat 1000000 times", "S! \"\""), "",
                   at_line_20.c_str()},
        silent_row{"loops_over_the_maildrop",
                   "on NOOP\n" + nested(1, "repeat 1000000 times", "for n in maildrop\n   silence"), "",
                   "bent.pop3:7: expected something said or waited for within 2200000 steps"},
        silent_row{"until_closed_without_a_word",
                   "on NOOP\n  repeat until closed\n    perform\n  S: +OK at last\n", "+OK at last\r\n", ""}),
    name_of<silent_row>);

struct talkative_row {
  const char* name;
  const char* blocks;
  std::size_t segment = output_limit;  ///< octets that a write has at most
};
std::ostream& operator<<(std::ostream& out, const talkative_row& r) {
  return out << r.name;
}

class a_client_that_does_not_read : public testing::TestWithParam<talkative_row> {};

// 10 million messages of 100 GiB.
TEST_P(a_client_that_does_not_read, is_held_no_more_for_than_a_write) {
  const double begin = processor_seconds();
  const auto drop = std::make_shared<endless_mail>(10'000'000, 100ULL << 30U);
  served_mail s;
  s.server.set_account("mrose", "tan staaf", drop);
  s.bend(GetParam().blocks);
  conversation c = s.transaction();
  c.stop_reading();
  EXPECT_EQ(c.say("LIST\r\n"), "");
  EXPECT_GT(c.unwritten(), 0U);
  EXPECT_LE(c.unwritten(), GetParam().segment);
  EXPECT_LE(drop->given(), 2 * output_limit) << "octets are taken of the message that nobody waits for";
  c.end(sansio::io_status::connection_reset);
  EXPECT_TRUE(c.is_done()) << "a client that has gone ends it";
  EXPECT_LT(processor_seconds() - begin, patience);
}

INSTANTIATE_TEST_SUITE_P(
    hostile, a_client_that_does_not_read,
    testing::Values(
        talkative_row{"for_ten_million_messages",
                      "on LIST\n  for n in maildrop\n    S| {=n} {=size} {=uid}\n"},
        talkative_row{"until_closed", "on LIST\n  repeat until closed\n    S: +OK\n"},
        talkative_row{"loops_within_loops",
                      "on LIST\n  repeat 1000000 times\n    repeat 1000000 times\n      S: +OK\n"},
        talkative_row{"a_message_of_100_GiB", "on LIST\n  S: +OK\n  S@ message 1\n", output_limit + 65'536},
        talkative_row{"a_message_octet_by_octet", "on LIST\n  cut every 1\n    S@ message 1\n", 1},
        talkative_row{"a_tail_of_a_message",
                      "on LIST\n  cut every 1 in last 65536 octets\n    S@ message 1\n",
                      output_limit + 65'536},
        talkative_row{"all_messages", "on LIST\n  for n in maildrop\n    S@ message {=n}\n",
                      output_limit + 65'536}),
    name_of<talkative_row>);

class what_is_said_to_nobody : public testing::TestWithParam<silent_row> {};

TEST_P(what_is_said_to_nobody, ends) {
  const double begin = processor_seconds();
  served_mail s = little_patience();
  s.bend(GetParam().blocks);
  conversation c = s.transaction();
  c.end(sansio::io_status::connection_reset);
  EXPECT_TRUE(c.is_done());
  EXPECT_EQ(s.server.override_problem(), GetParam().problem);
  EXPECT_LT(processor_seconds() - begin, patience);
}

INSTANTIATE_TEST_SUITE_P(
    hostile, what_is_said_to_nobody,
    testing::Values(silent_row{"until_closed", "on disconnect\n  repeat until closed\n    S: a\n", "", ""},
                    silent_row{"loops_within_loops",
                               "on disconnect\n" + nested(15, "repeat 1000000 times", "S: a"), "",
                               at_line_20.c_str()},
                    silent_row{"messages_without_end",
                               "on disconnect\n" + nested(15, "repeat 1000000 times", "S@ message 1"), "",
                               at_line_20.c_str()}),
    name_of<silent_row>);

TEST(hostile, octet_by_octet_a_message_is_read_no_faster_than_it_is_sent) {
  const auto drop = std::make_shared<endless_mail>(1, 100ULL << 30U);
  served_mail s;
  s.server.set_account("mrose", "tan staaf", drop);
  s.bend("on RETR\n  cut every 1\n    answer\n");
  conversation c = s.transaction();
  std::string heard = c.say("RETR 1\r\n");
  heard += c.wait(5s);
  EXPECT_GT(heard.size(), 4'000U);
  EXPECT_LE(heard.size(), 6'000U) << "a millisecond lies between two segments";
  EXPECT_LE(drop->given(), 2 * output_limit);
}

TEST(hostile, a_day_of_waiting_is_waited_and_can_be_broken_off) {
  served_mail s;
  s.bend("on NOOP\n  wait 1440m\n  S: +OK at last\n");
  conversation c = s.transaction();
  EXPECT_EQ(c.say("NOOP\r\n"), "");
  EXPECT_EQ(c.wait(24h - 1ms), "");
  EXPECT_EQ(c.wait(1ms), "+OK at last\r\n");

  auto session = s.server.new_session();
  sansio::io_result last;
  sansio::next_action action = session->resume(last, {});
  for (std::string_view said = "USER mrose\r\nPASS tan staaf\r\nNOOP\r\n";
       !std::holds_alternative<sansio::wait_until>(action);) {
    last = {};
    if (const auto* r = std::get_if<sansio::read>(&action)) {
      last.octets = said.copy(r->into.data(), r->into.size());
      said.remove_prefix(last.octets);
      ASSERT_NE(last.octets, 0U);
    }
    action = session->resume(last, {});
  }
  action = session->resume({sansio::io_status::cancelled, 0}, {});
  ASSERT_TRUE(std::holds_alternative<sansio::close>(action));
  EXPECT_EQ(std::get<sansio::close>(action).kind, sansio::close_kind::abortive);
}

TEST(hostile, a_pattern_of_many_placeholders_is_matched_in_bounded_time) {
  const double begin = processor_seconds();
  std::string pattern;
  for (int i = 0; i < 30'000; ++i) {
    pattern += "{any}a";
  }
  served_mail s;
  s.bend("on RETR " + pattern + "\n  S: +OK\n");
  conversation c = s.transaction();
  EXPECT_EQ(statuses(c.say("RETR " + std::string(200, 'a') + "\r\n")), "-ERR");
  EXPECT_LT(processor_seconds() - begin, patience);
}

}  // namespace
}  // namespace popquiz::mockserver::test
