#include "play_peer.hpp"

#include <gmock/gmock.h>

#include <array>

namespace popquiz::script::test {
namespace {

using sansio::io_status;

played play_with(const char* steps, const std::vector<talk>& talks, fault failing) {
  return play(steps, talks, {}, two_messages(), test_settings(), failing);
}

struct row {
  const char* name;
  std::size_t at;  ///< 0: connect, 1: read the greeting, 2: say NOOP, 3: read its reply
  io_status status;
  play_status outcome;
  const char* text;  ///< came, or the reason
};
std::ostream& operator<<(std::ostream& out, const row& r) {
  return out << r.name;
}
std::string name_of(const testing::TestParamInfo<row>& info) {
  return info.param.name;
}

class player_transport : public testing::TestWithParam<row> {};

TEST_P(player_transport, fails_with_a_reason) {
  const row& r = GetParam();
  const played p =
      play_with("S: +OK\nC: NOOP\nS: -ERR\n",
                {{{"", "+OK\r\n"}, {"NOOP\r\n", "-ERR\r\n"}, {"QUIT\r\n", "", true}}}, {r.at, r.status});
  EXPECT_EQ(static_cast<int>(p.result.status), static_cast<int>(r.outcome));
  EXPECT_EQ(r.outcome == play_status::aborted ? p.result.reason : p.result.came, r.text);
  EXPECT_TRUE(p.closed);
}

using enum play_status;
INSTANTIATE_TEST_SUITE_P(
    rows, player_transport,
    testing::Values(
        row{"connect_failed", 0, io_status::failed, aborted, "no connection: it was refused or failed"},
        row{"connect_timed_out", 0, io_status::timed_out, aborted, "no connection: it timed out"},
        row{"connect_tls", 0, io_status::tls_failed, aborted, "no connection: TLS failed"},
        row{"connect_cancelled", 0, io_status::cancelled, aborted, "the run was cancelled"},
        row{"read_end", 1, io_status::end_of_stream, mismatch, "the server closed the connection"},
        row{"read_reset", 1, io_status::connection_reset, mismatch, "the server closed the connection"},
        row{"read_timed_out", 1, io_status::timed_out, mismatch, "nothing for 10s"},
        row{"read_tls", 1, io_status::tls_failed, aborted, "reading failed: TLS"},
        row{"read_failed", 3, io_status::failed, aborted, "reading failed"},
        row{"read_cancelled", 3, io_status::cancelled, aborted, "the run was cancelled"},
        row{"write_timed_out", 2, io_status::timed_out, aborted,
            "the server took nothing for the reply timeout"},
        row{"write_failed", 2, io_status::failed, aborted, "writing failed"},
        row{"write_cancelled", 2, io_status::cancelled, aborted, "the run was cancelled"},
        // The reply may be there all the same; here it is not.
        row{"write_reset", 2, io_status::connection_reset, mismatch, "nothing for 10s"}),
    name_of);

TEST(player_transport, ends_whatever_fails_and_whenever) {
  const char* const steps =
      "session a\n  login\n  cut every 5\n    C: LIST\n  S: +OK\n  S* {any}\n  S.\nsession b\n  login or "
      "refused\n"
      "  wait 1s\n  expect nothing for 1s\nsession a\nC: RETR 1\nS: +OK\nS@ message 1\n";
  const exchange quit{"QUIT\r\n", "+OK\r\n", true};
  const std::vector<talk> talks{
      logged_in({{"LIST\r\n", "+OK\r\n1 1\r\n.\r\n"},
                 {"RETR 1\r\n", "+OK\r\nSubject: one\r\n\r\nfirst\r\n..dot\r\nlast\r\n.\r\n"},
                 quit}),
      logged_in({quit})};
  const played whole = play_with(steps, talks, {});
  ASSERT_EQ(whole.result.status, passed) << whole.result.reason << whole.result.came;
  for (std::size_t at = 0; at < whole.actions; ++at) {
    for (const io_status status :
         {io_status::end_of_stream, io_status::connection_reset, io_status::timed_out, io_status::tls_failed,
          io_status::cancelled, io_status::failed}) {
      const played p = play_with(steps, talks, {at, status});
      EXPECT_NE(p.result.status, running) << at;
      EXPECT_TRUE(p.closed) << at;
      EXPECT_LT(p.actions, 100U) << at;
    }
  }
}

TEST(player_transport, hears_the_reply_to_what_could_not_be_said_wholly) {
  // A server that has had enough of a line answers and closes while the client still writes.
  const played p = play_with("S: +OK\nC! \"xxxx\"\nS: -ERR too long\nexpect close\n",
                             {{{"", "+OK\r\n-ERR too long\r\n", true}}}, {2, io_status::connection_reset});
  EXPECT_EQ(p.result.status, mismatch);  // octets after the greeting: they came before the line was said
  const played heard =
      play_with("S: +OK\nC! \"xxxx\"\nC! \"y\"\nS: -ERR too long\nexpect close\n",
                {{{"", "+OK\r\n"}, {"xxxx", "-ERR too long\r\n", true}}}, {3, io_status::connection_reset});
  EXPECT_EQ(heard.result.status, passed) << heard.result.came;
}

}  // namespace
}  // namespace popquiz::script::test
