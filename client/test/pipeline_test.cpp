// Commands sent ahead of their replies (RFC 2449 section 6.6).
#include "op_test.hpp"

#include <popquiz/client/capa_op.hpp>
#include <popquiz/client/pipeline_op.hpp>

#include <cstdint>
#include <string>

namespace popquiz::client {
namespace {

using parser::verb;

/// DELE 1 to DELE n, each said to have a reply of so many octets.
class deleting_op final : public pipeline_op {
 public:
  deleting_op(session& on, std::uint64_t count, pipeline_window window = {}, std::uint64_t octets = 0)
      : pipeline_op(on, window), count_(count), octets_(octets) {}
  std::string answers;

 private:
  bool next_request(request& into) override {
    if (asked_ == count_) {
      return false;
    }
    into = {verb::dele, ++asked_, octets_, 0};
    return true;
  }
  client_errc on_answer(bool ok) override {
    answers += std::to_string(current().message) + (ok ? "+ " : "- ");
    return answers.ends_with("- ") && stop_at_err ? client_errc::cancelled : client_errc::none;
  }

 public:
  bool stop_at_err = false;

 private:
  std::uint64_t count_;
  std::uint64_t octets_;
  std::uint64_t asked_ = 0;
};

void log_in_to(session& s, bool pipelining) {
  log_in(s);
  capa_op capa(s);
  op_test()
      .expect_write("CAPA\r\n")
      .expect_read(pipelining ? "+OK\r\nPIPELINING\r\n.\r\n" : "+OK\r\nUIDL\r\n.\r\n")
      .check(capa, client_errc::none);
}

std::string deletes(int from, int to) {
  std::string text;
  for (int i = from; i <= to; ++i) {
    text += "DELE " + std::to_string(i) + "\r\n";
  }
  return text;
}

TEST(pipeline, goes_in_lock_step_when_it_is_not_announced) {
  session s;
  log_in_to(s, false);
  deleting_op op(s, 2);
  op_test()
      .expect_write("DELE 1\r\n")
      .expect_read("+OK\r\n")
      .expect_write("DELE 2\r\n")
      .expect_read("-ERR\r\n")
      .check(op, client_errc::none);
  EXPECT_EQ(op.answers, "1+ 2- ");
}

TEST(pipeline, goes_in_lock_step_when_it_is_not_wanted) {
  session_settings settings;
  settings.pipelining = false;
  session s(settings);
  log_in_to(s, true);
  deleting_op op(s, 2);
  op_test()
      .expect_write("DELE 1\r\n")
      .expect_read("+OK\r\n")
      .expect_write("DELE 2\r\n")
      .expect_read("+OK\r\n")
      .check(op, client_errc::none);
}

TEST(pipeline, matches_replies_to_commands_in_order) {
  session s;
  log_in_to(s, true);
  deleting_op op(s, 3);
  op_test()
      .expect_write(deletes(1, 3))
      .expect_read("+OK\r\n-ERR no\r\n+OK")
      .expect_read("\r\n")
      .check(op, client_errc::none);
  EXPECT_EQ(op.answers, "1+ 2- 3+ ");
  EXPECT_EQ(s.failure(), client_errc::none);
}

TEST(pipeline, nothing_to_ask_is_over_at_once) {
  session s;
  log_in_to(s, true);
  deleting_op op(s, 0);
  op_test().check(op, client_errc::none);
}

TEST(pipeline, keeps_the_window_of_commands_and_refills_it_by_half) {
  session s;
  log_in_to(s, true);
  deleting_op op(s, 8, {.commands = 4});
  op_test()
      .expect_write(deletes(1, 4))
      .expect_read("+OK\r\n+OK\r\n")  // two are outstanding: half of four is not below the half
      .expect_read("+OK\r\n")
      .expect_write(deletes(5, 7))
      .expect_read("+OK\r\n+OK\r\n+OK\r\n")
      .expect_write("DELE 8\r\n")
      .expect_read("+OK\r\n+OK\r\n")
      .check(op, client_errc::none);
}

TEST(pipeline, keeps_the_window_of_command_octets) {
  session s;
  log_in_to(s, true);
  deleting_op op(s, 4, {.command_octets = 16});
  op_test()
      .expect_write(deletes(1, 2))
      .expect_read("+OK\r\n+OK\r\n")
      .expect_write(deletes(3, 4))
      .expect_read("+OK\r\n+OK\r\n")
      .check(op, client_errc::none);
}

TEST(pipeline, keeps_the_window_of_reply_octets_but_one_command_may_always_go) {
  session s;
  log_in_to(s, true);
  deleting_op op(s, 3, {.reply_octets = 100}, UINT64_MAX);
  op_test()
      .expect_write("DELE 1\r\n")
      .expect_read("+OK\r\n")
      .expect_write("DELE 2\r\n")
      .expect_read("+OK\r\n")
      .expect_write("DELE 3\r\n")
      .expect_read("+OK\r\n")
      .check(op, client_errc::none);
}

TEST(pipeline, an_end_with_replies_outstanding_makes_the_session_unusable) {
  session s;
  log_in_to(s, true);
  deleting_op op(s, 3);
  op.stop_at_err = true;
  op_test().expect_write(deletes(1, 3)).expect_read("+OK\r\n-ERR\r\n").check(op, client_errc::cancelled);
  EXPECT_FALSE(s.may_send(verb::quit));
}

TEST(pipeline, octets_behind_the_last_reply_are_nobodys) {
  session s;
  log_in_to(s, true);
  deleting_op op(s, 1);
  op_test().expect_write("DELE 1\r\n").expect_read("+OK\r\n+OK\r\n").check(op, client_errc::none);
  deleting_op next(s, 1);
  op_test().check(next, client_errc::unsolicited_octets);
}

struct short_case {
  const char* name;
  io_status how;
  std::string_view before;
  client_errc expected;
};

// Only a server that has answered and never in turn is one that answers short.
constexpr short_case short_cases[] = {
    {"silence behind the first", io_status::timed_out, "+OK\r\n", client_errc::answered_short},
    {"closed behind the first", io_status::end_of_stream, "+OK\r\n", client_errc::answered_short},
    {"reset behind the first", io_status::connection_reset, "+OK\r\n", client_errc::answered_short},
    {"silence before the first", io_status::timed_out, "", client_errc::timed_out},
    {"closed before the first", io_status::end_of_stream, "", client_errc::closed_by_peer},
    {"silence behind the second", io_status::timed_out, "+OK\r\n+OK\r\n", client_errc::timed_out},
    {"closed behind the second", io_status::end_of_stream, "+OK\r\n+OK\r\n", client_errc::closed_by_peer},
};

TEST(pipeline, tells_a_server_that_answers_short_from_one_that_is_gone) {
  for (const short_case& each : short_cases) {
    SCOPED_TRACE(each.name);
    session s;
    log_in_to(s, true);
    deleting_op op(s, 4);
    op_test conversation;
    conversation.expect_write(deletes(1, 4));
    if (!each.before.empty()) {
      conversation.expect_read(each.before);
    }
    conversation.expect_read(each.how).check(op, each.expected);
  }
}

TEST(pipeline, waits_less_long_for_a_server_not_known_to_pipeline) {
  session s;
  log_in_to(s, true);
  deleting_op op(s, 2);
  sansio::time_point now{};
  ASSERT_TRUE(std::holds_alternative<sansio::write>(op.resume({}, now)));
  const auto first = op.resume({}, now);
  EXPECT_EQ(std::get<sansio::read>(first).deadline, now + s.settings().reply_timeout);
  std::copy_n("+OK\r\n", 5, std::get<sansio::read>(first).into.begin());
  const auto second = op.resume({io_status::ok, 5}, now);
  EXPECT_EQ(std::get<sansio::read>(second).deadline, now + s.settings().pipeline_timeout);
}

TEST(pipeline, does_not_depend_on_segmentation) {
  const std::string replies = "+OK\r\n-ERR x\r\n+OK y\r\n";
  testkit::for_each_partition(replies, [](std::span<const std::string_view> pieces) {
    session s;
    log_in_to(s, true);
    deleting_op op(s, 3);
    op_test conversation;
    conversation.expect_write(deletes(1, 3));
    for (const std::string_view piece : pieces) {
      if (!piece.empty()) {
        conversation.expect_read(piece);
      }
    }
    conversation.check(op, client_errc::none);
    EXPECT_EQ(op.answers, "1+ 2- 3+ ");
  });
}

}  // namespace
}  // namespace popquiz::client
