#include "scratch_folder.hpp"
#include "tcp_client.hpp"

#include <popquiz/mock_server.hpp>
#include <popquiz/mockserver/memory_maildrop.hpp>
#include <popquiz/net/connection.hpp>
#include <popquiz/net/tls_context.hpp>
#include <popquiz/sansio/read_buffer.hpp>
#include <popquiz/script/parse.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>

#include <array>
#include <chrono>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace popquiz {
namespace {

using namespace std::chrono_literals;
using mockserver::test::tcp_client;
using sansio::tls_identity;
using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

/// Greeted and logged in.
class quiz_client : public tcp_client {
 public:
  explicit quiz_client(const mock_server& server) : tcp_client(server.port()) {
    hear();
    ask("USER quiz");
    EXPECT_THAT(ask("PASS sesame"), StartsWith("+OK"));
  }
};

TEST(mock_server, is_a_correct_server_without_a_script) {
  const mock_server server;
  quiz_client c(server);
  EXPECT_THAT(c.ask("STAT"), StartsWith("+OK 2 "));
  EXPECT_THAT(c.ask("QUIT"), StartsWith("+OK"));
}

TEST(mock_server, is_wrong_where_the_script_says_so) {
  const mock_server server{"title: nothing is retrieved\n\non RETR\n  S: -ERR no\n  close\n"};
  quiz_client c(server);
  EXPECT_EQ(c.ask("NOOP"), "+OK done\r\n");
  EXPECT_EQ(c.ask("RETR 1"), "-ERR no\r\n");
  EXPECT_EQ(c.hear_all(), "");
  EXPECT_EQ(server.problem(), "");
}

TEST(mock_server, the_account_and_the_mail_are_those_of_the_test) {
  mock_server_settings settings;
  settings.user = "mrose";
  settings.password = "tan staaf";
  settings.messages = {"A: b\n\n.x\n"};
  const mock_server server({}, settings);
  tcp_client c(server.port());
  c.hear();
  c.ask("USER mrose");
  EXPECT_EQ(c.ask("PASS tan staaf"), "+OK maildrop has 1 message (12 octets)\r\n");
  EXPECT_EQ(c.ask("RETR 1", "\r\n.\r\n"), "+OK 12 octets\r\nA: b\r\n\r\n..x\r\n.\r\n");
}

std::size_t messages_of(const mock_script& script, const mock_server_settings& settings = {}) {
  return mock_server(script, settings).messages();
}

TEST(mock_server, the_mail_is_the_settings_the_scripts_or_two_plain) {
  const mock_script names = "title: x\nmaildrop: five-plain\n\non NOOP\n  answer\n";
  EXPECT_EQ(messages_of({}), 2U);
  EXPECT_EQ(messages_of(names), 5U);
  mock_server_settings settings;
  settings.maildrop_name = "generated:7x1KiB";
  EXPECT_EQ(messages_of(names, settings), 7U);
  settings.messages.emplace();
  EXPECT_EQ(messages_of(names, settings), 0U);
  settings.maildrop = std::make_shared<mockserver::memory_maildrop>(std::vector<std::string>{"x"});
  EXPECT_EQ(messages_of(names, settings), 1U);
}

TEST(mock_server, a_profile_stands_behind_the_script) {
  mock_server_settings settings;
  settings.profile = "netease";
  const mock_server server("title: x\n\non RETR 2\n  S: -ERR mine\n", settings);
  quiz_client c(server);
  EXPECT_EQ(c.ask("RETR 2"), "-ERR mine\r\n");
  c.say("RETR 1\r\nRETR 1\r\nRETR 1\r\nRETR 1\r\n");
  EXPECT_THAT(c.hear("-ERR Download exceed\r\n"), EndsWith(".\r\n-ERR Download exceed\r\n"));
}

struct unfit {
  const char* script;
  mock_server_settings settings;
  const char* why;
};

TEST(mock_server, what_does_not_fit_is_told_by_value_and_by_exception) {
  mock_server_settings capability;
  capability.without = {"TOP", "XTND"};
  mock_server_settings profile;
  profile.profile = "hotmail";
  mock_server_settings mail;
  mail.maildrop_name = "imap:x";
  mock_server_settings certificate;
  certificate.certificate = tls_identity::expired;
  for (const unfit& u :
       {unfit{"title: x\n\non RETR\n  S: +OK\n  nonsense\n", {}, "script:5:3: expected "},
        unfit{"title: x\n\nC: NOOP\n", {}, "script:3:1: expected nothing but `on` blocks"},
        unfit{"title: x\nmaildrop: none\n\non NOOP\n  answer\n", {}, "no fixture is called \"none\""},
        unfit{"", capability, "no capability is called \"XTND\""},
        unfit{"", profile, "no profile is called \"hotmail\""}, unfit{"", mail, "expected fixture:NAME"},
        unfit{"", certificate, "mock_tls::by_stls"}}) {
    std::string why;
    EXPECT_FALSE(mock_server::start(u.script, u.settings, why)) << u.why;
    EXPECT_THAT(why, StartsWith(u.why[0] == 'm' ? "certificate" : u.why));
    try {
      const mock_server server(u.script, u.settings);
      ADD_FAILURE() << u.why;
    } catch (const mock_server_error& told) {
      EXPECT_EQ(told.what(), why);
    }
  }
}

class mock_server_files : public mockserver::test::scratch_folder {};

TEST_F(mock_server_files, a_script_is_read_and_its_errors_name_the_file) {
  put("good.pop3", "title: x\nmaildrop: folder:mail\n\non NOOP\n  S: +OK bent\n");
  put("mail/1.eml", "A: b\n\n");
  const mock_server server(mock_script::from_file((root_ / "good.pop3").string()));
  EXPECT_EQ(quiz_client(server).ask("NOOP"), "+OK bent\r\n");
  EXPECT_EQ(server.messages(), 1U);
  put("bad.pop3", "title: x\n\non NOOP\n  what\n");
  std::string why;
  EXPECT_FALSE(mock_server::start(mock_script::from_file((root_ / "bad.pop3").string()), {}, why));
  EXPECT_THAT(why, HasSubstr("bad.pop3:4:3: expected "));
  EXPECT_FALSE(mock_server::start(mock_script::from_file((root_ / "none.pop3").string()), {}, why));
  EXPECT_THAT(why, HasSubstr("none.pop3: No such file"));
}

TEST(mock_server, says_what_clients_said_without_their_secrets) {
  const mock_server server;
  {
    quiz_client c(server);
    c.ask("DELE 2");
    c.ask("QUIT");
    c.hear_all();
  }
  quiz_client(server).close();
  ASSERT_TRUE(server.wait_until_ended(2));
  EXPECT_EQ(server.sessions(), 2U);
  EXPECT_THAT(server.commands(), ElementsAre("USER quiz", "PASS {secret password}", "DELE 2", "QUIT"));
  EXPECT_THAT(server.commands(2), ElementsAre("USER quiz", "PASS {secret password}"));
  EXPECT_THAT(server.commands(3), ElementsAre());
  EXPECT_THAT(server.transcript(), HasSubstr("\nC: DELE 2\nS: +OK message 2 deleted\nC: QUIT\n"));
  EXPECT_THAT(server.transcript(), Not(HasSubstr("sesame")));
  EXPECT_EQ(server.transcript(3), "");
  EXPECT_EQ(server.transcript(0), "");
  EXPECT_TRUE(script::parse_script(server.transcript(), "t").value);
}

TEST(mock_server, shows_secrets_when_told_to) {
  mock_server_settings settings;
  settings.transcripts_show_secrets = true;
  const mock_server server({}, settings);
  quiz_client(server).close();
  ASSERT_TRUE(server.wait_until_ended());
  EXPECT_THAT(server.commands(), ElementsAre("USER quiz", "PASS sesame"));
}

TEST(mock_server, knows_what_was_deleted_and_what_is_left) {
  mock_server_settings settings;
  settings.messages = {"1", "2", "3", "4"};
  const mock_server server({}, settings);
  {
    quiz_client c(server);
    c.ask("DELE 2");
    EXPECT_THAT(server.deleted(), ElementsAre()) << "not before QUIT (RFC 1939 §6)";
    c.ask("QUIT");
  }
  EXPECT_THAT(server.deleted(), ElementsAre(2));
  ASSERT_TRUE(server.wait_until_ended());
  {
    quiz_client c(server);
    c.ask("DELE 3");
    c.ask("QUIT");
  }
  EXPECT_THAT(server.deleted(), ElementsAre(2, 4)) << "by the numbers of the start";
  EXPECT_EQ(server.messages(), 2U);
}

TEST(mock_server, tells_what_a_script_asked_for_that_there_is_not) {
  const mock_server server{"title: x\n\non NOOP\n  S: +OK {=none}\n"};
  EXPECT_EQ(server.problem(), "");
  quiz_client c(server);
  c.ask("NOOP");
  c.hear_all();
  EXPECT_THAT(server.problem(), StartsWith("script:4: "));
}

TEST(mock_server, speaks_in_segments_and_from_afar) {
  mock_server_settings settings;
  settings.segment_octets = 1;
  settings.link.emplace().round_trip = 10ms;
  const auto begin = std::chrono::steady_clock::now();
  const mock_server server({}, settings);
  quiz_client c(server);
  EXPECT_EQ(c.ask("NOOP"), "+OK done\r\n");
  EXPECT_GE(std::chrono::steady_clock::now() - begin, 45ms);
}

TEST(mock_server, many_at_once_each_with_clients_of_its_own) {
  std::vector<std::thread> tests;
  for (int i = 0; i < 8; ++i) {
    tests.emplace_back([i] {
      const std::string mine = "+OK " + std::to_string(i);
      const mock_server server{"title: x\n\non NOOP\n  S: " + mine + "\n"};
      for (std::size_t round = 1; round <= 5; ++round) {
        quiz_client c(server);
        EXPECT_EQ(c.ask("NOOP"), mine + "\r\n");
        EXPECT_THAT(server.transcript(round), HasSubstr("C: USER quiz\n")) << "while the session is on";
        c.ask("QUIT");
        c.close();
        EXPECT_TRUE(server.wait_until_ended(round));
        EXPECT_EQ(server.sessions(), round);
      }
      EXPECT_THAT(server.deleted(), ElementsAre());
    });
  }
  for (std::thread& each : tests) {
    each.join();
  }
}

TEST(mock_server, may_go_while_sessions_are_under_way) {
  for (int i = 0; i < 5; ++i) {
    mock_server_settings settings;
    settings.messages = {std::string(1'000'000, 'x'), "second"};
    auto server = std::make_unique<mock_server>("title: x\n\non NOOP\n  wait 60m\n", settings);
    std::thread busy([port = server->port()] {
      tcp_client c(port);
      c.say("USER quiz\r\nPASS sesame\r\nDELE 2\r\n");
      while (c.say("RETR 1\r\n") && !c.hear("\r\n.\r\n").empty()) {
      }
    });
    tcp_client waits(server->port());
    waits.hear();
    waits.say("NOOP\r\n");
    while (server->sessions() < 2) {
      std::this_thread::yield();
    }
    server.reset();
    busy.join();
    waits.hear_all();
  }
}

TEST(mock_server, can_be_moved) {
  std::string why;
  auto started = mock_server::start({}, {}, why);
  ASSERT_TRUE(started) << why;
  mock_server server = std::move(*started);
  quiz_client(server).close();
  EXPECT_TRUE(server.wait_until_ended());
}

/// How a client that trusts the server's authority fares.
sansio::io_status handshake(const mock_server& server, mock_tls how) {
  std::string why;
  net::tls_client_settings trust;
  trust.ca_pem = server.ca_pem();
  const auto context = net::tls_context::for_client(trust, why);
  EXPECT_TRUE(context) << why;
  boost::asio::io_context io;
  net::connection c(io.get_executor());
  const auto until = std::chrono::steady_clock::now() + 60s;
  const auto finish = [&](auto future) {
    io.restart();
    io.run();
    return future.get();
  };
  const auto connected = finish(c.async_connect(
      {"127.0.0.1", server.port(), context, how == mock_tls::at_once}, until, boost::asio::use_future));
  if (how == mock_tls::at_once || connected.status != sansio::io_status::ok) {
    return connected.status;
  }
  const std::string_view stls = "STLS\r\n";
  EXPECT_EQ(
      finish(c.async_perform(sansio::write{std::span(&stls, 1), until}, boost::asio::use_future)).status,
      sansio::io_status::ok);
  std::string heard;
  std::array<char, 512> room{};
  while (heard.find("TLS\r\n") == std::string::npos) {
    const auto read = finish(c.async_perform(sansio::read{room, until}, boost::asio::use_future));
    if (read.status != sansio::io_status::ok) {
      return read.status;
    }
    heard.append(room.data(), read.octets);
  }
  const sansio::read_buffer untouched(1);
  return finish(c.async_perform(sansio::tls_handshake{*untouched.drained(), until}, boost::asio::use_future))
      .status;
}

TEST(mock_server, shows_good_and_wrong_certificates) {
  for (const mock_tls how : {mock_tls::at_once, mock_tls::by_stls}) {
    for (const tls_identity shown :
         {tls_identity::ordinary, tls_identity::self_signed, tls_identity::expired, tls_identity::other_host,
          tls_identity::unknown_issuer, tls_identity::several_names, tls_identity::subject_only,
          tls_identity::wildcard, tls_identity::partial_wildcard, tls_identity::uri_only}) {
      mock_server_settings settings;
      settings.tls = how;
      settings.certificate = shown;
      const mock_server server({}, settings);
      EXPECT_THAT(server.ca_pem(), StartsWith("-----BEGIN CERTIFICATE-----"));
      EXPECT_EQ(handshake(server, how),
                shown == tls_identity::ordinary || shown == tls_identity::several_names
                    ? sansio::io_status::ok
                    : sansio::io_status::tls_failed)
          << static_cast<int>(shown);
      EXPECT_TRUE(server.wait_until_ended());
      EXPECT_EQ(server.problem(), "");
    }
  }
}

TEST(mock_server, counts_the_connection_of_a_client_that_is_gone_already) {
  for (const mock_tls how : {mock_tls::none, mock_tls::at_once}) {
    mock_server_settings settings;
    settings.tls = how;
    const mock_server server({}, settings);
    for (std::size_t count = 1; count <= 100; ++count) {
      {
        const tcp_client gone(server.port());
      }
      ASSERT_EQ(server.connections(), count);
    }
    EXPECT_TRUE(server.wait_until_ended(100));
    EXPECT_EQ(server.connections(), 100U);
    EXPECT_EQ(server.sessions(), how == mock_tls::none ? 100U : 0U);
  }
}

TEST(mock_server, takes_no_secret_in_clear_when_told_so) {
  mock_server_settings settings;
  settings.tls = mock_tls::by_stls;
  settings.secrets_need_tls = true;
  settings.without = {"APOP"};
  const mock_server server({}, settings);
  tcp_client c(server.port());
  EXPECT_THAT(c.hear(), Not(HasSubstr("<")));
  EXPECT_THAT(c.ask("USER quiz"), StartsWith("-ERR"));
}

}  // namespace
}  // namespace popquiz
