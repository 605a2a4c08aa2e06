#include <popquiz/conformance/memory_subject.hpp>

#include "check_text.hpp"

#include <gtest/gtest.h>

#include <array>

namespace popquiz::conformance {
namespace {

using sansio::io_status;

class memory_server : public testing::Test {
 protected:
  memory_server() : server_(account_settings()) {}

  sansio::io_result say(std::string_view octets, std::size_t session = 0) {
    const std::array<std::string_view, 1> pieces{octets};
    return server_.perform(session, sansio::write{pieces, sansio::no_deadline});
  }
  sansio::io_result read(std::size_t session = 0, sansio::duration patience = std::chrono::seconds(1)) {
    const auto result = server_.perform(session, sansio::read{buffer_, server_.now() + patience});
    heard_.assign(buffer_.data(), result.octets);
    return result;
  }
  /// Reads what there is to read without time going on.
  std::string hear(std::size_t session = 0) {
    std::string all;
    while (read(session, {}).status == io_status::ok) {
      all += heard_;
    }
    return all;
  }
  void open(std::size_t session = 0) {
    EXPECT_EQ(server_.open(session, sansio::no_deadline).status, io_status::ok);
  }

  memory_subject server_;
  std::array<char, 512> buffer_{};
  std::string heard_;
};

TEST_F(memory_server, speaks_pop3_without_time_going_on) {
  const auto begin = server_.now();
  open();
  EXPECT_TRUE(hear().starts_with("+OK"));
  say("USER quiz\r\n");
  say("PASS sesame\r\n");
  say("STAT\r\n");
  EXPECT_NE(hear().find("\r\n+OK 2 "), std::string::npos);
  EXPECT_EQ(server_.now(), begin);
}

TEST_F(memory_server, time_jumps_to_the_deadline_when_both_wait) {
  open();
  hear();
  const auto begin = server_.now();
  EXPECT_EQ(read(0, std::chrono::seconds(90)).status, io_status::timed_out);
  EXPECT_EQ(server_.now() - begin, std::chrono::seconds(90));
  const auto when = server_.now() + std::chrono::seconds(7);
  EXPECT_EQ(server_.perform(0, sansio::wait_until{when}).status, io_status::ok);
  EXPECT_EQ(server_.now(), when);
}

TEST_F(memory_server, the_autologout_timer_runs_on_the_same_clock) {
  open();
  hear();
  const auto begin = server_.now();
  const auto result = read(0, std::chrono::hours(1));
  EXPECT_NE(result.status, io_status::timed_out);
  EXPECT_NE(result.status, io_status::ok);
  EXPECT_EQ(server_.now() - begin, mockserver::server_settings().autologout);
}

TEST_F(memory_server, quit_is_followed_by_the_end_of_the_stream) {
  open();
  say("QUIT\r\n");
  hear();
  EXPECT_EQ(read().status, io_status::end_of_stream);
}

TEST_F(memory_server, sessions_share_the_maildrops_lock) {
  open(0);
  open(1);
  say("USER quiz\r\nPASS sesame\r\n", 0);
  say("USER quiz\r\nPASS sesame\r\n", 1);
  EXPECT_NE(hear(1).find("-ERR"), std::string::npos);
  EXPECT_EQ(hear(0).find("-ERR"), std::string::npos);
}

TEST_F(memory_server, a_dropped_session_leaves_no_lock) {
  open();
  say("USER quiz\r\nPASS sesame\r\n");
  server_.drop_all();
  open();
  say("USER quiz\r\nPASS sesame\r\n");
  EXPECT_EQ(hear().find("-ERR"), std::string::npos);
}

TEST_F(memory_server, a_connection_that_is_not_open_fails) {
  EXPECT_EQ(say("NOOP\r\n").status, io_status::failed);
  EXPECT_FALSE(server_.error_text().empty());
}

TEST_F(memory_server, overrides_bend_it_until_they_are_taken_back) {
  server_.set_overrides(overrides_of("on NOOP\n  S: -ERR bent\n"));
  open();
  say("USER quiz\r\nPASS sesame\r\nNOOP\r\n");
  EXPECT_NE(hear().find("-ERR bent"), std::string::npos);
  server_.set_overrides(nullptr);
  open();
  say("USER quiz\r\nPASS sesame\r\nNOOP\r\n");
  EXPECT_EQ(hear().find("-ERR bent"), std::string::npos);
}

TEST_F(memory_server, prepare_puts_the_fixtures_mail_in_place) {
  script::script wanted;
  wanted.maildrop = "empty";
  std::string why;
  ASSERT_TRUE(server_.prepare(wanted, why));
  EXPECT_EQ(server_.mail().messages(), 0U);
  wanted.maildrop = "five-plain";
  ASSERT_TRUE(server_.prepare(wanted, why));
  EXPECT_EQ(server_.mail().messages(), 5U);
  EXPECT_TRUE(server_.knows_mail());
  wanted.maildrop = "no-such";
  EXPECT_FALSE(server_.prepare(wanted, why));
  EXPECT_EQ(why, "no fixture is called \"no-such\"");
}

TEST_F(memory_server, repeats_octet_for_octet) {
  const auto conversation = [this] {
    memory_subject again{account_settings()};
    std::string all;
    EXPECT_EQ(again.open(0, sansio::no_deadline).status, io_status::ok);
    const auto result = again.perform(0, sansio::read{buffer_, sansio::no_deadline});
    return std::string(buffer_.data(), result.octets);
  };
  EXPECT_EQ(conversation(), conversation());
}

}  // namespace
}  // namespace popquiz::conformance
