#include <popquiz/script/recorder.hpp>
#include <popquiz/script/server_player.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

namespace popquiz::script {
namespace {

using sansio::io_status;

/// What a client says once it has heard so much more of the server.
struct turn {
  std::string heard;
  std::string says;
};
struct client_role {
  std::vector<turn> turns;
  bool closes = true;  // behind the last turn; else it is silent
};

/// A client in memory and in virtual time. Of what it says no read goes across octet `cut`, and none has more
/// than `chunk`.
class client_end {
 public:
  client_end(const client_role& role, std::size_t cut, std::size_t chunk)
      : role_(role), cut_(cut), chunk_(chunk) {
    react();
  }

  sansio::io_result perform(const sansio::next_action& action) {
    if (const auto* r = std::get_if<sansio::read>(&action)) {
      return read(*r);
    }
    if (const auto* w = std::get_if<sansio::write>(&action)) {
      std::string segment;
      for (const std::string_view piece : w->pieces) {
        segment += piece;
      }
      segments.push_back(segment);
      heard += segment;
      pending_ += segment;
      react();
    } else if (const auto* until = std::get_if<sansio::wait_until>(&action)) {
      now = std::max(now, until->when);
    } else if (std::holds_alternative<sansio::tls_handshake>(action)) {
      heard += "<tls>";
      return {tls};
    } else if (const auto* close = std::get_if<sansio::close>(&action)) {
      heard += close->kind == sansio::close_kind::abortive ? "<reset>" : "<close>";
    }
    return {};
  }

  sansio::time_point now{};
  std::string heard;
  std::vector<std::string> segments;
  io_status tls = io_status::ok;

 private:
  void react() {
    while (next_ < role_.turns.size() && pending_.starts_with(role_.turns[next_].heard)) {
      pending_.erase(0, role_.turns[next_].heard.size());
      outgoing_ += role_.turns[next_++].says;
    }
  }
  sansio::io_result read(const sansio::read& r) {
    if (outgoing_.empty()) {
      if (role_.closes && next_ == role_.turns.size()) {
        return {io_status::end_of_stream};
      }
      now = std::max(now, r.deadline);
      return {io_status::timed_out};
    }
    std::size_t octets = std::min({r.into.size(), outgoing_.size(), chunk_});
    octets = said_ < cut_ ? std::min(octets, cut_ - said_) : octets;
    std::copy_n(outgoing_.begin(), octets, r.into.begin());
    outgoing_.erase(0, octets);
    said_ += octets;
    return {io_status::ok, octets};
  }

