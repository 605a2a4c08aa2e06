#include <popquiz/client/pop3_client.hpp>

#include "canned_server.hpp"
#include "memory_sink.hpp"

#include <popquiz/client/capa_op.hpp>
#include <popquiz/client/login_ops.hpp>
#include <popquiz/client/maildrop_ops.hpp>
#include <popquiz/client/message_ops.hpp>
#include <popquiz/client/simple_ops.hpp>
#include <popquiz/net/md5.hpp>

#include <gmock/gmock.h>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>

#include <thread>

namespace popquiz::client {
namespace {

using testing::HasSubstr;

sansio::time_point in(std::chrono::milliseconds time) {
  return std::chrono::steady_clock::now() + time;
}
sansio::time_point late() {
  return in(std::chrono::seconds(30));
}

// A session's settings for servers that never answer.
session_settings hurried() {
  session_settings settings;
  settings.reply_timeout = std::chrono::milliseconds(20);
  return settings;
}

class waiter {
 public:
  explicit waiter(boost::asio::io_context& io) : io_(io) {}
  auto filler() {
    return [this](op_result r) { result = std::move(r); };
  }
  op_result wait() {
    io_.restart();
    while (!result && io_.run_one() != 0) {
    }
    return result.value_or(op_result{});
  }
  std::optional<op_result> result;

 private:
  boost::asio::io_context& io_;
};

class pop3 : public testing::Test {
 protected:
  void serve(std::deque<std::string> answers, std::optional<net::tls_context> tls = std::nullopt) {
    server.emplace(io, std::move(answers), std::move(tls));
  }
  net::endpoint where() const { return {"127.0.0.1", server->port(), std::nullopt, false}; }
  net::endpoint where(net::tls_context trust) const {
    return {"127.0.0.1", server->port(), std::move(trust), true};
  }
  op_result connect(pop3_client& c, const net::endpoint& to, sansio::time_point deadline = late()) {
    waiter w(io);
    c.async_connect(to, deadline, w.filler());
    EXPECT_FALSE(w.result.has_value());
    return w.wait();
  }
  op_result run(pop3_client& c, command_op& op) {
    waiter w(io);
    c.async_run(op, w.filler());
    EXPECT_FALSE(w.result.has_value());
    return w.wait();
  }

