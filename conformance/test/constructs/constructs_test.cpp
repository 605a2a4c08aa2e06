// Every construct of the script language, over memory with what the client says cut at each point, and over
// loopback: the rows are in constructs/, and grammar_rows_test.cpp sees to it that none is missing.

#include "dialogue_rows.hpp"
#include "loopback_client.hpp"
#include "override_rows.hpp"

#include <popquiz/conformance/embedded_subject.hpp>
#include <popquiz/conformance/memory_subject.hpp>
#include <popquiz/conformance/runner.hpp>
#include <popquiz/mockserver/embedded_server.hpp>
#include <popquiz/mockserver/memory_maildrop.hpp>
#include <popquiz/net/md5.hpp>
#include <popquiz/sasl/server.hpp>

#include "../../../mockserver/test/conversation.hpp"
#include "check_text.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <cctype>
#include <optional>

namespace popquiz::conformance::constructs {
namespace {

using namespace std::chrono_literals;

/// Octets as they go over the wire.
std::string wire(std::string_view text) {
  std::string octets;
  for (const char c : text) {
    octets += c == '\n' ? "\r\n" : std::string(1, c == '\v' ? '\n' : c);
  }
  return octets;
}

mockserver::server_settings settings_of_rows() {
  mockserver::server_settings made;
  made.md5_hex = net::md5_hex;
  made.unique_text = [count = 0]() mutable { return std::to_string(++count); };
  made.sasl = sasl::make_server;
  made.mechanisms.push_back({.name = "PLAIN", .shows_secret = true});
  return made;
}

void serve(mockserver::reference_server& server, const override_row& row) {
  server.set_account("mrose", "tan staaf", std::make_shared<mockserver::memory_maildrop>(mail_of_rows()));
  server.set_overrides(overrides_of(row.blocks));
}

template <class Row>
std::string name_of_row(const testing::TestParamInfo<Row>& info) {
  std::string name = std::to_string(info.index + 1) + "_" + info.param.name;
  std::ranges::replace_if(name, [](char c) { return std::isalnum(static_cast<unsigned char>(c)) == 0; }, '_');
  return name;
}

class an_override : public testing::TestWithParam<override_row> {};

// ---- over memory ----------------------------------------------------------------------------------

/// One session, in virtual time. `cut`: what all exchanges say together is cut there; 0: nothing is.
void hold_over_memory(mockserver::reference_server& server, const override_row& row,
                      const client_session& session, std::size_t cut) {
  std::string heard;
  mockserver::test::conversation with(server, &heard, {.has_tls = true});
  std::size_t said = 0;
  std::string expected;
  for (const exchange& e : session.exchanges) {
    EXPECT_EQ(with.in_tls(), e.in_tls);
    const std::string octets = wire(e.said);
    const std::size_t first = cut > said && cut < said + octets.size() ? cut - said : octets.size();
    heard += with.say(std::string_view(octets).substr(0, first));
    heard += with.say(std::string_view(octets).substr(first));
    said += octets.size();
    expected += wire(e.heard);
    // What comes behind the last octet that is expected is unexpected.
    const bool to_the_end = &e == &session.exchanges.back();
    for (int waits = 0; waits < 1000 && (heard.size() < expected.size() || to_the_end) && !with.closed();
         ++waits) {
      heard += with.wait(1ms);
    }
  }
  EXPECT_EQ(heard, expected) << "cut behind octet " << cut;
  EXPECT_EQ(with.closed(), session.end == session_end::closed || session.end == session_end::reset)
      << "cut " << cut;
  EXPECT_EQ(with.reset(), session.end == session_end::reset) << "cut " << cut;
  EXPECT_EQ(with.identity(), row.identity);
  if (session.end == session_end::by_client) {
    static_cast<void>(with.end());
  }
}

std::size_t octets_said(const override_row& row) {
  std::size_t most = 0;
  for (const client_session& session : row.sessions) {
    std::size_t octets = 0;
    for (const exchange& e : session.exchanges) {
      octets += wire(e.said).size();
    }
    most = std::max(most, octets);
  }
  return most;
}

TEST_P(an_override, is_the_same_wherever_what_the_client_says_is_cut) {
  const override_row& row = GetParam();
  const std::size_t cuts = row.whole_only ? 1 : std::max<std::size_t>(octets_said(row), 1);
  for (std::size_t cut = 0; cut < cuts && !HasFailure(); ++cut) {
    mockserver::reference_server server(settings_of_rows());
    serve(server, row);
    for (const client_session& session : row.sessions) {
      hold_over_memory(server, row, session, cut);
    }
    EXPECT_EQ(server.override_problem(), "");
  }
}

// ---- over loopback --------------------------------------------------------------------------------

void hold_over_loopback(std::uint16_t port, const net::tls_context& trusting, const client_session& session) {
  loopback_client client(port, trusting);
  for (const exchange& e : session.exchanges) {
    if (e.in_tls) {
      const bool trusted = session.end != session_end::tls_refused;
      EXPECT_EQ(client.shake_hands(), trusted);
      if (!trusted) {
        return;
      }
    }
    client.say(wire(e.said));
    const std::string expected = wire(e.heard);
    EXPECT_EQ(client.hear(expected.size()), expected);
  }
  if (session.end == session_end::by_client) {
    client.hang_up();
    return;
  }
  EXPECT_EQ(client.hear_the_end(), session.end == session_end::reset ? sansio::io_status::connection_reset
                                                                     : sansio::io_status::end_of_stream);
}

TEST_P(an_override, is_the_same_over_loopback) {
  const override_row& row = GetParam();
  std::string why;
  mockserver::listener_settings listen;
  const row_certificates& certificates = certificates_of_rows();
  listen.tls = certificates.server;
  listen.tls_begins = mockserver::tls_start::by_stls;
  listen.identities = certificates.wrong;
  std::atomic<std::size_t> ended = 0;
  listen.on_session_end = [&] {
    ++ended;
    ended.notify_all();
  };
  const auto server = mockserver::embedded_server::start(settings_of_rows(), listen, why);
  ASSERT_NE(server, nullptr) << why;
  server->apply([&](mockserver::reference_server& s) { serve(s, row); });
  for (std::size_t i = 0; i < row.sessions.size(); ++i) {
    hold_over_loopback(server->port(), certificates.client, row.sessions[i]);
    ended.wait(i);  // whatever the end of the session does is done before the next one begins
  }
  server->apply([](mockserver::reference_server& s) { EXPECT_EQ(s.override_problem(), ""); });
}

INSTANTIATE_TEST_SUITE_P(row, an_override, testing::ValuesIn(override_rows()), name_of_row<override_row>);

// ---- the client's role ----------------------------------------------------------------------------

class a_dialogue : public testing::TestWithParam<dialogue_row> {
 protected:
  static void expect_verdicts(subject& server) {
    std::string why;
    server_profile profile;
    profile.user = true;
    run_settings settings;
    settings.player.user = account_settings().user;
    settings.player.password = account_settings().password;
    settings.player.md5_hex = net::md5_hex;
    for (const bool right : {true, false}) {
      const check c = check_of(right ? GetParam().met : GetParam().missed, GetParam().header);
      ASSERT_TRUE(server.prepare(c.dialogue, why)) << why;
      const check_result r = run_check(c, server, profile, settings);
      EXPECT_EQ(r.outcome, right ? verdict::pass : verdict::fail)
          << r.where << ": expected " << r.expected << ", came " << r.came << r.reason;
    }
  }
};

TEST_P(a_dialogue, is_met_or_missed_over_memory) {
  memory_subject server{account_settings()};
  expect_verdicts(server);
}

TEST_P(a_dialogue, is_met_or_missed_over_loopback) {
  std::string why;
  const auto server = embedded_subject::start(account_settings(), why);
  ASSERT_NE(server, nullptr) << why;
  expect_verdicts(*server);
}

INSTANTIATE_TEST_SUITE_P(row, a_dialogue, testing::ValuesIn(dialogue_rows()), name_of_row<dialogue_row>);

}  // namespace
}  // namespace popquiz::conformance::constructs
