// What an operation tells of replies that are wrong, long, slow or cut off.
#include "memory_sink.hpp"
#include "op_test.hpp"

#include <popquiz/client/capa_op.hpp>
#include <popquiz/client/maildrop_ops.hpp>
#include <popquiz/client/message_ops.hpp>
#include <popquiz/client/simple_ops.hpp>

namespace popquiz::client {
namespace {

TEST(result, says_what_was_wrong_and_where) {
  session s;
  log_in(s);  // 46 + 5 + 5 octets
  const std::uint64_t begin = s.octets_received();
  stat_op stat(s);
  op_test().expect_write("STAT\r\n").expect_read("+OK 12 x\r\n").check(stat, client_errc::malformed_listing);
  EXPECT_EQ(stat.result().parse, parser::parse_errc::bad_number);
  EXPECT_EQ(stat.result().offset, begin + 7);
  EXPECT_EQ(stat.result().line, 0U);
  list_op list(s);
  op_test()
      .expect_write("LIST\r\n")
      .expect_read("+OK\r\n1 1\r\n2 x\r\n3 y\r\n.\r\n")
      .check(list, client_errc::malformed_listing);
  EXPECT_EQ(list.result().parse, parser::parse_errc::bad_number);
  EXPECT_EQ(list.result().line, 2U);
  EXPECT_EQ(list.result().offset, 2U);
  noop_op noop(s);
  const std::uint64_t at = s.octets_received();
  op_test().expect_write("NOOP\r\n").expect_read("?\r\n").check(noop, client_errc::protocol_error);
  EXPECT_EQ(noop.result().offset, at);
}

TEST(result, strict_mode_makes_errors_of_deviations) {
  session_settings settings;
  settings.mode = parser::strictness::strict;
  session s(settings);
  log_in(s);
  stat_op stat(s);
  op_test()
      .expect_write("STAT\r\n")
      .expect_read("+OK 1 2 more\r\n")
      .check(stat, client_errc::malformed_listing);
  capa_op capa(s);
  op_test()
      .expect_write("CAPA\r\n")
      .expect_read("+OK\r\n\r\n.\r\n")
      .check(capa, client_errc::malformed_listing);
  memory_sink sink;
  retr_op retr(s, 1, sink);
  op_test()
      .expect_write("RETR 1\r\n")
      .expect_read("+OK\r\na\nb\r\n.\r\n")
      .check(retr, client_errc::protocol_error);
  EXPECT_EQ(retr.result().parse, parser::parse_errc::bare_lf);
  EXPECT_FALSE(sink.complete);
}

TEST(result, tolerant_mode_reports_deviations) {
  session s;
  log_in(s);
  memory_sink sink;
  retr_op retr(s, 1, sink);
  op_test()
      .expect_write("RETR 1\r\n")
      .expect_read("+OK\r\na\nb\r\n.x\r\n.\r\n")
      .check(retr, client_errc::none);
  EXPECT_EQ(retr.result().seen.count(parser::observation::bare_lf), 1U);
  EXPECT_EQ(retr.result().seen.count(parser::observation::unstuffed_dot), 1U);
}

TEST(result, a_status_indicator_is_no_part_of_a_longer_word) {
  struct row {
    std::string name, reply;
    client_errc expected;
  };
  for (const row& r :
       {row{"longer", "+OKAY deleted\r\n", client_errc::protocol_error},
        row{"longer_in_lower_case", "+OKay\r\n", client_errc::protocol_error},
        row{"a_letter", "+OKx\r\n", client_errc::protocol_error},
        row{"a_digit", "+OK1\r\n", client_errc::none}, row{"a_tab", "+OK\tx\r\n", client_errc::none},
        row{"a_space", "+OK AY\r\n", client_errc::none}, row{"nothing", "+OK\r\n", client_errc::none},
        row{"refusal", "-ERRor\r\n", client_errc::refused}}) {
    SCOPED_TRACE(r.name);
    session s;
    log_in(s);
    const std::uint64_t begin = s.octets_received();
    dele_op dele(s, 1);
    op_test().expect_write("DELE 1\r\n").expect_read(r.reply).check(dele, r.expected);
    if (r.expected == client_errc::protocol_error) {
      EXPECT_EQ(dele.result().parse, parser::parse_errc::bad_status_indicator);
      EXPECT_EQ(dele.result().offset, begin + 3);
    }
  }
}

TEST(limits, a_listing_over_its_limits_is_an_error) {
  session_settings settings;
  settings.listing_entries = 2;
  settings.listing_line = 20;
  {
    session s(settings);
    log_in(s);
    list_op two(s);
    op_test()
        .expect_write("LIST\r\n")
        .expect_read("+OK\r\n1 1\r\n2 2\r\n.\r\n")
        .check(two, client_errc::none);
    list_op three(s);
    op_test()
        .expect_write("LIST\r\n")
        .expect_read("+OK\r\n1 1\r\n2 2\r\n3 3\r\n.\r\n")
        .check(three, client_errc::listing_too_long);
    EXPECT_EQ(s.failure(), client_errc::listing_too_long);
  }
  {
    session s(settings);
    log_in(s);
    uidl_op long_line(s);
    op_test()
        .expect_write("UIDL\r\n")
        .expect_read("+OK\r\n1 " + std::string(30, 'u') + "\r\n.\r\n")
        .check(long_line, client_errc::listing_too_long);
  }
  settings.listing_octets = 5;
  session s(settings);
  log_in(s);
  list_op octets(s);
  op_test()
      .expect_write("LIST\r\n")
      .expect_read("+OK\r\n1 1\r\n2 2\r\n.\r\n")
      .check(octets, client_errc::listing_too_long);
}

TEST(limits, a_message_over_its_limit_is_an_error) {
  session_settings settings;
  settings.limits.body = 10;
  session s(settings);
  log_in(s);
  memory_sink sink;
  retr_op retr(s, 1, sink);
  op_test()
      .expect_write("RETR 1\r\n")
      .expect_read("+OK\r\n0123456789abc\r\n.\r\n")
      .check(retr, client_errc::protocol_error);
  EXPECT_EQ(retr.result().parse, parser::parse_errc::body_too_long);
  EXPECT_FALSE(sink.complete);
}

TEST(limits, a_body_may_be_slow_but_not_silent) {
  session s;
  log_in(s);
  memory_sink sink;
  retr_op retr(s, 1, sink);
  auto now = sansio::time_point{};
  auto action = retr.resume({}, now);
  action = retr.resume({io_status::ok, 8}, now);
  const auto say = [&](std::string_view octets) {
    const auto& r = std::get<sansio::read>(action);
    std::copy(octets.begin(), octets.end(), r.into.begin());
    action = retr.resume({io_status::ok, octets.size()}, now);
    return std::get<sansio::read>(action).deadline - now;
  };
  const auto limit = s.settings().reply_timeout;
  now += std::chrono::seconds(50);
  EXPECT_EQ(say("+OK"), limit - std::chrono::seconds(50)) << "octets of a status line do not buy time";
  EXPECT_EQ(say("\r\n"), limit);
  now += std::chrono::seconds(50);
  EXPECT_EQ(say("a\r\n"), limit);
  now += std::chrono::seconds(50);
  EXPECT_EQ(say("b\r\n"), limit);
}

TEST(sink, may_give_up) {
  session s;
  log_in(s);
  memory_sink sink(3);
  retr_op retr(s, 1, sink);
  op_test()
      .expect_write("RETR 1\r\n")
      .expect_read("+OK\r\n0123456789\r\n.\r\n")
      .check(retr, client_errc::sink_aborted);
  EXPECT_FALSE(sink.complete);
  EXPECT_EQ(s.failure(), client_errc::sink_aborted);
}

TEST(sink, may_give_up_at_the_end) {
  session s;
  log_in(s);
  memory_sink sink;
  sink.at_end = sink_verdict::abort;
  retr_op retr(s, 1, sink);
  op_test()
      .expect_write("RETR 1\r\n")
      .expect_read("+OK\r\na\r\n.\r\n")
      .check(retr, client_errc::sink_aborted);
}

TEST(sink, gets_a_large_message_whole) {
  std::string body;
  while (body.size() < 300'000) {
    body += "line of some length, number " + std::to_string(body.size()) + "\r\n";
  }
  session s;
  log_in(s);
  memory_sink sink;
  retr_op retr(s, 1, sink);
  op_test().expect_write("RETR 1\r\n").expect_read("+OK\r\n" + body + ".\r\n").check(retr, client_errc::none);
  EXPECT_TRUE(sink.message == body);
  EXPECT_EQ(retr.octets(), body.size());
  noop_op noop(s);
  op_test().expect_write("NOOP\r\n").expect_read("+OK\r\n").check(noop, client_errc::none);
}

TEST(retr, an_end_inside_the_body_is_never_success) {
  session s;
  log_in(s);
  memory_sink sink;
  retr_op retr(s, 1, sink);
  op_test()
      .expect_write("RETR 1\r\n")
      .expect_read("+OK\r\nall but the end\r\n.\r")
      .expect_read(io_status::end_of_stream)
      .check(retr, client_errc::cut_off);
  EXPECT_FALSE(sink.complete);
}

}  // namespace
}  // namespace popquiz::client
