#include "far_client.hpp"
#include "served_mail.hpp"

#include <popquiz/mockserver/link_model.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace popquiz::mockserver::test {
namespace {

using namespace std::chrono_literals;
using std::chrono::microseconds;

/// A session of a server with one message of so many octets, over a link.
struct far_session {
  explicit far_session(const link_settings& link, std::size_t octets = 100,
                       link_setup setup = link_setup::tcp, std::uint64_t connection = 1)
      : mail({std::string(octets - 2, 'x') + "\r\n"}),
        client(make_linked(mail.server.new_session(), link, setup, connection)) {}

  /// Says the lines one by one, each when the reply to the one before has come; then lets `last` happen.
  void converse(std::vector<std::string> lines) {
    client.on_hearing = [this, lines = std::deque(lines.begin(), lines.end())]() mutable {
      if (!lines.empty()) {
        client.say(lines.front() + "\r\n");
        lines.pop_front();
      }
    };
  }

  served_mail mail;
  far_client client;
};

link_settings distance(std::chrono::nanoseconds round_trip) {
  link_settings link;
  link.round_trip = round_trip;
  return link;
}
link_settings rate(std::uint64_t octets_per_second, std::chrono::nanoseconds round_trip = 0ns) {
  link_settings link = distance(round_trip);
  link.octets_per_second = octets_per_second;
  return link;
}

std::size_t count(const std::string& all, std::string_view what) {
  std::size_t n = 0;
  for (std::size_t at = all.find(what); at != std::string::npos; at = all.find(what, at + what.size())) {
    ++n;
  }
  return n;
}

TEST(link_model, the_greeting_comes_when_the_connection_is_set_up) {
  for (const auto& [setup, at] :
       {std::pair(link_setup::tcp, 60ms), std::pair(link_setup::tcp_and_tls, 100ms)}) {
    far_session s(distance(40ms), 100, setup);
    s.client.run_until(at - 1us);
    EXPECT_TRUE(s.client.arrivals().empty());
    s.client.run_until(at);
    ASSERT_EQ(s.client.arrivals().size(), 1U);
    EXPECT_EQ(s.client.arrivals()[0].at, at);
  }
}

TEST(link_model, in_lock_step_each_command_takes_a_round_trip) {
  far_session s(distance(40ms));
  s.converse({"USER mrose", "PASS tan staaf", "STAT", "LIST", "RETR 1", "NOOP", "NOOP", "QUIT"});
  s.client.run_until(10s);
  std::vector<microseconds> at;
  for (const auto& each : s.client.arrivals()) {
    at.push_back(each.at);
  }
  EXPECT_EQ(at, (std::vector<microseconds>{60ms, 100ms, 140ms, 180ms, 220ms, 260ms, 300ms, 340ms, 380ms}));
  EXPECT_TRUE(s.client.is_done());
  EXPECT_EQ(s.client.closed_at, 380ms);
}

TEST(link_model, pipelined_commands_take_one_round_trip) {
  far_session s(distance(40ms));
  s.client.run_until(60ms);
  std::string all = log_in;
  for (int i = 0; i < 100; ++i) {
    all += "RETR 1\r\n";
  }
  s.client.say(all);
  s.client.run_until(100ms - 1us);
  EXPECT_EQ(s.client.arrivals().size(), 1U);
  s.client.run_until(100ms);
  EXPECT_EQ(count(s.client.heard(), "+OK 100 octets\r\n"), 100U);
}

TEST(link_model, what_comes_while_the_reply_is_under_way_is_not_held_up_by_it) {
  far_session s(distance(40ms));
  s.client.run_until(60ms);
  for (int i = 0; i < 10; ++i) {
    s.client.say("NOOP\r\n");
    s.client.run_until(60ms + (i + 1) * 1ms);
  }
  s.client.run_until(1s);
  ASSERT_EQ(s.client.arrivals().size(), 11U);
  for (int i = 0; i < 10; ++i) {
    EXPECT_EQ(s.client.arrivals()[static_cast<std::size_t>(i) + 1].at, 100ms + i * 1ms);
  }
}

TEST(link_model, what_is_said_before_the_connection_is_set_up_waits_for_that) {
  far_session s(distance(40ms));
  s.client.say("USER mrose\r\n");
  s.client.run_until(1s);
  ASSERT_EQ(s.client.arrivals().size(), 2U);
  EXPECT_EQ(s.client.arrivals()[1].at, 80ms);  // it left at 40 ms
}

TEST(link_model, a_message_takes_the_time_its_octets_need) {
  far_session s(rate(1'250'000, 40ms), 1'250'000);
  s.client.say(log_in + std::string("RETR 1\r\n"));
  s.client.run_until(40ms + 20ms + 500ms);
  EXPECT_NEAR(static_cast<double>(s.client.heard().size()), 1'250'000 * 0.48, 3000);
  s.client.run_until(40ms + 20ms + 20ms + 1000ms);
  EXPECT_NEAR(static_cast<double>(s.client.heard().size()), 1'250'000, 3000);
  s.client.run_until(2s);
  EXPECT_GT(s.client.heard().size(), 1'250'000U);
  EXPECT_GT(s.client.arrivals().back().at, 40ms + 20ms + 1000ms);
  EXPECT_LT(s.client.arrivals().back().at, 40ms + 40ms + 1005ms);
  EXPECT_LT(s.client.resumes, 3U * 1'250'000 / 1460);
}

TEST(link_model, commands_take_the_time_their_octets_need) {
  far_session s(rate(6'000));
  std::string all;
  for (int i = 0; i < 1000; ++i) {
    all += "NOOP\r\n";
  }
  s.client.say(all);
  s.client.run_until(900ms);
  EXPECT_LT(count(s.client.heard(), "-ERR"), 950U);
  s.client.run_until(100s);
  EXPECT_EQ(count(s.client.heard(), "-ERR"), 1000U);
}

TEST(link_model, jitter_keeps_within_its_bounds_and_the_order) {
  link_settings link = distance(40ms);
  link.jitter = 5ms;
  far_session s(link);
  s.client.say(log_in);
  s.client.run_until(1s);
  microseconds least = 1s;
  microseconds most = 0s;
  for (int i = 0; i < 200; ++i) {
    const microseconds said = s.client.now();
    s.client.say("NOOP\r\n");
    s.client.run_until(said + 60ms);
    const microseconds took = s.client.arrivals().back().at - said;
    least = std::min(least, took);
    most = std::max(most, took);
  }
  EXPECT_GE(least, 40ms);
  EXPECT_LT(least, 42ms);
  EXPECT_LE(most, 50ms);
  EXPECT_GT(most, 48ms);

  std::string expected;
  for (int i = 0; i < 200; ++i) {
    const std::string line = i % 2 == 0 ? "NOOP\r\n" : "LIST 1\r\n";
    expected += i % 2 == 0 ? "+OK done\r\n" : "+OK 1 100\r\n";
    s.client.say(line);
    s.client.run_until(s.client.now() + 100us);
  }
  s.client.run_until(s.client.now() + 1s);
  EXPECT_TRUE(s.client.heard().ends_with(expected));
  EXPECT_TRUE(std::is_sorted(s.client.arrivals().begin(), s.client.arrivals().end(),
                             [](const auto& a, const auto& b) { return a.at < b.at; }));
}

TEST(link_model, jitter_follows_from_seed_and_connection) {
  const auto times = [](std::uint64_t seed, std::uint64_t connection) {
    link_settings link = distance(40ms);
    link.jitter = 5ms;
    link.seed = seed;
    far_session s(link, 100, link_setup::tcp, connection);
    s.converse({"NOOP", "NOOP", "NOOP"});
    s.client.run_until(1s);
    std::vector<microseconds> at;
    for (const auto& each : s.client.arrivals()) {
      at.push_back(each.at);
    }
    return at;
  };
  EXPECT_EQ(times(1, 1), times(1, 1));
  EXPECT_NE(times(1, 1), times(2, 1));
  EXPECT_NE(times(1, 1), times(1, 2));
}

TEST(link_model, a_peer_that_does_not_read_fills_the_link_and_no_more) {
  link_settings link = distance(40ms);
  link.in_flight_limit = 10'000;
  far_session s(link, 1'000);
  s.client.say(log_in);
  s.client.run_until(1s);
  const std::size_t before = s.client.heard().size();
  s.client.appetite = 0;
  std::string all;
  for (int i = 0; i < 10'000; ++i) {
    all += "RETR 1\r\n";
  }
  s.client.say(all);
  s.client.run_until(5min);
  EXPECT_GT(s.client.unread(), all.size() - 30'000);  // a link full of commands, and what the session reads
  EXPECT_EQ(s.client.heard().size(), before);
  s.client.appetite = 10'000'000;
  s.client.run_until(10min);
  EXPECT_EQ(s.client.unread(), 0U);
  EXPECT_EQ(count(s.client.heard(), "+OK 1000 octets\r\n"), 10'000U);
}

TEST(link_model, a_peer_that_never_reads_is_cut_off_in_the_sessions_time) {
  link_settings link = distance(40ms);
  link.in_flight_limit = 100'000;
  far_session s(link, 1'000'000);
  s.client.say(log_in);
  s.client.run_until(1s);
  s.client.appetite = 0;
  s.client.say("RETR 1\r\n");
  s.client.run_until(20min);
  EXPECT_TRUE(s.client.is_done());
  EXPECT_EQ(s.client.closed, sansio::close_kind::abortive);
  EXPECT_NEAR(static_cast<double>(s.client.closed_at.value_or(0s).count()), 601e6, 1e5);
}

TEST(link_model, the_peers_end_of_stream_arrives_behind_its_octets) {
  far_session s(distance(40ms));
  s.client.run_until(60ms);
  s.client.say("NOOP\r\n");
  s.client.end();
  s.client.run_until(1s);
  ASSERT_EQ(s.client.arrivals().size(), 2U);
  EXPECT_EQ(s.client.arrivals()[1].at, 100ms);
  EXPECT_EQ(s.client.closed_at, 100ms);
}

TEST(link_model, a_broken_connection_ends_the_session_at_once) {
  far_session s(distance(40ms));
  s.client.run_until(60ms);
  s.client.end(sansio::io_status::connection_reset);
  s.client.run_until(61ms);
  EXPECT_TRUE(s.client.is_done());
}

TEST(link_model, a_server_that_stops_ends_the_session_at_once) {
  far_session s(distance(40ms));
  s.client.run_until(60ms);
  s.client.cancel();
  EXPECT_TRUE(std::holds_alternative<sansio::close>(s.client.action()));
  s.client.run_until(61ms);
  EXPECT_TRUE(s.client.is_done());
}

TEST(link_model, an_idle_session_is_logged_out_in_its_time) {
  far_session s(distance(40ms));
  s.client.run_until(599s);
  EXPECT_FALSE(s.client.is_done());
  s.client.run_until(601s);
  EXPECT_TRUE(s.client.is_done());
}

TEST(link_model, segments_that_a_script_cuts_stay_apart) {
  far_session s(distance(40ms));
  s.mail.bend("on NOOP\n  cut every 2\n    S: +OK\n");
  far_client client(make_linked(s.mail.server.new_session(), distance(40ms), link_setup::tcp, 1));
  client.say("NOOP\r\n");
  client.run_until(1s);
  EXPECT_EQ(client.arrivals().size(), 1U + 3U);  // "+O", "K\r", "\n"
}

// ---- what no POP3 session does, or not yet -----------------------------------------------------------

/// Does these actions and notes how they ended and when.
class list_of_actions final : public sansio::any_machine {
 public:
  struct outcome {
    sansio::io_status status;
    microseconds at;
    friend bool operator==(const outcome&, const outcome&) = default;
  };
  using outcomes = std::vector<outcome>;

  list_of_actions(std::deque<sansio::next_action> actions, outcomes& ended)
      : actions_(std::move(actions)), ended_(ended) {}

  sansio::next_action resume(sansio::io_result last, sansio::time_point now) noexcept override {
    if (started_) {
      ended_.push_back({last.status, std::chrono::duration_cast<microseconds>(now.time_since_epoch())});
    }
    started_ = true;
    sansio::next_action next = sansio::done{};
    if (!actions_.empty()) {
      next = actions_.front();
      actions_.pop_front();
    }
    return next;
  }

 private:
  std::deque<sansio::next_action> actions_;
  outcomes& ended_;
  bool started_ = false;
};

using sansio::io_status;
const std::string_view hello = "+OK hello\r\n";
const std::span<const std::string_view> hello_piece(&hello, 1);

struct far_list {
  explicit far_list(std::deque<sansio::next_action> actions, const link_settings& link = distance(40ms))
      : client(make_linked(std::make_unique<list_of_actions>(std::move(actions), ended), link,
                           link_setup::tcp, 1)) {}
  list_of_actions::outcomes ended;
  far_client client;
};

sansio::time_point at(microseconds when) {
  return sansio::time_point(when);
}

TEST(link_model, tls_begins_when_all_was_heard_and_costs_a_round_trip) {
  std::array<char, 100> into{};
  const sansio::read_buffer untouched(1);
  far_list s({sansio::read{into}, sansio::write{hello_piece}, sansio::tls_handshake{*untouched.drained()},
              sansio::read{into}, sansio::write{hello_piece}});
  s.client.say("STLS\r\n");
  s.client.on_hearing = [&] {
    if (s.client.arrivals().size() == 1) {
      s.client.say("client hello, which belongs to the transport");
    }
  };
  s.client.run_until(80ms - 1us);
  EXPECT_FALSE(s.client.handshake_at);
  s.client.run_until(80ms);
  EXPECT_EQ(s.client.handshake_at, 80ms);
  s.client.run_until(1s);
  EXPECT_EQ(s.ended, (list_of_actions::outcomes{{io_status::ok, 60ms},
                                                {io_status::ok, 60ms},
                                                {io_status::ok, 80ms},
                                                {io_status::ok, 140ms},  // the client's finished + 20 ms
                                                {io_status::ok, 140ms}}));
  EXPECT_EQ(s.client.arrivals().back().at, 160ms);
}

TEST(link_model, stls_takes_two_round_trips) {
  served_mail mail(two_messages());
  far_client client(
      make_linked(mail.server.new_session({.has_tls = true}), distance(40ms), link_setup::tcp, 1));
  client.run_until(60ms);
  client.say("STLS\r\n");
  client.run_until(100ms);  // the reply is heard, and the handshake follows it
  EXPECT_EQ(client.handshake_at, 100ms);
  client.say("NOOP\r\n");
  client.run_until(1s);
  ASSERT_EQ(client.arrivals().size(), 3U);
  EXPECT_EQ(client.arrivals()[2].at, 180ms);
}

TEST(link_model, octets_in_clear_before_tls_are_dropped) {
  std::array<char, 6> into{};
  std::array<char, 100> behind{};
  const sansio::read_buffer untouched(1);
  far_list s({sansio::read{into}, sansio::write{hello_piece}, sansio::tls_handshake{*untouched.drained()},
              sansio::read{behind, at(1s)}});
  s.client.say("STLS\r\nUSER x\r\n");
  s.client.run_until(2s);
  EXPECT_EQ(s.client.handshake_at, 80ms);
  ASSERT_EQ(s.ended.size(), 4U);
  EXPECT_EQ(s.ended[2].status, io_status::ok);
  EXPECT_EQ(s.ended[3].status, io_status::timed_out);
}

TEST(link_model, deadlines_of_the_session_come_in_time) {
  std::array<char, 6> into{};
  link_settings narrow = distance(40ms);
  narrow.in_flight_limit = 4;
  far_list s({sansio::read{into, at(10ms)}, sansio::wait_until{at(25ms)}, sansio::wait_until{at(1ms)},
              sansio::write{hello_piece, at(30ms)}},
             narrow);
  s.client.run_until(30ms);
  EXPECT_EQ(s.ended, (list_of_actions::outcomes{{io_status::timed_out, 10ms},
                                                {io_status::ok, 25ms},
                                                {io_status::ok, 25ms},
                                                {io_status::timed_out, 30ms}}));
}

TEST(link_model, a_peer_that_takes_little_at_a_time_gets_every_octet_once) {
  std::string octets;
  for (int i = 0; i < 10'000; ++i) {
    octets += std::to_string(i) + "\r\n";
  }
  const std::array<std::string_view, 3> pieces{std::string_view(octets).substr(0, 7),
                                               std::string_view(octets).substr(7, 30'000),
                                               std::string_view(octets).substr(30'007)};
  for (const std::uint64_t octets_per_second : {0U, 10'000'000U}) {
    // Whenever the session is to be told something, the transport's write ends and goes on where it was.
    std::deque<sansio::next_action> actions{sansio::write{pieces}};
    for (int i = 0; i < 200; ++i) {
      actions.emplace_back(sansio::wait_until{at(70ms + i * 1ms)});
    }
    far_list s(std::move(actions), rate(octets_per_second, 40ms));
    s.client.appetite = 777;
    s.client.run_until(1s);
    EXPECT_GT(s.client.arrivals().size(), octets.size() / 777);
    EXPECT_TRUE(s.client.heard() == octets);
  }
}

TEST(link_model, a_session_that_waits_again_and_again_lets_others_have_their_turn) {
  far_list s(std::deque<sansio::next_action>(100, sansio::wait_until{at(0ms)}));
  s.client.run_until(0ms);
  EXPECT_EQ(s.ended.size(), 100U);
  EXPECT_GE(s.client.resumes, 100U);
}

TEST(link_model, a_reset_does_not_wait_for_a_peer_that_does_not_read) {
  far_list s({sansio::write{hello_piece}, sansio::close{sansio::close_kind::abortive}});
  s.client.appetite = 0;
  s.client.run_until(10s);
  EXPECT_EQ(s.client.closed_at, 60ms);
  EXPECT_EQ(s.client.closed, sansio::close_kind::abortive);
}

TEST(link_model, what_was_said_before_a_reset_comes_before_it) {
  far_list s({sansio::write{hello_piece}, sansio::close{sansio::close_kind::abortive}});
  s.client.run_until(10s);
  EXPECT_EQ(s.client.heard(), hello);
  EXPECT_EQ(s.client.closed_at, 60ms);
}

TEST(link_model, a_close_waits_for_a_peer_that_does_not_read_but_not_for_ever) {
  link_settings link = distance(40ms);
  link.delivery_timeout = 30s;
  far_list s({sansio::write{hello_piece}, sansio::close{}}, link);
  s.client.appetite = 0;
  s.client.run_until(1h);
  EXPECT_EQ(s.client.closed_at, 30s);
  EXPECT_EQ(s.client.closed, sansio::close_kind::abortive);
}

TEST(link_model, writes_that_arrive_together_stay_apart) {
  far_list s({sansio::write{hello_piece}, sansio::write{hello_piece}});
  s.client.run_until(1s);
  ASSERT_EQ(s.client.arrivals().size(), 2U);
  EXPECT_EQ(s.client.arrivals()[1].at, 60ms);
}

TEST(link_model, done_without_a_close_delivers_first) {
  far_list s({sansio::write{hello_piece}});
  s.client.run_until(60ms - 1us);
  EXPECT_FALSE(s.client.is_done());
  s.client.run_until(60ms);
  EXPECT_TRUE(s.client.is_done());
  EXPECT_EQ(s.client.heard(), hello);
}

}  // namespace
}  // namespace popquiz::mockserver::test
