#include "served_mail.hpp"

#include <chrono>

namespace popquiz::mockserver::test {
namespace {

using namespace std::chrono_literals;

TEST(deletion, a_marked_message_is_gone_for_every_command) {
  served_mail s;
  conversation c = s.transaction();
  EXPECT_EQ(statuses(c.say("DELE 1\r\n")), "+OK");
  EXPECT_EQ(statuses(c.say("RETR 1\r\nLIST 1\r\nUIDL 1\r\nTOP 1 0\r\nDELE 1\r\n")),
            "-ERR -ERR -ERR -ERR -ERR");
  EXPECT_EQ(c.say("STAT\r\n"), "+OK 1 35\r\n");
  EXPECT_EQ(c.say("LIST\r\n"), "+OK 1 message (35 octets)\r\n2 35\r\n.\r\n");
  EXPECT_EQ(c.say("UIDL\r\n"), "+OK 1 message (35 octets)\r\n2 popquiz-2\r\n.\r\n");
  EXPECT_EQ(c.say("LIST 2\r\n"), "+OK 2 35\r\n");
}

TEST(deletion, rset_takes_every_mark_off) {
  served_mail s;
  conversation c = s.transaction();
  EXPECT_EQ(statuses(c.say("RSET\r\nDELE 1\r\nDELE 2\r\n")), "+OK +OK +OK");
  EXPECT_EQ(c.say("STAT\r\n"), "+OK 0 0\r\n");
  EXPECT_EQ(c.say("RSET\r\nSTAT\r\n"), "+OK maildrop has 2 messages (82 octets)\r\n+OK 2 82\r\n");
  EXPECT_EQ(c.say("QUIT\r\n"), "+OK popquiz signing off (2 messages left)\r\n");
  EXPECT_EQ(s.drop->messages(), 2U);
}

TEST(deletion, quit_removes_what_is_marked_and_nothing_else) {
  served_mail s;
  conversation c = s.transaction();
  static_cast<void>(c.say("RETR 2\r\nDELE 1\r\n"));
  EXPECT_EQ(s.drop->messages(), 2U);
  EXPECT_EQ(c.say("QUIT\r\n"), "+OK popquiz signing off (1 message left)\r\n");
  EXPECT_EQ(s.drop->messages(), 1U);
  conversation next = s.transaction();
  EXPECT_EQ(next.say("UIDL\r\n"), "+OK 1 message (35 octets)\r\n1 popquiz-2\r\n.\r\n");
  EXPECT_EQ(next.say("DELE 1\r\nQUIT\r\n"),
            "+OK message 1 deleted\r\n+OK popquiz signing off (maildrop empty)\r\n");
}

TEST(deletion, unique_ids_are_not_used_again) {
  served_mail s;
  static_cast<void>(s.transaction().say("DELE 2\r\nQUIT\r\n"));
  s.drop->append("new\r\n");
  EXPECT_EQ(s.transaction().say("UIDL\r\n"),
            "+OK 2 messages (52 octets)\r\n1 popquiz-1\r\n2 popquiz-3\r\n.\r\n");
}

TEST(deletion, mail_that_arrives_is_for_the_next_session) {
  served_mail s;
  {
    conversation c = s.transaction();
    s.drop->append("new\r\n");
    EXPECT_EQ(c.say("STAT\r\n"), "+OK 2 82\r\n");
    EXPECT_EQ(statuses(c.say("RETR 3\r\nQUIT\r\n")), "-ERR +OK");
  }
  EXPECT_EQ(s.transaction().say("STAT\r\n"), "+OK 3 87\r\n");
}

TEST(deletion, no_end_but_quit_removes_anything) {
  // RFC 1939 §6.
  for (const auto how :
       {sansio::io_status::end_of_stream, sansio::io_status::connection_reset, sansio::io_status::tls_failed,
        sansio::io_status::failed, sansio::io_status::cancelled}) {
    for (const char* last_words : {"", "QUIT", "QUIT\r", "QUIT now\r\n", "XQUIT\r\n"}) {
      served_mail s;
      conversation c = s.transaction();
      static_cast<void>(c.say("DELE 1\r\n"));
      static_cast<void>(c.say(last_words));
      EXPECT_EQ(c.end(how), "");
      EXPECT_TRUE(c.closed());
      EXPECT_EQ(s.drop->messages(), 2U) << last_words;
    }
  }
}

TEST(deletion, autologout_says_and_removes_nothing) {
  // RFC 1939 §3.
  served_mail s;
  conversation c = s.transaction();
  static_cast<void>(c.say("DELE 1\r\n"));
  EXPECT_EQ(c.wait(599'999ms), "");
  EXPECT_FALSE(c.closed());
  EXPECT_EQ(c.wait(1ms), "");
  EXPECT_TRUE(c.closed());
  EXPECT_FALSE(c.reset());
  EXPECT_EQ(s.drop->messages(), 2U);
  EXPECT_EQ(s.transaction().say("STAT\r\n"), "+OK 2 82\r\n");
}

TEST(deletion, any_command_sets_the_timer_back_and_octets_without_line_end_do_not) {
  served_mail s;
  conversation c = s.transaction();
  for (const char* line : {"NOOP\r\n", "XYZZY\r\n", "\r\n"}) {
    static_cast<void>(c.wait(599s));
    static_cast<void>(c.say(line));
  }
  for (int i = 0; i < 5; ++i) {
    static_cast<void>(c.wait(119s));
    static_cast<void>(c.say("N"));
  }
  EXPECT_FALSE(c.closed());
  static_cast<void>(c.wait(5s));
  EXPECT_TRUE(c.closed());
}

TEST(deletion, autologout_holds_in_authorization_too) {
  served_mail s;
  conversation c(s.server);
  static_cast<void>(c.wait(599s));
  EXPECT_FALSE(c.closed());
  static_cast<void>(c.wait(1s));
  EXPECT_TRUE(c.closed());
}

/// Lists one message that can be neither read nor removed.
class failing_snapshot final : public maildrop_snapshot {
 public:
  [[nodiscard]] std::size_t messages() const noexcept override { return 1; }
  [[nodiscard]] std::uint64_t octets(std::size_t) const override { return 100; }
  [[nodiscard]] std::string_view unique_id(std::size_t) const override { return "x"; }
  [[nodiscard]] std::unique_ptr<message_reader> read(std::size_t) const override { return nullptr; }
  bool remove(std::span<const std::size_t>) override { return false; }
};
class failing_maildrop final : public maildrop {
 public:
  std::unique_ptr<maildrop_snapshot> open() override { return std::make_unique<failing_snapshot>(); }
};

TEST(deletion, quit_tells_that_a_removal_failed_and_still_ends_the_session) {
  served_mail s;
  s.server.set_account("mrose", "tan staaf", std::make_shared<failing_maildrop>());
  conversation c = s.transaction();
  EXPECT_EQ(c.say("RETR 1\r\nTOP 1 0\r\n"),
            "-ERR [SYS/TEMP] this message can't be read\r\n-ERR [SYS/TEMP] this message can't be read\r\n");
  EXPECT_EQ(c.say("DELE 1\r\nQUIT\r\n"),
            "+OK message 1 deleted\r\n-ERR [SYS/TEMP] some deleted messages not removed\r\n");
  EXPECT_TRUE(c.closed());
  EXPECT_FALSE(c.reset());
  EXPECT_EQ(statuses(s.transaction().say("QUIT\r\n")), "+OK")
      << "nothing marked: nothing to remove; and the lock is free";
}

}  // namespace
}  // namespace popquiz::mockserver::test