  boost::asio::io_context io;
  std::optional<canned_server> server;
};

TEST_F(pop3, fetches_a_message) {
  serve({"+OK <1@x>\r\n", "+OK\r\n", "+OK 1 2\r\n", "+OK\r\na\r\n..\r\n.\r\n", "+OK\r\n", "+OK bye\r\n"});
  pop3_client client(io.get_executor());
  ASSERT_EQ(connect(client, where()).code, client_errc::none);
  EXPECT_EQ(client.session().greeting(), "<1@x>");
  apop_op apop(client.session(), "mrose", "secret", net::md5_hex);
  EXPECT_EQ(run(client, apop).code, client_errc::none);
  stat_op stat(client.session());
  EXPECT_EQ(run(client, stat).code, client_errc::none);
  EXPECT_EQ(stat.listing().octets, 2U);
  memory_sink sink;
  retr_op retr(client.session(), 1, sink);
  EXPECT_EQ(run(client, retr).code, client_errc::none);
  EXPECT_EQ(sink.message, "a\r\n.\r\n");
  dele_op dele(client.session(), 1);
  EXPECT_EQ(run(client, dele).code, client_errc::none);
  quit_op quit(client.session());
  const op_result bye = run(client, quit);
  EXPECT_EQ(bye.code, client_errc::none);
  EXPECT_EQ(bye.text, "bye");
  waiter closed(io);
  client.async_close(closed.filler());
  EXPECT_EQ(closed.wait().code, client_errc::none);
  EXPECT_EQ(server->heard(),
            "APOP mrose " + net::md5_hex("<1@x>secret") + "\r\nSTAT\r\nRETR 1\r\nDELE 1\r\nQUIT\r\n");
  EXPECT_EQ(run(client, stat).code, client_errc::none) << "an operation that is over keeps its result";
  noop_op noop(client.session());
  EXPECT_EQ(run(client, noop).code, client_errc::connection_unusable);
}

TEST_F(pop3, speaks_inside_tls) {
  test_authority trust("127.0.0.1");
  serve({"+OK\r\n", "-ERR no\r\n"}, trust.server());
  pop3_client client(io.get_executor());
  ASSERT_EQ(connect(client, where(trust.client())).code, client_errc::none);
  EXPECT_TRUE(client.connection().in_tls());
  capa_op capa(client.session());
  const op_result r = run(client, capa);
  EXPECT_EQ(r.code, client_errc::refused);
  EXPECT_EQ(r.text, "no");
}

TEST_F(pop3, says_nothing_to_a_server_of_another_name) {
  test_authority trust("mail.example");
  serve({"+OK\r\n"}, trust.server());
  pop3_client client(io.get_executor());
  const op_result r = connect(client, where(trust.client()));
  EXPECT_EQ(r.code, client_errc::tls_failed);
  EXPECT_EQ(r.detail, "certificate is for mail.example, not 127.0.0.1");
  login_op login(client.session(), "a", "b");
  EXPECT_EQ(run(client, login).code, client_errc::connection_unusable);
  EXPECT_EQ(server->heard(), "");
}

TEST_F(pop3, says_nothing_to_a_server_of_unknown_issue) {
  test_authority trust("127.0.0.1");
  test_authority other("127.0.0.1");
  serve({"+OK\r\n"}, trust.server());
  pop3_client client(io.get_executor());
  const op_result r = connect(client, where(other.client()));
  EXPECT_EQ(r.code, client_errc::tls_failed);
  EXPECT_THAT(r.detail, HasSubstr("self-signed"));
}

TEST_F(pop3, a_plain_server_is_no_tls_server) {
  test_authority trust("127.0.0.1");
  serve({"+OK hi\r\n"});
  pop3_client client(io.get_executor());
  EXPECT_EQ(connect(client, where(trust.client())).code, client_errc::tls_failed);
}

TEST_F(pop3, refused_connections_are_told) {
  serve({"+OK\r\n"});
  const net::endpoint nobody = where();
  server.reset();
  pop3_client client(io.get_executor());
  const op_result r = connect(client, nobody);
  EXPECT_EQ(r.code, client_errc::transport_failed);
  EXPECT_THAT(r.detail, HasSubstr("refused"));
}

TEST_F(pop3, a_silent_server_times_out) {
  serve({""});
  pop3_client client(io.get_executor(), hurried());
  EXPECT_EQ(connect(client, where()).code, client_errc::timed_out);
}

TEST_F(pop3, a_silent_tls_server_times_out) {
  test_authority trust("127.0.0.1");
  serve({""});
  pop3_client client(io.get_executor());
  EXPECT_EQ(connect(client, where(trust.client()), in(std::chrono::milliseconds(50))).code,
            client_errc::timed_out);
}

TEST_F(pop3, a_server_that_closes_is_told_apart_from_one_that_cuts) {
  serve({"+OK\r\n", std::string(canned_machine::close_now)});
  pop3_client client(io.get_executor());
  ASSERT_EQ(connect(client, where()).code, client_errc::none);
  capa_op capa(client.session());
  EXPECT_EQ(run(client, capa).code, client_errc::closed_by_peer);

  serve({"+OK\r\n", "+OK\r\nTOP\r\n", std::string(canned_machine::close_now)});
  pop3_client second(io.get_executor());
  ASSERT_EQ(connect(second, where()).code, client_errc::none);
  capa_op cut(second.session());
  waiter w(io);
  second.async_run(cut, w.filler());
  io.restart();
  io.poll();
  server.reset();  // gone in the middle of the body
  const client_errc code = w.wait().code;
  EXPECT_TRUE(code == client_errc::cut_off || code == client_errc::closed_by_peer ||
              code == client_errc::connection_reset);
  EXPECT_EQ(second.session().capabilities(), nullptr);
}

TEST_F(pop3, connects_again) {
  serve({"+OK\r\n", std::string(canned_machine::close_now)});
  pop3_client client(io.get_executor());
  for (int i = 0; i < 3; ++i) {
    ASSERT_EQ(connect(client, where()).code, client_errc::none);
    capa_op capa(client.session());
    EXPECT_EQ(run(client, capa).code, client_errc::closed_by_peer);
  }
  EXPECT_EQ(server->connections(), 3U);
}

TEST_F(pop3, cancel_ends_an_operation) {
  serve({"+OK\r\n", ""});
  pop3_client client(io.get_executor());
  ASSERT_EQ(connect(client, where()).code, client_errc::none);
  noop_op noop(client.session());
  capa_op capa(client.session());
  waiter w(io);
  client.async_run(capa, w.filler());
  io.restart();
  io.poll();
  client.cancel();
  EXPECT_EQ(w.wait().code, client_errc::cancelled);
  EXPECT_EQ(capa.result().code, client_errc::cancelled);
  EXPECT_EQ(run(client, noop).code, client_errc::connection_unusable);
}

TEST_F(pop3, the_token_may_cancel) {
  serve({""});
  pop3_client client(io.get_executor());
  boost::asio::cancellation_signal signal;
  waiter w(io);
  client.async_connect(where(), late(), boost::asio::bind_cancellation_slot(signal.slot(), w.filler()));
  while (server->connections() == 0) {
    io.restart();
    io.run_one();
  }
  io.poll();
  EXPECT_FALSE(w.result.has_value());
  signal.emit(boost::asio::cancellation_type::terminal);
  EXPECT_EQ(w.wait().code, client_errc::cancelled);
}

TEST_F(pop3, destruction_ends_an_operation) {
  serve({"+OK\r\n", ""});
  auto client = std::make_unique<pop3_client>(io.get_executor());
  ASSERT_EQ(connect(*client, where()).code, client_errc::none);
  auto capa = std::make_unique<capa_op>(client->session());
  waiter w(io);
  client->async_run(*capa, w.filler());
  io.restart();
  io.poll();
  client.reset();
  capa.reset();
  EXPECT_EQ(w.wait().code, client_errc::cancelled);
}

TEST_F(pop3, destruction_ends_a_connect) {
  serve({""});
  for (int turns = 0; turns < 6; ++turns) {
    auto client = std::make_unique<pop3_client>(io.get_executor());
    waiter w(io);
    client->async_connect(where(), late(), w.filler());
    io.restart();
    for (int i = 0; i < turns && !w.result; ++i) {
      io.poll_one();
    }
    client.reset();
    EXPECT_EQ(w.wait().code, client_errc::cancelled);
  }
}

TEST_F(pop3, a_second_operation_at_a_time_fails) {
  serve({"+OK\r\n", ""});
  pop3_client client(io.get_executor());
  ASSERT_EQ(connect(client, where()).code, client_errc::none);
  capa_op first(client.session());
  noop_op second(client.session());
  waiter one(io);
  client.async_run(first, one.filler());
  EXPECT_EQ(run(client, second).code, client_errc::transport_failed);
  client.cancel();
  EXPECT_EQ(one.wait().code, client_errc::cancelled);
}

TEST_F(pop3, coroutines) {
  serve({"+OK\r\n", "+OK\r\nTOP\r\n.\r\n", "+OK bye\r\n"});
  pop3_client client(io.get_executor());
  std::string said;
  boost::asio::co_spawn(
      io,
      [&]() -> boost::asio::awaitable<void> {
        if (!co_await client.async_connect(where(), late(), boost::asio::use_awaitable)) {
          co_return;
        }
        capa_op capa(client.session());
        co_await client.async_run(capa, boost::asio::use_awaitable);
        quit_op quit(client.session());
        said = (co_await client.async_run(quit, boost::asio::use_awaitable)).text;
        co_await client.async_close(boost::asio::use_awaitable);
        server.reset();
      },
      boost::asio::detached);
  io.run();
  EXPECT_EQ(said, "bye");
  ASSERT_NE(client.session().capabilities(), nullptr);
  EXPECT_TRUE(client.session().capabilities()->has("TOP"));
}

TEST_F(pop3, futures_from_another_thread) {
  serve({"+OK\r\n", "+OK\r\nTOP\r\n.\r\n"});
  pop3_client client(io.get_executor());
  auto guard = boost::asio::make_work_guard(io);
  std::thread runner([this] { io.run(); });
  const op_result connected = client.async_connect(where(), late(), boost::asio::use_future).get();
  EXPECT_EQ(connected.code, client_errc::none);
  capa_op capa(client.session());
  const op_result r = client.async_run(capa, boost::asio::use_future).get();
  EXPECT_EQ(r.code, client_errc::none);
  io.stop();
  runner.join();
}

}  // namespace
}  // namespace popquiz::client
