// What holds over TCP and over TLS alike.
#include "loopback.hpp"

#include <gmock/gmock.h>

#include <numeric>
#include <vector>

namespace popquiz::net {
namespace {

enum class over { tcp, tls };

class transport : public testing::TestWithParam<over> {
 protected:
  transport() : trust("127.0.0.1"), both(trust.server()) {
    const bool tls = GetParam() == over::tls;
    both.accept(tls);
    EXPECT_EQ(both.connect(tls ? both.tls(trust.client()) : both.plain()), io_status::ok)
        << both.client.error_text();
    while (!both.server || (tls && !both.shaken.result)) {
      both.io.restart();
      both.io.run_one();
    }
  }
  connection& client() { return both.client; }
  connection& server() { return *both.server; }

  authority trust;
  loopback both;
};

INSTANTIATE_TEST_SUITE_P(net, transport, testing::Values(over::tcp, over::tls),
                         [](const auto& param) { return param.param == over::tcp ? "tcp" : "tls"; });

TEST_P(transport, knows_whether_it_is_tls) {
  EXPECT_EQ(client().in_tls(), GetParam() == over::tls);
  EXPECT_EQ(server().in_tls(), GetParam() == over::tls);
  EXPECT_THAT(client().tls_version(), testing::StartsWith(GetParam() == over::tls ? "TLSv1.3 " : ""));
}

TEST_P(transport, carries_octets_both_ways) {
  EXPECT_EQ(both.write(client(), "CAPA\r\n"), io_status::ok);
  EXPECT_EQ(both.read(server()), "CAPA\r\n");
  EXPECT_EQ(both.write(server(), "+OK\r\n"), io_status::ok);
  EXPECT_EQ(both.read(client()), "+OK\r\n");
  EXPECT_EQ(client().error_text(), "");
}

TEST_P(transport, writes_all_pieces_in_order) {
  std::vector<std::string> texts(200);
  std::string all;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    texts[i] = std::string(i % 7, static_cast<char>('a' + i % 26));
    all += texts[i];
  }
  const std::vector<std::string_view> pieces(texts.begin(), texts.end());
  const io_result r = both.perform(client(), sansio::write{pieces, late()});
  EXPECT_EQ(r.status, io_status::ok);
  EXPECT_EQ(r.octets, all.size());
  EXPECT_EQ(both.read_exactly(server(), all.size()), all);
}

TEST_P(transport, an_empty_write_is_done_at_once) {
  EXPECT_EQ(both.perform(client(), sansio::write{}).status, io_status::ok);
}

TEST_P(transport, a_large_write_meets_a_slow_reader) {
  std::string big(std::size_t{8} << 20U, '\0');
  std::iota(big.begin(), big.end(), '\0');
  const std::string_view piece = big;
  outcome written;
  server().async_perform(sansio::write{std::span(&piece, 1), late()}, written.filler());
  EXPECT_TRUE(both.read_exactly(client(), big.size()) == big);
  EXPECT_EQ(both.await(written), io_status::ok);
  EXPECT_EQ(written.result->octets, big.size());
}

TEST_P(transport, is_usable_after_a_read_timed_out) {
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(both.perform(client(), sansio::read{both.room, soon()}).status, io_status::timed_out);
    EXPECT_EQ(client().error_text(), "the deadline passed");
  }
  EXPECT_EQ(both.write(server(), "+OK late\r\n"), io_status::ok);
  EXPECT_EQ(both.read(client()), "+OK late\r\n");
  EXPECT_EQ(both.write(client(), "QUIT\r\n"), io_status::ok);
  EXPECT_EQ(both.read(server()), "QUIT\r\n");
}

TEST_P(transport, a_deadline_gone_by_still_gets_what_has_come) {
  ASSERT_EQ(both.write(server(), "+OK\r\n"), io_status::ok);
  EXPECT_EQ(both.read(client()), "+OK\r\n");
  ASSERT_EQ(both.write(server(), "+OK again\r\n"), io_status::ok);
  io_result r = both.perform(client(), sansio::read{both.room, {}});
  while (r.status == io_status::timed_out) {
    r = both.perform(client(), sansio::read{both.room, {}});
  }
  EXPECT_EQ(std::string_view(both.room.data(), r.octets), "+OK again\r\n");
}

TEST_P(transport, a_write_that_nobody_reads_times_out) {
  const std::string big(std::size_t{32} << 20U, 'x');
  const std::string_view piece = big;
  const io_result r =
      both.perform(server(), sansio::write{std::span(&piece, 1), in(std::chrono::milliseconds(100))});
  EXPECT_EQ(r.status, io_status::timed_out);
  EXPECT_GT(r.octets, 0U);
  EXPECT_LT(r.octets, big.size());
  // What was begun goes out with the next write; the stream stays in order.
  const std::string_view rest = "rest";
  outcome written;
  server().async_perform(sansio::write{std::span(&rest, 1), late()}, written.filler());
  const std::string got = both.read_exactly(client(), r.octets + rest.size());
  EXPECT_EQ(got.size(), r.octets + rest.size());
  EXPECT_TRUE(got.ends_with("xxrest"));
  EXPECT_EQ(both.await(written), io_status::ok);
}

