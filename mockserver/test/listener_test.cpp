#include "tcp_client.hpp"

#include <popquiz/mockserver/embedded_server.hpp>
#include <popquiz/mockserver/memory_maildrop.hpp>
#include <popquiz/mockserver/unique_text.hpp>
#include <popquiz/net/connection.hpp>
#include <popquiz/net/md5.hpp>
#include <popquiz/net/tls_context.hpp>
#include <popquiz/script/parse.hpp>

#include <gtest/gtest.h>

#include <boost/asio/use_future.hpp>

#include <unistd.h>

#include <atomic>
#include <deque>
#include <filesystem>
#include <fstream>
#include <memory>
#include <set>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace popquiz::mockserver::test {
namespace {

using namespace std::chrono_literals;

std::shared_ptr<memory_maildrop> one_message() {
  return std::make_shared<memory_maildrop>(std::vector<std::string>{"A: b\r\n\r\n.dot\r\n"});
}

struct running_server {
  explicit running_server(listener_settings listen = {}, server_settings settings = {}) {
    settings.md5_hex = net::md5_hex;
    std::string why;
    server = embedded_server::start(std::move(settings), std::move(listen), why);
    EXPECT_NE(server, nullptr) << why;
    server->apply([&](reference_server& s) { s.set_account("mrose", "tanstaaf", drop); });
  }
  [[nodiscard]] tcp_client client() const { return tcp_client(server->port()); }