  client_role role_;
  std::size_t cut_;
  std::size_t chunk_;
  std::size_t next_ = 0;
  std::size_t said_ = 0;
  std::string pending_;
  std::string outgoing_;
};

struct outcome {
  play_result result;
  std::string heard;
  std::vector<std::string> context;
  std::vector<std::string> segments;
};

script parsed(std::string_view steps) {
  auto made = parse_script("title: t\n\n" + std::string(steps), "t.pop3");
  EXPECT_TRUE(made.value) << made.error.text();
  return made.value.value_or(script());
}

outcome play(std::string_view steps, const client_role& role, std::size_t cut = std::string::npos,
             std::size_t chunk = std::string::npos, io_status tls = io_status::ok,
             const server_play_settings& settings = {}) {
  const script s = parsed(steps);
  EXPECT_FALSE(find_unplayable_by_server(s)) << find_unplayable_by_server(s)->text();
  server_player p(s, settings);
  client_end client(role, cut, chunk);
  client.tls = tls;
  sansio::io_result last;
  int actions = 0;
  for (auto a = p.resume(last, client.now); !std::holds_alternative<sansio::done>(a) && actions < 100'000;
       a = p.resume(last, client.now), ++actions) {
    last = client.perform(a);
  }
  return {p.result(), client.heard, p.context(), client.segments};
}

std::size_t octets_of(const client_role& role) {
  std::size_t octets = 0;
  for (const turn& t : role.turns) {
    octets += t.says.size();
  }
  return octets;
}

struct row {
  const char* name;
  const char* steps;
  client_role client;
  std::string heard;
  std::string expected = {};  // empty: it passes
  std::string came = {};
  std::uint32_t line = 0;
};
std::ostream& operator<<(std::ostream& out, const row& r) {
  return out << r.name;
}

class server_role : public testing::TestWithParam<row> {};

TEST_P(server_role, is_the_same_wherever_what_the_client_says_is_cut) {
  const row& r = GetParam();
  const auto check = [&](const outcome& o, const std::string& how) {
    SCOPED_TRACE(how);
    EXPECT_EQ(o.result.status, r.expected.empty() ? play_status::passed : play_status::mismatch)
        << o.result.expected << " / " << o.result.came << " / " << o.result.reason;
    EXPECT_EQ(o.heard, r.heard);
    EXPECT_EQ(o.result.expected, r.expected);
    EXPECT_EQ(o.result.came, r.came);
    if (!r.expected.empty()) {
      EXPECT_EQ(o.result.where.line, r.line);
    }
    EXPECT_EQ((testing::PrintToString(o.context) + o.result.came).find("sesame"), std::string::npos);
  };
  check(play(r.steps, r.client), "whole");
  check(play(r.steps, r.client, std::string::npos, 1), "octet by octet");
  for (std::size_t at = 1; at < octets_of(r.client) && !HasFailure(); ++at) {
    check(play(r.steps, r.client, at), "cut at " + std::to_string(at));
  }
}

const char* const session =
    "S: +OK ready\nC: USER quiz\nS: +OK\nC: PASS {secret password}\nS: +OK in\nC: RETR 1\nS: +OK\nS| a\n"
    "S| .b\nS.\nC: QUIT\nS: +OK bye\nclose\n";
const std::string said = "+OK ready\r\n+OK\r\n+OK in\r\n+OK\r\na\r\n..b\r\n.\r\n+OK bye\r\n<close>";
const client_role good{{{"+OK ready\r\n", "USER quiz\r\n"},
                        {"+OK\r\n", "PASS open sesame\r\n"},
                        {"+OK in\r\n", "RETR 1\r\n"},
                        {"+OK\r\na\r\n..b\r\n.\r\n", "QUIT\r\n"},
                        {"+OK bye\r\n", ""}}};

INSTANTIATE_TEST_SUITE_P(
    rows, server_role,
    testing::Values(
        row{"a_session", session, good, said},
        row{"a_client_that_waits_for_the_servers_close", session, {good.turns, false}, said},
        row{"a_client_that_says_all_at_once",
            session,
            {{{"", "USER quiz\r\nPASS sesame\r\nRETR 1\r\nQUIT\r\n"}}, false},
            said},
        row{"no_end_in_the_script",
            "S: +OK\nC: QUIT\nS: +OK\n",
            {{{"", "QUIT\r\n"}}},
            "+OK\r\n+OK\r\n<close>"},
        row{"reset", "S: +OK\nreset\n", {{}, false}, "+OK\r\n<reset>"},
        row{"the_server_closes", "S: -ERR busy\nexpect close\n", {{}, false}, "-ERR busy\r\n<close>"},
        row{"captures",
            "S: +OK\nC: USER {name}\nS: +OK hello {=name}\nC: LIST {number n}\nS: +OK {=n} {=n + 1}\n",
            {{{"", "USER quiz\r\nLIST 7\r\n"}}},
            "+OK\r\n+OK hello quiz\r\n+OK 7 8\r\n<close>"},
        row{"raw_octets",
            "S! \"+OK\\n\"\nC! \"NOOP\\nNO\"\nC! \"OP\\r\\n\"\nS: +OK\n",
            {{{"", "NOOP\nNOOP\r\n"}}},
            "+OK\n+OK\r\n<close>"},
        row{"sasl",
            "S: +OK\nC: AUTH LOGIN\nS: + VXNlcjo=\nC: {secret login-user}\nS: + UGFzcw==\nC: {secret "
            "login-password}\nS: +OK\nC: AUTH X {secret x}\nS: -ERR\nC: AUTH Y\nS: + \nC: *\nS: -ERR\n",
            {{{"+OK\r\n", "AUTH LOGIN\r\n"},
              {"+ VXNlcjo=\r\n", "sesame1\r\n"},
              {"+ UGFzcw==\r\n", "sesame=\r\n"},
              {"+OK\r\n", "AUTH X sesame\r\n"},
              {"-ERR\r\n", "AUTH Y\r\n*\r\n"}}},
            "+OK\r\n+ VXNlcjo=\r\n+ UGFzcw==\r\n+OK\r\n-ERR\r\n+ \r\n-ERR\r\n<close>"},
        row{"apop",
            "S: +OK <1@a>\nC: APOP a {secret apop}\nS: +OK\n",
            {{{"", "APOP a sesame\r\n"}}},
            "+OK <1@a>\r\n+OK\r\n<close>"},
        row{"tls",
            "S: +OK\nC: STLS\nS: +OK\nstart-tls\nC: NOOP\nS: +OK\n",
            {{{"+OK\r\n", "STLS\r\n"}, {"+OK\r\n", "NOOP\r\n"}}},
            "+OK\r\n+OK\r\n<tls>+OK\r\n<close>"},
        row{"loops",
            "S: +OK\nrepeat 2 times\n  C: NOOP\n  S: +OK\nfor n in 1 2\n  C: DELE {=n}\n  S: +OK {=n}\n",
            {{{"", "NOOP\r\nNOOP\r\nDELE 1\r\nDELE 2\r\n"}}},
            "+OK\r\n+OK\r\n+OK\r\n+OK 1\r\n+OK 2\r\n<close>"},
        row{"together_and_cut",
            "S: +OK\ntogether\n  C: NOOP\n  C: NOOP\ncut every 3\n  S: +OK\n  S: +OK\n",
            {{{"", "NOOP\r\nNOOP\r\n"}}},
            "+OK\r\n+OK\r\n+OK\r\n<close>"},
        // The first difference, and what is told of it.
        row{"another_command",
            session,
            {{{"+OK ready\r\n", "USER quiz\r\n"},
              {"+OK\r\n", "PASS sesame\r\n"},
              {"+OK in\r\n", "RETR 2\r\n"}}},
            "+OK ready\r\n+OK\r\n+OK in\r\n<close>",
            "C: RETR 1",
            "C: RETR 2",
            8},
        row{"a_secret_is_not_told",
            session,
            {{{"", "PASS sesame\r\n"}}},
            "+OK ready\r\n<close>",
            "C: USER quiz",
            "C: PASS {secret password}",
            4},
        row{"nor_one_that_breaks_off",
            session,
            {{{"", "USER quiz\r\nPASS ses"}}},
            "+OK ready\r\n+OK\r\n<close>",
            "C: PASS {secret password}",
            "# a line that may hold a secret never ended, or only beyond what a line may have: left out and "
            "then "
            "the end of the connection",
            6},
        row{"a_beginning_is_no_line",
            session,
            {{{"", "USER quizmaster\r\n"}}},
            "+OK ready\r\n<close>",
            "C: USER quiz",
            "C: USER quizmaster",
            4},
        row{"nor_is_one_with_more",
            session,
            {{{"", "USER quiz \r\n"}}},
            "+OK ready\r\n<close>",
            "C: USER quiz",
            "C: USER quiz ",
            4},
        row{"another_line_end",
            session,
            {{{"", "USER quiz\n"}}},
            "+OK ready\r\n<close>",
            "C: USER quiz",
            "C! \"USER quiz\\n\"",
            4},
        row{"the_end_too_early",
            session,
            {{{"+OK ready\r\n", ""}}},
            "+OK ready\r\n<close>",
            "C: USER quiz",
            "the end of the connection",
            4},
        row{"silence",
            session,
            {{{"+OK ready\r\n", "USER"}}, false},
            "+OK ready\r\n<close>",
            "C: USER quiz",
            "C! \"USER\" and then nothing for 1m",
            4},
        row{"more_than_the_script_has",
            "S: +OK\nC: QUIT\nS: +OK\nclose\n",
            {{{"", "QUIT\r\nNOOP\r\n"}}},
            "+OK\r\n+OK\r\n<close>",
            "the end of the conversation",
            "C: NOOP",
            6},
        row{"half_a_line_more",
            "S: +OK\nC: QUIT\nS: +OK\n",
            {{{"", "QUIT\r\nNOOP"}}},
            "+OK\r\n+OK\r\n<close>",
            "the end of the conversation",
            "C! \"NOOP\"",
            5},
        row{"a_sasl_exchange_that_is_given_up",
            "S: +OK\nC: AUTH SCRAM-SHA-256\nS: + \nC: {secret scram-sha-256}\nS: +OK\n",
            {{{"", "AUTH SCRAM-SHA-256\r\n*\r\n"}}},
            "+OK\r\n+ \r\n<close>",
            "C: {secret scram-sha-256}",
            "C: *",
            6},
        row{"other_raw_octets",
            "S: +OK\nC! \"NOOP\\nNOOP\\n\"\n",
            {{{"", "NOOP\nNOUP\n"}}},
            "+OK\r\n<close>",
            "C! \"NOOP\\nNOOP\\n\"",
            "C! \"NOUP\\n\" (differs at octet 7)",
            4}),
    [](const auto& tested) { return std::string(tested.param.name); });

TEST(server_role, takes_no_octet_in_clear_for_one_inside_tls) {
  const outcome o =
      play("S: +OK\nC: STLS\nS: +OK\nstart-tls\nC: NOOP\nS: +OK\n", {{{"", "STLS\r\nNOOP\r\n"}}});
  EXPECT_EQ(o.result.expected, "start-tls");
  EXPECT_EQ(o.result.came, "C: NOOP in clear");
  EXPECT_EQ(o.heard, "+OK\r\n+OK\r\n<close>");
}

TEST(server_role, says_that_a_handshake_failed) {
  const client_role role{{{"", "STLS\r\n"}}};
  const outcome o = play("S: +OK\nC: STLS\nS: +OK\nstart-tls\n", role, std::string::npos, std::string::npos,
                         io_status::tls_failed);
  EXPECT_EQ(o.result.status, play_status::mismatch);
  EXPECT_EQ(o.result.expected + " / " + o.result.came, "a TLS handshake / one that failed");
}

TEST(server_role, says_in_one_segment_what_the_script_does_not_interrupt) {
  const client_role role{{{"", "RETR 1\r\n"}}};
  EXPECT_THAT(play("S: +OK\nC: RETR 1\nS: +OK\nS| a\nS.\n", role).segments,
              testing::ElementsAre("+OK\r\n", "+OK\r\na\r\n.\r\n"));
  EXPECT_THAT(play("S: +OK\nC: RETR 1\nS: +OK\ncut every 2\n  S| a\nS.\n", role).segments,
              testing::ElementsAre("+OK\r\n", "+OK\r\n", "a\r", "\n", ".\r\n"));
}

TEST(server_role, has_bounded_memory_for_a_line_without_end) {
  const outcome o = play("S: +OK\nC: NOOP\n", {{{"", std::string(1'000'000, 'x')}}});
  EXPECT_EQ(o.result.status, play_status::mismatch);
  EXPECT_NE(o.result.came.find("more than 65536 octets in one line"), std::string::npos);
  EXPECT_LT(o.result.came.size(), 400U);
}

TEST(server_role, breaks_off_loops_that_say_and_await_nothing) {
  server_play_settings settings;
  settings.silent_steps_limit = 100'000;
  for (const std::string nothing : {"repeat 0 times\n      S: +OK\n", "wait 0ms\n"}) {
    const outcome o =
        play("S: +OK\nrepeat 1000000 times\n  repeat 1000000 times\n    " + nothing, {{{"", "NOOP\r\n"}}},
             std::string::npos, std::string::npos, io_status::ok, settings);
    EXPECT_EQ(o.result.status, play_status::aborted) << nothing;
    EXPECT_EQ(o.result.reason, "the script says and awaits nothing for 100000 steps");
    EXPECT_EQ(o.heard, "+OK\r\n<close>");
  }
}

TEST(server_role, stops_when_it_is_cancelled) {
  const script s = parsed("S: +OK\nC: NOOP\n");
  server_player p(s, {});
  static_cast<void>(p.resume({}, {}));
  static_cast<void>(p.resume({}, {}));
  const auto action = p.resume({io_status::cancelled}, {});
  EXPECT_EQ(std::get<sansio::close>(action).kind, sansio::close_kind::abortive);
  EXPECT_EQ(p.result().status, play_status::aborted);
}

TEST(server_role, knows_beforehand_what_it_cannot_play) {
  const std::vector<std::pair<std::string, std::string>> rows{
      {"S: +OK {any}\n", "t.pop3:3:1: expected something that a server can say, found \"S: +OK {any}\""},
      {"S: +OK\nC: LIST\nS: +OK\nS* {any}\nS.\n",
       "t.pop3:6:1: expected something that a server can say, found \"S* {any}\""},
      {"S: +OK\nrepeat 2 times\n  login\n",
       "t.pop3:5:3: expected a step of a recording, found one that a server can't play"},
      {"S: +OK\nclose\nC: NOOP\n", "t.pop3:5:1: expected nothing behind the end of the connection"},
  };
  for (const auto& [steps, message] : rows) {
    const auto fault = find_unplayable_by_server(parsed(steps));
    ASSERT_TRUE(fault) << steps;
    EXPECT_EQ(fault->text(), message);
  }
}

/// What a recorder makes of a conversation plays against the client of that conversation.
TEST(server_role, plays_what_a_recorder_has_written) {
  std::string text;
  recorder r([&](std::string_view lines) { text += lines; });
  r.server_said("+OK ready\r\n");
  for (const turn& t : good.turns) {
    r.server_said(t.heard == "+OK ready\r\n" ? "" : t.heard);
    r.client_said(t.says);
  }
  r.ended(false);
  const outcome o = play(text, good);
  EXPECT_EQ(o.result.status, play_status::passed) << text << o.result.expected << " / " << o.result.came;
  EXPECT_EQ(o.heard, said);
}

}  // namespace
}  // namespace popquiz::script