TEST_P(transport, a_graceful_close_delivers_and_ends_the_stream) {
  EXPECT_EQ(both.write(client(), "unread"), io_status::ok);
  EXPECT_EQ(both.write(server(), "+OK bye\r\n"), io_status::ok);
  outcome closed;
  server().async_perform(sansio::close{}, closed.filler());
  EXPECT_EQ(both.read(client()), "+OK bye\r\n");
  EXPECT_EQ(both.perform(client(), sansio::read{both.room, late()}).status, io_status::end_of_stream);
  EXPECT_EQ(both.perform(client(), sansio::read{both.room, late()}).status, io_status::end_of_stream);
  EXPECT_EQ(both.perform(client(), sansio::close{}).status, io_status::ok);
  EXPECT_EQ(both.await(closed), io_status::ok);
  EXPECT_FALSE(server().in_tls());
  EXPECT_EQ(both.perform(client(), sansio::read{both.room, late()}).status, io_status::failed);
  EXPECT_EQ(client().error_text(), "the connection is not open");
  EXPECT_EQ(both.perform(client(), sansio::close{}).status, io_status::ok);
}

TEST_P(transport, a_graceful_close_ends_when_the_peer_never_closes) {
  const auto begun = std::chrono::steady_clock::now();
  EXPECT_EQ(both.perform(server(), sansio::close{}).status, io_status::ok);
  EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds(10));
}

TEST_P(transport, an_abortive_close_is_a_reset) {
  EXPECT_EQ(both.perform(server(), sansio::close{sansio::close_kind::abortive}).status, io_status::ok);
  EXPECT_EQ(both.perform(client(), sansio::read{both.room, late()}).status, io_status::connection_reset);
  EXPECT_NE(client().error_text(), "");
  EXPECT_EQ(both.write(client(), "x"), io_status::connection_reset);
}

TEST_P(transport, waits_until_a_time) {
  const auto when = soon();
  EXPECT_EQ(both.perform(client(), sansio::wait_until{when}).status, io_status::ok);
  EXPECT_GE(std::chrono::steady_clock::now(), when);
  EXPECT_EQ(both.perform(client(), sansio::done{}).status, io_status::ok);
}

TEST_P(transport, a_second_operation_at_a_time_is_refused) {
  outcome first;
  client().async_perform(sansio::read{both.room, late()}, first.filler());
  EXPECT_EQ(both.write(client(), "x"), io_status::failed);
  client().cancel();
  EXPECT_EQ(both.await(first), io_status::cancelled);
}

TEST_P(transport, a_second_handshake_is_refused_in_tls) {
  if (GetParam() == over::tls) {
    EXPECT_EQ(both.perform(client(), loopback::handshake()).status, io_status::tls_failed);
  }
}

// Every action that can wait, begun so that it waits.
std::vector<sansio::next_action> waiting_actions(std::string& room, std::span<const std::string_view> big) {
  return {sansio::read{room, late()}, sansio::read{room, sansio::no_deadline}, sansio::write{big, late()},
          sansio::wait_until{late()}, sansio::close{}};
}

TEST_P(transport, cancel_ends_every_wait) {
  const std::string big(std::size_t{32} << 20U, 'x');
  const std::string_view piece = big;
  for (const auto& action : waiting_actions(both.room, std::span(&piece, 1))) {
    outcome o;
    client().async_perform(action, o.filler());
    both.io.poll();
    EXPECT_FALSE(o.result.has_value()) << action.index();
    client().cancel();
    EXPECT_FALSE(o.result.has_value()) << "the handler ran from within cancel()";
    EXPECT_EQ(both.await(o), io_status::cancelled) << action.index();
  }
  client().cancel();  // nothing to end
}

TEST_P(transport, is_usable_after_a_read_was_cancelled) {
  outcome o;
  client().async_perform(sansio::read{both.room, late()}, o.filler());
  both.io.poll();
  client().cancel();
  EXPECT_EQ(both.await(o), io_status::cancelled);
  EXPECT_EQ(both.write(server(), "+OK\r\n"), io_status::ok);
  EXPECT_EQ(both.read(client()), "+OK\r\n");
}

class destroyed : public testing::TestWithParam<std::tuple<over, std::size_t>> {};

INSTANTIATE_TEST_SUITE_P(net, destroyed,
                         testing::Combine(testing::Values(over::tcp, over::tls),
                                          testing::Range<std::size_t>(0, 5)));

TEST_P(destroyed, ends_every_wait) {
  const auto [kind, which] = GetParam();
  authority trust("127.0.0.1");
  loopback both(trust.server());
  both.accept(kind == over::tls);
  ASSERT_EQ(both.connect(kind == over::tls ? both.tls(trust.client()) : both.plain()), io_status::ok);
  both.io.poll();
  const std::string big(std::size_t{32} << 20U, 'x');
  const std::string_view piece = big;
  outcome o;
  auto doomed = std::make_unique<connection>(std::move(both.client));
  auto room = std::make_unique<std::string>(100, '\0');
  doomed->async_perform(waiting_actions(*room, std::span(&piece, 1))[which], o.filler());
  both.io.restart();
  both.io.poll();
  EXPECT_FALSE(o.result.has_value());
  doomed.reset();
  room.reset();  // nothing of the caller's may be touched from here on
  EXPECT_FALSE(o.result.has_value());
  EXPECT_EQ(both.await(o), io_status::cancelled);
  both.client = connection(both.io.get_executor());
  both.server.reset();
  both.io.restart();
  both.io.run();  // nothing is left behind
}

}  // namespace
}  // namespace popquiz::net