  std::shared_ptr<memory_maildrop> drop = one_message();
  std::unique_ptr<embedded_server> server;
};

TEST(listener, serves_a_session_over_tcp) {
  running_server r;
  EXPECT_NE(r.server->port(), 0);
  tcp_client c = r.client();
  EXPECT_TRUE(c.hear().starts_with("+OK popquiz POP3 server ready <"));
  EXPECT_EQ(c.ask("USER mrose"), "+OK send the password\r\n");
  EXPECT_EQ(c.ask("PASS tanstaaf"), "+OK maildrop has 1 message (14 octets)\r\n");
  EXPECT_EQ(c.ask("RETR 1", "\r\n.\r\n"), "+OK 14 octets\r\nA: b\r\n\r\n..dot\r\n.\r\n");
  EXPECT_EQ(c.ask("DELE 1"), "+OK message 1 deleted\r\n");
  EXPECT_TRUE(c.say("QUIT\r\n" + std::string(100'000, 'x')));
  EXPECT_EQ(c.hear_all(), "+OK popquiz signing off (maildrop empty)\r\n");
  r.server->apply([&](reference_server&) { EXPECT_EQ(r.drop->messages(), 0U); });
}

TEST(listener, apop_as_in_the_rfc) {
  server_settings settings;
  settings.host = "dbc.mtview.ca.us";
  settings.unique_text = [] { return std::string("1896.697170952"); };
  const running_server r({}, settings);
  tcp_client c = r.client();
  EXPECT_EQ(c.hear(), "+OK popquiz POP3 server ready <1896.697170952@dbc.mtview.ca.us>\r\n");
  EXPECT_EQ(c.ask("APOP mrose c4c9334bac560ecc979e58001b3e22fc"), "-ERR [AUTH] permission denied\r\n");
  EXPECT_EQ(c.ask("APOP mrose C4C9334BAC560ECC979E58001B3E22FB"), "-ERR [AUTH] permission denied\r\n");
  EXPECT_EQ(c.ask("APOP mrose c4c9334bac560ecc979e58001b3e22fb"),
            "+OK maildrop has 1 message (14 octets)\r\n");
}

TEST(listener, a_connection_that_breaks_deletes_nothing_and_lets_go_of_the_lock) {
  const running_server r;
  {
    tcp_client c = r.client();
    c.hear();
    c.say("USER mrose\r\nPASS tanstaaf\r\nDELE 1\r\n");
    EXPECT_EQ(c.hear("message 1 deleted\r\n").substr(0, 3), "+OK");
  }
  tcp_client c = r.client();
  c.hear();
  std::string reply;
  while (!reply.starts_with("+OK maildrop")) {  // the server may hear of the end a little later
    EXPECT_EQ(c.ask("USER mrose").substr(0, 3), "+OK");
    reply = c.ask("PASS tanstaaf");
    ASSERT_TRUE(reply.starts_with("+OK maildrop has 1 message") || reply.starts_with("-ERR [IN-USE]"))
        << reply;
  }
}

TEST(listener, fifty_sessions_at_once) {
  running_server r;
  r.server->apply([](reference_server& s) {
    for (int i = 0; i < 50; ++i) {
      s.set_account("u" + std::to_string(i), "p", one_message());
    }
  });
  std::deque<tcp_client> clients;
  for (int i = 0; i < 50; ++i) {
    clients.emplace_back(r.server->port());
  }
  std::set<std::string> greetings;
  for (std::size_t i = 0; i < clients.size(); ++i) {
    greetings.insert(clients[i].hear());
    EXPECT_EQ(clients[i].ask("USER u" + std::to_string(i)), "+OK send the password\r\n");
  }
  EXPECT_EQ(greetings.size(), clients.size());
  for (tcp_client& c : clients) {
    EXPECT_EQ(c.ask("PASS p"), "+OK maildrop has 1 message (14 octets)\r\n");
  }
  for (tcp_client& c : clients) {
    EXPECT_EQ(c.ask("RETR 1", "\r\n.\r\n"), "+OK 14 octets\r\nA: b\r\n\r\n..dot\r\n.\r\n");
    c.say("DELE 1\r\nQUIT\r\n");
  }
  for (tcp_client& c : clients) {
    EXPECT_EQ(c.hear_all(), "+OK message 1 deleted\r\n+OK popquiz signing off (maildrop empty)\r\n");
  }
}

TEST(listener, more_connections_than_allowed_wait_for_their_turn) {
  listener_settings listen;
  listen.connections = 2;
  const running_server r(listen);
  tcp_client first = r.client();
  tcp_client second = r.client();
  first.hear();
  second.hear();
  tcp_client third = r.client();
  third.say("CAPA\r\n");
  EXPECT_EQ(second.ask("NOOP").substr(0, 4), "-ERR");
  EXPECT_TRUE(third.nothing_yet());
  EXPECT_EQ(first.ask("QUIT").substr(0, 3), "+OK");
  first.close();
  EXPECT_TRUE(third.hear().starts_with("+OK popquiz"));
}

TEST(listener, what_cannot_be_listened_on_is_told) {
  const running_server r;
  std::string why;
  listener_settings taken;
  taken.port = r.server->port();
  EXPECT_EQ(embedded_server::start({}, taken, why), nullptr);
  EXPECT_TRUE(why.starts_with("cannot listen on 127.0.0.1 port " + std::to_string(taken.port) + ": ")) << why;
  listener_settings nowhere;
  nowhere.address = "no address";
  why.clear();
  EXPECT_EQ(embedded_server::start({}, nowhere, why), nullptr);
  EXPECT_TRUE(why.starts_with("cannot listen on no address port 0: ")) << why;
}

TEST(listener, stop_ends_every_session_and_tells_once) {
  boost::asio::io_context io;
  reference_server server({});
  std::string why;
  const auto l = listener::open(io.get_executor(), server, {}, why);
  ASSERT_NE(l, nullptr) << why;
  tcp_client a(l->port());
  tcp_client b(l->port());
  while (l->sessions() != 2) {
    io.run_one();
  }
  int stopped = 0;
  l->stop([&] { ++stopped; });
  io.run();
  EXPECT_EQ(stopped, 1);
  EXPECT_EQ(l->sessions(), 0U);
  a.hear_all();
  b.hear_all();
}

TEST(listener, may_be_destroyed_in_the_middle_of_everything) {
  boost::asio::io_context io;
  reference_server server({});
  std::string why;
  auto l = listener::open(io.get_executor(), server, {}, why);
  ASSERT_NE(l, nullptr) << why;
  tcp_client a(l->port());
  while (l->sessions() != 1) {
    io.run_one();
  }
  l.reset();
  io.run();
  a.hear_all();
}

/// A trusted self-signed certificate.
struct tls_pair {
  tls_pair() {
    std::string why;
    const auto made = net::make_self_signed("127.0.0.1", why);
    EXPECT_TRUE(made) << why;
    server = net::tls_context::for_server(*made, why);
    std::string pattern = (std::filesystem::temp_directory_path() / "popquiz-ca-XXXXXX").string();
    ::close(mkstemp(pattern.data()));
    std::ofstream(pattern) << made->certificate_pem;
    client = net::tls_context::for_client({pattern}, why);
    std::filesystem::remove(pattern);
    EXPECT_TRUE(server && client) << why;
  }
  std::optional<net::tls_context> server;
  std::optional<net::tls_context> client;
};

TEST(listener, serves_over_tls) {
  const tls_pair tls;
  listener_settings listen;
  listen.tls = tls.server;
  const running_server r(listen);

  boost::asio::io_context io;
  net::connection c(io.get_executor());
  const auto until = std::chrono::steady_clock::now() + 60s;
  const auto wait_for = [&](auto future) {
    io.restart();
    io.run();
    return future.get();
  };
  ASSERT_EQ(wait_for(c.async_connect({"127.0.0.1", r.server->port(), tls.client, true}, until,
                                     boost::asio::use_future))
                .status,
            sansio::io_status::ok)
      << c.error_text();
  const std::string_view said = "USER mrose\r\nPASS tanstaaf\r\nRETR 1\r\nQUIT\r\n";
  ASSERT_EQ(
      wait_for(c.async_perform(sansio::write{std::span(&said, 1), until}, boost::asio::use_future)).status,
      sansio::io_status::ok);
  std::string heard;
  std::array<char, 1024> room{};
  for (;;) {
    const auto result = wait_for(c.async_perform(sansio::read{room, until}, boost::asio::use_future));
    if (result.status != sansio::io_status::ok) {
      EXPECT_EQ(result.status, sansio::io_status::end_of_stream)
          << "close_notify comes behind the reply to QUIT";
      break;
    }
    heard.append(room.data(), result.octets);
  }
  EXPECT_TRUE(heard.ends_with(
      "+OK 14 octets\r\nA: b\r\n\r\n..dot\r\n.\r\n+OK popquiz signing off (1 message left)\r\n"))
      << heard;
}

TEST(listener, a_tls_port_says_nothing_in_clear) {
  const tls_pair tls;
  listener_settings listen;
  listen.tls = tls.server;
  listen.handshake_timeout = 50ms;
  const running_server r(listen);
  tcp_client clear = r.client();
  clear.say("USER mrose\r\n");
  EXPECT_EQ(clear.hear_all().find("+OK"), std::string::npos);
  tcp_client silent = r.client();
  EXPECT_EQ(silent.hear_all(), "") << "the handshake has its time";
}

TEST(embedded_server, stops_under_load) {
  std::atomic<int> greeted{0};
  std::vector<std::thread> clients;
  {
    running_server r;
    r.server->apply([](reference_server& s) {
      for (int i = 0; i < 8; ++i) {
        s.set_account("u" + std::to_string(i), "p",
                      std::make_shared<memory_maildrop>(std::vector<std::string>{std::string(100'000, 'x')}));
      }
    });
    for (int i = 0; i < 8; ++i) {
      clients.emplace_back([&greeted, i, port = r.server->port()] {
        tcp_client c(port);
        c.say("USER u" + std::to_string(i) + "\r\nPASS p\r\n");
        c.hear("maildrop has 1 message");
        ++greeted;
        greeted.notify_one();
        while (c.say("RETR 1\r\nRETR 1\r\n") && !c.hear("\r\n.\r\n").empty()) {
        }
      });
    }
    for (int seen = greeted.load(); seen != 8; seen = greeted.load()) {
      greeted.wait(seen);
    }
  }
  for (std::thread& t : clients) {
    t.join();
  }
}

TEST(embedded_server, apply_runs_on_its_thread_and_waits) {
  const running_server r;
  std::thread::id first;
  std::thread::id second;
  r.server->apply([&](reference_server&) { first = std::this_thread::get_id(); });
  r.server->apply([&](reference_server&) {
    r.server->apply([&](reference_server&) { second = std::this_thread::get_id(); });
  });
  EXPECT_NE(first, std::this_thread::get_id());
  EXPECT_EQ(first, second);
  EXPECT_THROW(r.server->apply([](reference_server&) { throw std::runtime_error("told to the caller"); }),
               std::runtime_error);
}

TEST(embedded_server, overrides_bend_the_sessions_that_begin_afterwards) {
  const running_server r;
  tcp_client before = r.client();
  before.hear();
  const auto parsed = script::parse_script(
      "title: bent\nsubject: client\n\non connect\n  S: -ERR closed\n  close\n", "bent.pop3");
  ASSERT_TRUE(parsed.value) << parsed.error.text();
  r.server->apply(
      [&](reference_server& s) { s.set_overrides(std::make_shared<const script::script>(*parsed.value)); });
  EXPECT_EQ(r.client().hear_all(), "-ERR closed\r\n");
  EXPECT_EQ(before.ask("QUIT"), "+OK popquiz signing off\r\n");
}

TEST(unique_text, differs_at_each_call) {
  std::set<std::string> seen;
  for (int i = 0; i < 1000; ++i) {
    const std::string text = make_unique_text();
    EXPECT_EQ(text.find_first_not_of("0123456789abcdef."), std::string::npos) << text;
    EXPECT_TRUE(seen.insert(text).second);
  }
}

}  // namespace
}  // namespace popquiz::mockserver::test
