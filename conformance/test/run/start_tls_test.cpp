// TLS by script, over memory: the client's half by the player, the server's by the reference server.

#include <popquiz/conformance/memory_subject.hpp>
#include <popquiz/conformance/runner.hpp>

#include "check_text.hpp"

#include <gtest/gtest.h>

namespace popquiz::conformance {
namespace {

check_result play(const std::string& steps, const std::string& on_blocks = {}) {
  memory_subject server{account_settings()};
  server.set_overrides(on_blocks.empty() ? nullptr : overrides_of(on_blocks));
  const check c = check_of(steps);
  std::string why;
  EXPECT_TRUE(server.prepare(c.dialogue, why)) << why;
  run_settings settings;
  settings.player.user = account_settings().user;
  settings.player.password = account_settings().password;
  const auto begin = server.now();
  const check_result result = run_check(c, server, server_profile(), settings);
  EXPECT_LT(server.now() - begin, std::chrono::seconds(30)) << "nobody has to wait for a handshake";
  return result;
}

constexpr const char* injection =
    "S: +OK\nC! \"STLS\\r\\nCAPA\\r\\n\"\nS: +OK\nstart-tls\nexpect nothing for 300ms\nC: NOSUCHCOMMAND\nS: "
    "-ERR\n";

TEST(start_tls, is_followed_by_an_ordinary_session) {
  const check_result r = play("C: STLS\nS: +OK\nstart-tls\nlogin\nC: STAT\nS: +OK {number} {number}\n");
  EXPECT_EQ(r.outcome, verdict::pass) << r.came << r.reason;
}

TEST(start_tls, commands_in_clear_behind_stls_are_not_run) {
  EXPECT_EQ(play(injection).outcome, verdict::pass);
  const check_result r = play(injection, "on STLS\n  S: +OK\n  start-tls keeping octets in clear\n");
  EXPECT_EQ(r.outcome, verdict::fail);
  EXPECT_EQ(r.expected, "nothing for 300ms");
}

TEST(start_tls, octets_in_clear_behind_the_reply_are_a_mismatch) {
  const check_result r =
      play("C: STLS\nS: +OK\nstart-tls\n", "on STLS\n  S! \"+OK\\r\\n+OK injected\\r\\n\"\n  start-tls\n");
  EXPECT_EQ(r.outcome, verdict::fail);
  EXPECT_EQ(r.came, "octets in clear, before TLS: +OK injected\\r\\n");
}

TEST(start_tls, a_server_that_does_not_shake_hands_is_a_mismatch) {
  for (const char* const step : {"start-tls", "start-tls or refused"}) {
    const check_result r =
        play(std::string("C: STLS\nS: +OK\n") + step + "\n", "on STLS\n  S: +OK\n  wait 20s\n");
    EXPECT_EQ(r.outcome, verdict::fail);
    EXPECT_EQ(r.came, "silence");
  }
}

TEST(start_tls, may_be_refused_where_the_script_says_so) {
  for (const char* const end : {"close", "reset"}) {
    const std::string blocks = std::string("on STLS\n  S: +OK\n  ") + end + "\n";
    EXPECT_EQ(play("C: STLS\nS: +OK\nstart-tls\n", blocks).outcome, verdict::fail);
    const check_result r = play(
        "C: STLS\nS: +OK\nstart-tls or refused\nif in TLS\n  C: NOOP\nif refused\n  session b\n    login\n",
        blocks);
    EXPECT_EQ(r.outcome, verdict::pass) << r.came << r.reason;
    EXPECT_EQ(r.sessions.size(), 2U);
    EXPECT_EQ(r.transcript.back().session, 1U);
  }
}

}  // namespace
}  // namespace popquiz::conformance
