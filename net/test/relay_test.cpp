#include "loopback.hpp"

#include <popquiz/net/relay.hpp>
#include <popquiz/sansio/read_buffer.hpp>

#include <boost/asio/buffer.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>

#include <algorithm>
#include <array>
#include <numeric>
#include <utility>

namespace popquiz::net {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

/// near <-> relay <-> far: the ends are plain sockets, the relay's connections are of TCP.
class relayed : public testing::Test {
 protected:
  relayed() {
    near.connect(first_door.local_endpoint());
    first.emplace(first_door.accept(), std::nullopt);
    second.emplace(io.get_executor());
    outcome connected;
    second->async_connect({"127.0.0.1", second_door.local_endpoint().port(), std::nullopt, false}, late(),
                          connected.filler());
    run([&] { return connected.result.has_value(); });
    far = second_door.accept();
    passing.emplace(*first, *second, [this](relay_side from, std::string_view octets) {
      (from == relay_side::first ? seen_of_near : seen_of_far) += octets;
      return octets.find("PAUSE") != std::string_view::npos ? relay_flow::pause : relay_flow::go_on;
    });
    start();
  }

  void start() {
    how.reset();
    passing->start([this](relay_outcome o) { how = o; });
  }
  template <class Done>
  void run(Done done) {
    io.restart();
    const auto until = late();
    while (!done() && std::chrono::steady_clock::now() < until) {
      io.run_one_for(std::chrono::seconds(1));
    }
    EXPECT_TRUE(done());
  }
  void say(tcp::socket& on, std::string_view octets) { asio::write(on, asio::buffer(octets)); }
  /// So many octets, or fewer and how the connection ended.
  std::pair<std::string, boost::system::error_code> hear(tcp::socket& on, std::size_t octets) {
    std::string into(octets, '\0');
    std::optional<boost::system::error_code> error;
    asio::async_read(on, asio::buffer(into), [&](const boost::system::error_code& e, std::size_t got) {
      into.resize(got);
      error = e;
    });
    run([&] { return error.has_value(); });
    return {into, error.value_or(asio::error::timed_out)};
  }

  asio::io_context io;
  tcp::acceptor first_door{io, {asio::ip::address_v4::loopback(), 0}};
  tcp::acceptor second_door{io, {asio::ip::address_v4::loopback(), 0}};
  tcp::socket near{io};
  tcp::socket far{io};
  std::optional<connection> first;
  std::optional<connection> second;
  std::optional<relay> passing;
  std::optional<relay_outcome> how;
  std::string seen_of_near;
  std::string seen_of_far;
};

TEST_F(relayed, octets_come_through_both_ways_and_are_seen) {
  say(far, "+OK\r\n");
  EXPECT_EQ(hear(near, 5).first, "+OK\r\n");
  say(near, "QUIT\r\n");
  EXPECT_EQ(hear(far, 6).first, "QUIT\r\n");
  EXPECT_EQ(seen_of_near, "QUIT\r\n");
  EXPECT_EQ(seen_of_far, "+OK\r\n");
}

TEST_F(relayed, an_end_is_passed_on_and_the_other_way_goes_on) {
  say(near, "QUIT\r\n");
  near.shutdown(tcp::socket::shutdown_send);
  EXPECT_EQ(hear(far, 7), std::pair(std::string("QUIT\r\n"), boost::system::error_code(asio::error::eof)));
  EXPECT_FALSE(how);
  say(far, "+OK\r\n");
  EXPECT_EQ(hear(near, 5).first, "+OK\r\n");
  far.close();
  run([&] { return how.has_value(); });
  EXPECT_EQ(how, relay_outcome::ended);
  EXPECT_EQ(hear(near, 1).second, asio::error::eof);
}

TEST_F(relayed, a_reset_is_passed_on) {
  near.set_option(asio::socket_base::linger(true, 0));
  near.close();
  run([&] { return how.has_value(); });
  EXPECT_EQ(how, relay_outcome::reset);
  EXPECT_EQ(hear(far, 1).second, asio::error::connection_reset);
}

TEST_F(relayed, two_that_both_send_before_they_read_do_not_block_each_other) {
  std::string big(std::size_t{16} << 20U, '\0');
  std::iota(big.begin(), big.end(), '\0');
  int written = 0;
  for (tcp::socket* each : {&near, &far}) {
    asio::async_write(*each, asio::buffer(big), [&](const boost::system::error_code& error, std::size_t) {
      EXPECT_FALSE(error);
      ++written;
    });
  }
  std::array<std::string, 2> came{std::string(big.size(), '\0'), std::string(big.size(), '\0')};
  int read = 0;
  const auto count = [&](const boost::system::error_code& error, std::size_t) {
    EXPECT_FALSE(error);
    ++read;
  };
  asio::async_read(near, asio::buffer(came[0]), count);
  run([&] { return read == 1; });  // far reads nothing yet, and near is stuck in its own writing
  asio::async_read(far, asio::buffer(came[1]), count);
  run([&] { return read == 2 && written == 2; });
  EXPECT_TRUE(came[0] == big);
  EXPECT_TRUE(came[1] == big);
}

TEST_F(relayed, who_does_not_read_stops_who_sends) {
  const std::string block(std::size_t{1} << 20U, 'x');
  std::size_t sent = 0;
  bool stuck = false;
  near.non_blocking(true);
  while (!stuck && sent < (std::size_t{256} << 20U)) {
    boost::system::error_code error;
    sent += near.write_some(asio::buffer(block), error);
    // As long as the relay has anything to do it does it.
    stuck = error == asio::error::would_block && io.poll() == 0;
    io.restart();
  }
  EXPECT_TRUE(stuck) << sent;
  EXPECT_LE(seen_of_near.size(), sent);
}

TEST_F(relayed, pauses_once_all_that_was_seen_is_passed_on_and_goes_on) {
  say(far, "+OK PAUSE\r\n");
  run([&] { return how.has_value(); });
  EXPECT_EQ(how, relay_outcome::paused);
  say(near, "left alone");
  EXPECT_EQ(hear(near, 11).first, "+OK PAUSE\r\n");
  EXPECT_EQ(seen_of_near, "");
  std::string into(10, '\0');
  outcome got;
  first->async_perform(sansio::read{into, late()}, got.filler());
  run([&] { return got.result.has_value(); });
  EXPECT_EQ(into, "left alone");
  start();
  say(near, "again");
  EXPECT_EQ(hear(far, 5).first, "again");
}

TEST_F(relayed, is_cancelled_and_leaves_the_connections_open) {
  passing->cancel();
  run([&] { return how.has_value(); });
  EXPECT_EQ(how, relay_outcome::cancelled);
  passing.reset();
  say(near, "x");
  std::string into(1, '\0');
  outcome got;
  first->async_perform(sansio::read{into, late()}, got.filler());
  run([&] { return got.result.has_value(); });
  EXPECT_EQ(into, "x");
}

TEST_F(relayed, is_destroyed_at_any_time) {
  say(near, "x");
  passing.reset();
  first.reset();
  second.reset();
  EXPECT_EQ(hear(far, 1).second.failed(), true);
  EXPECT_FALSE(how);
}

}  // namespace
}  // namespace popquiz::net
