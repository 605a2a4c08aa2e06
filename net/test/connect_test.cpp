#include "loopback.hpp"

#include <gmock/gmock.h>

#include <vector>

namespace popquiz::net {
namespace {

using testing::HasSubstr;

TEST(connect, refused) {
  loopback both;
  const endpoint where = both.plain();
  both.acceptor.close();
  EXPECT_EQ(both.connect(where), io_status::failed);
  EXPECT_THAT(both.client.error_text(), HasSubstr("cannot connect to 127.0.0.1 port"));
  EXPECT_THAT(both.client.error_text(), HasSubstr("refused"));
}

TEST(connect, again_after_a_failure) {
  loopback both;
  endpoint nowhere = both.plain();
  {
    const loopback gone;
    nowhere.port = gone.port();
  }
  EXPECT_EQ(both.connect(nowhere), io_status::failed);
  both.accept(false);
  EXPECT_EQ(both.connect(both.plain()), io_status::ok);
  EXPECT_EQ(both.client.error_text(), "");
}

TEST(connect, by_name) {
  loopback both;
  both.accept(false);
  endpoint where = both.plain();
  where.host = "localhost";
  EXPECT_EQ(both.connect(where), io_status::ok) << both.client.error_text();
}

TEST(connect, a_host_that_cannot_be_one) {
  loopback both;
  endpoint where = both.plain();
  where.host = "no host at all";  // the resolver refuses it without asking anybody
  EXPECT_EQ(both.connect(where), io_status::failed);
  EXPECT_THAT(both.client.error_text(), HasSubstr("cannot find the host no host at all"));
}

// A listener whose queue is full drops connections: connecting waits.
class deaf_listener {
 public:
  explicit deaf_listener(loopback& both) : acceptor_(both.io, {boost::asio::ip::tcp::v4()}) {
    acceptor_.bind({boost::asio::ip::address_v4::loopback(), 0});
    acceptor_.listen(0);
    for (int i = 0; i < 8; ++i) {
      sockets_.emplace_back(both.io).async_connect(acceptor_.local_endpoint(),
                                                   [](const boost::system::error_code&) {});
    }
    both.io.poll();
  }
  [[nodiscard]] endpoint where() const {
    return {"127.0.0.1", acceptor_.local_endpoint().port(), std::nullopt, false};
  }

 private:
  boost::asio::ip::tcp::acceptor acceptor_;
  std::vector<boost::asio::ip::tcp::socket> sockets_;
};

TEST(connect, times_out) {
  loopback both;
  const deaf_listener deaf(both);
  EXPECT_EQ(both.connect(deaf.where(), soon()), io_status::timed_out);
  EXPECT_THAT(both.client.error_text(), HasSubstr("within the time allowed"));
}

TEST(connect, can_be_cancelled) {
  loopback both;
  const deaf_listener deaf(both);
  outcome o;
  both.client.async_connect(deaf.where(), late(), o.filler());
  both.io.restart();
  both.io.poll();
  both.client.cancel();
  EXPECT_EQ(both.await(o), io_status::cancelled);
}

TEST(connect, ends_when_the_connection_goes) {
  loopback both;
  const deaf_listener deaf(both);
  outcome o;
  auto doomed = std::make_unique<connection>(both.io.get_executor());
  doomed->async_connect(deaf.where(), late(), o.filler());
  both.io.restart();
  both.io.poll();
  doomed.reset();
  EXPECT_EQ(both.await(o), io_status::cancelled);
}

TEST(connect, begun_and_destroyed_before_anything_ran) {
  loopback both;
  outcome o;
  {
    connection doomed(both.io.get_executor());
    doomed.async_connect(both.plain(), late(), o.filler());
  }
  EXPECT_EQ(both.await(o), io_status::cancelled);
}

TEST(connect, an_io_context_may_go_with_everything_under_way) {
  outcome o;
  {
    auto both = std::make_unique<loopback>();
    both->accept(false);
    EXPECT_EQ(both->connect(both->plain()), io_status::ok);
    both->client.async_perform(sansio::read{both->room, late()}, o.filler());
    both->io.restart();
    both->io.poll();
  }
  EXPECT_FALSE(o.result.has_value());
}

TEST(connect, a_connection_that_is_not_open_does_nothing) {
  loopback both;
  EXPECT_EQ(both.write(both.client, "x"), io_status::failed);
  EXPECT_EQ(both.perform(both.client, loopback::handshake()).status, io_status::failed);
  EXPECT_EQ(both.perform(both.client, sansio::close{}).status, io_status::ok);
}

}  // namespace
}  // namespace popquiz::net
