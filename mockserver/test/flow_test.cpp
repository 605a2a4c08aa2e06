#include "served_mail.hpp"

#include <popquiz/testkit/partitions.hpp>

#include <chrono>

namespace popquiz::mockserver::test {
namespace {

using namespace std::chrono_literals;

std::string repeated(std::size_t times, std::string_view what) {
  std::string all;
  for (std::size_t i = 0; i < times; ++i) {
    all += what;
  }
  return all;
}

TEST(flow, segments_make_no_difference) {
  const std::string said =
      "CAPA\r\nUSER mrose\r\nPASS tan staaf\r\nSTAT\r\nLIST\r\nLIST 2\r\nUIDL\r\nRETR 1\r\nTOP 2 "
      "1\r\nXYZZY\r\nlist  1\r\n" +
      std::string("NOOP ") + std::string(300, 'x') +
      "\r\nRETR\n1\r\n\r\r\nDELE 1\r\nRETR 1\r\nRSET\r\nDELE 2\r\nQUIT\r\nNOOP\r\n";
  std::string whole;
  testkit::for_each_partition(said, [&](std::span<const std::string_view> pieces) {
    served_mail s;
    conversation c(s.server);
    std::string heard;
    for (const std::string_view piece : pieces) {
      heard += c.say(piece);
    }
    EXPECT_TRUE(c.closed());
    EXPECT_EQ(s.drop->messages(), 1U);
    if (whole.empty()) {
      whole = heard;
      EXPECT_EQ(statuses(c.hear()), "");
    }
    ASSERT_EQ(heard, whole) << pieces.size() << " pieces, first has " << pieces[0].size() << " octets";
  });
}

TEST(flow, ten_thousand_pipelined_commands_are_each_answered_in_order) {
  served_mail s;
  conversation c = s.transaction();
  std::string said;
  std::string expected;
  for (int i = 0; i < 2500; ++i) {
    said += "DELE 1\r\nLIST 1\r\nRSET\r\nLIST 1\r\n";
    expected +=
        "+OK message 1 deleted\r\n-ERR this message is deleted\r\n+OK maildrop has 2 messages (82 "
        "octets)\r\n+OK 1 47\r\n";
  }
  EXPECT_TRUE(c.say(said) == expected);
  EXPECT_LE(c.largest_write(), server_settings{}.output_limit + 512);
}

TEST(flow, a_peer_that_does_not_read_is_not_read_from) {
  server_settings settings;
  settings.output_limit = 4096;
  served_mail s({repeated(100, "0123456789\r\n")}, settings);
  conversation c = s.transaction();
  c.stop_reading();
  const std::string said = repeated(10'000, "RETR 1\r\n");
  static_cast<void>(c.say(said));
  EXPECT_GT(c.unread(), said.size() / 2);
  EXPECT_GT(c.unwritten(), 0U);
  EXPECT_LE(c.unwritten(), 3 * settings.output_limit);
  // Once it reads, nothing is lost.
  const std::string reply = "+OK 1200 octets\r\n" + repeated(100, "0123456789\r\n") + ".\r\n";
  EXPECT_TRUE(c.read_again() == repeated(10'000, reply));
  EXPECT_EQ(c.unread(), 0U);
}

TEST(flow, a_peer_that_never_reads_is_given_up_without_update) {
  server_settings settings;
  settings.write_timeout = 30s;
  served_mail s(two_messages(), settings);
  conversation c = s.transaction();
  c.stop_reading();
  static_cast<void>(c.say("DELE 1\r\nRETR 2\r\nQUIT\r\n"));
  EXPECT_EQ(s.drop->messages(), 1U) << "QUIT was given: the UPDATE state came before its reply";
  static_cast<void>(c.wait(29s));
  EXPECT_FALSE(c.closed());
  static_cast<void>(c.wait(1s));
  EXPECT_TRUE(c.reset());

  conversation d = s.transaction();
  d.stop_reading();
  static_cast<void>(d.say("DELE 1\r\n"));
  static_cast<void>(d.wait(30s));
  EXPECT_TRUE(d.reset());
  EXPECT_EQ(s.drop->messages(), 1U);
  EXPECT_EQ(s.transaction().say("STAT\r\n"), "+OK 1 35\r\n") << "the lock is free";
}

TEST(flow, a_long_write_does_not_eat_the_autologout_time) {
  served_mail s;
  conversation c = s.transaction();
  c.stop_reading();
  static_cast<void>(c.say("STAT\r\n"));
  static_cast<void>(c.wait(590s));
  EXPECT_EQ(c.read_again(), "+OK 2 82\r\n");
  static_cast<void>(c.wait(599s));
  EXPECT_FALSE(c.closed());
  static_cast<void>(c.wait(1s));
  EXPECT_TRUE(c.closed());
}

TEST(flow, listings_of_many_messages_are_made_a_few_at_a_time) {
  server_settings settings;
  settings.output_limit = 1024;
  served_mail s(std::vector<std::string>(20'000, "x\r\n"), settings);
  conversation c = s.transaction();
  std::string expected = "+OK 20000 messages (60000 octets)\r\n";
  for (int i = 1; i <= 20'000; ++i) {
    expected += std::to_string(i) + " 3\r\n";
  }
  EXPECT_TRUE(c.say("LIST\r\n") == expected + ".\r\n");
  EXPECT_LE(c.largest_write(), 2 * settings.output_limit);
}

TEST(flow, short_messages_share_writes) {
  served_mail s(std::vector<std::string>(1000, repeated(50, "0123456789 0123456789\n")));
  conversation c = s.transaction();
  std::string said;
  for (int i = 1; i <= 1000; ++i) {
    said += "RETR " + std::to_string(i) + "\r\n";
  }
  const std::size_t before = c.writes();
  const std::size_t heard = c.say(said).size();
  EXPECT_GT(heard, 1'000'000U);
  // As many as fill 8 KiB, not more: a thousand peers that do not read must not cost a thousand times 256
  // KiB.
  EXPECT_LE(c.writes() - before, heard / 8192 + 1);
  EXPECT_LT(c.largest_write(), 2 * 8192U);
}

TEST(flow, settings_at_their_extremes_do_no_harm) {
  server_settings settings;
  settings.output_limit = 0;
  settings.autologout = std::chrono::milliseconds::max();
  settings.write_timeout = std::chrono::milliseconds::max();
  settings.commands.line = static_cast<std::size_t>(-1);
  served_mail s(two_messages(), settings);
  conversation c = s.transaction();
  EXPECT_EQ(c.say("STAT\r\nLIST 1\r\n"), "+OK 2 82\r\n+OK 1 47\r\n");
  static_cast<void>(c.wait(std::chrono::hours(1'000'000)));
  EXPECT_EQ(statuses(c.say("NOOP " + std::string(100'000, 'x') + "\r\nNOOP\r\n")), "-ERR +OK");
}

}  // namespace
}  // namespace popquiz::mockserver::test
