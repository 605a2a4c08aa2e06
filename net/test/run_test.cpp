#include "loopback.hpp"

#include <popquiz/net/md5.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>

#include <functional>
#include <thread>
#include <vector>

namespace popquiz::net {
namespace {

// Does what it was told, in order, and remembers how that ended.
class list_machine : public sansio::any_machine {
 public:
  explicit list_machine(std::vector<sansio::next_action> actions) : actions_(std::move(actions)) {}
  sansio::next_action resume(io_result last, sansio::time_point) noexcept override {
    seen.push_back(last.status);
    if (on_resume) {
      on_resume();
    }
    return next_ == actions_.size() ? sansio::next_action{} : actions_[next_++];
  }
  std::vector<io_status> seen;
  std::function<void()> on_resume;

 private:
  std::vector<sansio::next_action> actions_;
  std::size_t next_ = 0;
};

class run : public testing::Test {
 protected:
  run() {
    both.accept(false);
    EXPECT_EQ(both.connect(both.plain()), io_status::ok);
    while (!both.server) {
      both.io.restart();
      both.io.run_one();
    }
  }
  sansio::write hello() { return {std::span(&text_, 1), late()}; }
  sansio::read some() { return {both.room, late()}; }

  loopback both;

 private:
  std::string_view text_ = "hello";
};

TEST_F(run, performs_until_done) {
  list_machine client({hello(), some()});
  list_machine server({some(), hello(), sansio::close{}});
  outcome c;
  outcome s;
  both.client.async_run(client, c.filler());
  both.server->async_run(server, s.filler());
  EXPECT_FALSE(c.result.has_value());
  EXPECT_EQ(both.await(c), io_status::ok);
  both.client = connection(both.io.get_executor());
  EXPECT_EQ(both.await(s), io_status::ok);
  EXPECT_EQ(client.seen, std::vector<io_status>(3, io_status::ok));
}

TEST_F(run, a_machine_that_is_done_at_once_completes_later) {
  list_machine idle({});
  outcome o;
  both.client.async_run(idle, o.filler());
  EXPECT_FALSE(o.result.has_value());
  EXPECT_EQ(both.await(o), io_status::ok);
}

TEST_F(run, completes_with_the_last_failure) {
  list_machine client({sansio::read{both.room, soon()}, hello()});
  outcome o;
  both.client.async_run(client, o.filler());
  EXPECT_EQ(both.await(o), io_status::timed_out);
  EXPECT_EQ(client.seen, (std::vector{io_status::ok, io_status::timed_out, io_status::ok}));
}

TEST_F(run, others_get_their_turn) {
  list_machine busy(std::vector<sansio::next_action>(10000, sansio::wait_until{}));
  bool other_ran = false;
  bool in_time = false;
  both.client.async_run(busy, [&](io_result) { in_time = other_ran; });
  boost::asio::post(both.io, [&] { other_ran = true; });
  both.io.restart();
  both.io.run();
  EXPECT_TRUE(in_time);
}

TEST_F(run, a_cancelled_machine_is_told_and_may_close) {
  list_machine client({some(), sansio::close{}});
  outcome o;
  both.client.async_run(client, o.filler());
  both.io.restart();
  both.io.poll();
  both.client.cancel();
  EXPECT_EQ(both.await(o), io_status::cancelled);
  EXPECT_EQ(client.seen, (std::vector{io_status::ok, io_status::cancelled}));
  EXPECT_EQ(both.perform(*both.server, some()).status, io_status::end_of_stream);
}

TEST_F(run, a_machine_may_cancel_its_own_run) {
  list_machine client({hello(), hello(), hello()});
  client.on_resume = [&] {
    if (client.seen.size() == 2) {
      both.client.cancel();
    }
  };
  outcome o;
  both.client.async_run(client, o.filler());
  EXPECT_EQ(both.await(o), io_status::cancelled);
  EXPECT_EQ(client.seen, (std::vector{io_status::ok, io_status::ok, io_status::cancelled}));
}

TEST_F(run, a_machine_may_destroy_its_connection) {
  auto doomed = std::make_unique<connection>(std::move(both.client));
  both.client = connection(both.io.get_executor());
  list_machine client({hello(), hello()});
  client.on_resume = [&] { doomed.reset(); };
  outcome o;
  doomed->async_run(client, o.filler());
  EXPECT_EQ(both.await(o), io_status::cancelled);
  EXPECT_EQ(client.seen.size(), 1U);
}

TEST_F(run, the_token_may_cancel) {
  list_machine client({some()});
  boost::asio::cancellation_signal signal;
  outcome o;
  both.client.async_run(client, boost::asio::bind_cancellation_slot(signal.slot(), o.filler()));
  both.io.restart();
  both.io.poll();
  signal.emit(boost::asio::cancellation_type::terminal);
  EXPECT_EQ(both.await(o), io_status::cancelled);
  signal.emit(boost::asio::cancellation_type::terminal);  // nothing of it is left
}

TEST_F(run, coroutines) {
  list_machine client({hello()});
  io_result result{io_status::failed, 0};
  boost::asio::co_spawn(
      both.io,
      [&]() -> boost::asio::awaitable<void> {
        result = co_await both.client.async_run(client, boost::asio::use_awaitable);
        std::string_view text = "x";
        result = co_await both.client.async_perform(sansio::write{std::span(&text, 1), late()},
                                                    boost::asio::deferred);
      },
      boost::asio::detached);
  both.io.restart();
  both.io.run();
  EXPECT_EQ(result.status, io_status::ok);
  EXPECT_EQ(result.octets, 1U);
}

TEST_F(run, futures_from_another_thread) {
  list_machine client({some()});
  auto guard = boost::asio::make_work_guard(both.io);
  both.io.restart();
  std::thread runner([&] { both.io.run(); });
  auto reading = both.client.async_run(client, boost::asio::use_future);
  const std::string_view text = "+OK\r\n";
  auto writing =
      both.server->async_perform(sansio::write{std::span(&text, 1), late()}, boost::asio::use_future);
  EXPECT_EQ(writing.get().status, io_status::ok);
  EXPECT_EQ(reading.get().status, io_status::ok);
  guard.reset();
  runner.join();
}

TEST_F(run, the_handlers_own_executor_is_used) {
  boost::asio::thread_pool pool(1);
  list_machine client({hello()});
  std::thread::id ran_in;
  both.client.async_run(
      client, boost::asio::bind_executor(pool, [&](io_result) { ran_in = std::this_thread::get_id(); }));
  both.io.restart();
  both.io.run();
  pool.join();
  EXPECT_NE(ran_in, std::thread::id());
  EXPECT_NE(ran_in, std::this_thread::get_id());
}

TEST(md5, of_the_rfcs_example) {
  // RFC 1939 s7 APOP
  EXPECT_EQ(md5_hex("<1896.697170952@dbc.mtview.ca.us>tanstaaf"), "c4c9334bac560ecc979e58001b3e22fb");
  EXPECT_EQ(md5_hex(""), "d41d8cd98f00b204e9800998ecf8427e");
}

}  // namespace
}  // namespace popquiz::net
