#include "loopback.hpp"

#include <gmock/gmock.h>
#include <boost/asio/write.hpp>

namespace popquiz::net {
namespace {

using testing::HasSubstr;

TEST(tls, wrong_host_is_refused_by_name) {
  authority trust("mail.example");
  loopback both(trust.server());
  both.accept(true);
  EXPECT_EQ(both.connect(both.tls(trust.client(), "localhost")), io_status::tls_failed);
  EXPECT_EQ(both.client.error_text(), "certificate is for mail.example, not localhost");
  EXPECT_FALSE(both.client.in_tls());
}

TEST(tls, wrong_address_is_refused_by_name) {
  authority trust("127.0.0.2");
  loopback both(trust.server());
  both.accept(true);
  EXPECT_EQ(both.connect(both.tls(trust.client())), io_status::tls_failed);
  EXPECT_EQ(both.client.error_text(), "certificate is for 127.0.0.2, not 127.0.0.1");
}

TEST(tls, host_name_is_verified_and_sent) {
  authority trust("localhost");
  loopback both(trust.server());
  both.accept(true);
  EXPECT_EQ(both.connect(both.tls(trust.client(), "localhost")), io_status::ok) << both.client.error_text();
}

TEST(tls, unknown_issuer_is_refused) {
  authority trust("127.0.0.1");
  authority other("127.0.0.1");
  loopback both(trust.server());
  both.accept(true);
  EXPECT_EQ(both.connect(both.tls(other.client())), io_status::tls_failed);
  EXPECT_THAT(both.client.error_text(), HasSubstr("self-signed"));
  outcome& server = both.shaken;
  if (both.await(server) == io_status::ok) {  // in TLS 1.3 the server learns of it when it reads
    EXPECT_EQ(both.perform(*both.server, sansio::read{both.room, late()}).status, io_status::tls_failed);
  }
  EXPECT_THAT(both.server->error_text(), HasSubstr("unknown ca"));
}

TEST(tls, the_systems_store_does_not_trust_a_self_signed_one) {
  authority trust("127.0.0.1");
  loopback both(trust.server());
  both.accept(true);
  std::string why;
  EXPECT_EQ(both.connect(both.tls(tls_context::for_client({}, why).value())), io_status::tls_failed);
}

TEST(tls, a_plain_server_is_told_apart) {
  authority trust("127.0.0.1");
  loopback both;
  both.accept(false);
  outcome o;
  both.client.async_connect(both.tls(trust.client()), late(), o.filler());
  while (!both.server) {
    both.io.restart();
    both.io.run_one();
  }
  EXPECT_EQ(both.write(*both.server, "+OK hi\r\n"), io_status::ok);
  EXPECT_EQ(both.await(o), io_status::tls_failed);
  EXPECT_THAT(both.client.error_text(), HasSubstr("TLS handshake: wrong version number"));
  EXPECT_THAT(both.client.error_text(), Not(HasSubstr("hi")));
}

TEST(tls, a_handshake_that_never_ends_times_out) {
  authority trust("127.0.0.1");
  loopback both;
  both.accept(false);
  EXPECT_EQ(both.connect(both.tls(trust.client()), in(std::chrono::milliseconds(50))), io_status::timed_out);
}

TEST(tls, a_handshake_can_be_cancelled) {
  authority trust("127.0.0.1");
  loopback both;
  both.accept(false);
  outcome o;
  both.client.async_connect(both.tls(trust.client()), late(), o.filler());
  while (!both.server) {
    both.io.restart();
    both.io.run_one();
  }
  both.io.restart();
  both.io.poll();
  EXPECT_FALSE(o.result.has_value());
  both.client.cancel();
  EXPECT_EQ(both.await(o), io_status::cancelled);
}

TEST(tls, a_peer_that_closes_in_the_handshake) {
  authority trust("127.0.0.1");
  for (const auto kind : {sansio::close_kind::graceful, sansio::close_kind::abortive}) {
    loopback both;
    both.accept(false);
    outcome o;
    both.client.async_connect(both.tls(trust.client()), late(), o.filler());
    while (!both.server) {
      both.io.restart();
      both.io.run_one();
    }
    outcome closed;
    both.server->async_perform(sansio::close{kind}, closed.filler());
    const io_status status = both.await(o);
    EXPECT_TRUE(status == io_status::tls_failed || status == io_status::connection_reset);
    EXPECT_THAT(both.client.error_text(), HasSubstr("TLS handshake: "));
  }
}

TEST(tls, begins_later_for_stls) {
  authority trust("127.0.0.1");
  loopback both(trust.server());
  both.accept(false);
  endpoint where = both.tls(trust.client());
  where.implicit_tls = false;
  ASSERT_EQ(both.connect(where), io_status::ok);
  ASSERT_EQ(both.write(both.client, "STLS\r\n"), io_status::ok);
  ASSERT_EQ(both.read(*both.server), "STLS\r\n");
  ASSERT_EQ(both.write(*both.server, "+OK\r\n"), io_status::ok);
  ASSERT_EQ(both.read(both.client), "+OK\r\n");
  outcome server;
  both.server->async_perform(loopback::handshake(), server.filler());
  EXPECT_EQ(both.perform(both.client, loopback::handshake()).status, io_status::ok);
  EXPECT_EQ(both.await(server), io_status::ok);
  EXPECT_EQ(both.write(both.client, "CAPA\r\n"), io_status::ok);
  EXPECT_EQ(both.read(*both.server), "CAPA\r\n");
}

TEST(tls, without_settings_a_handshake_fails) {
  loopback both;
  both.accept(false);
  ASSERT_EQ(both.connect(both.plain()), io_status::ok);
  EXPECT_EQ(both.perform(both.client, loopback::handshake()).status, io_status::tls_failed);
  EXPECT_EQ(both.client.error_text(), "no TLS settings were given");
}

TEST(tls, an_end_without_close_notify_is_no_end) {
  // The server is TCP only and relays the records of a TLS server, then closes below TLS.
  authority trust("127.0.0.1");
  loopback inner(trust.server());
  inner.accept(true);
  boost::asio::ip::tcp::acceptor relay(inner.io, {boost::asio::ip::address_v4::loopback(), 0});
  boost::asio::ip::tcp::socket near(inner.io);
  boost::asio::ip::tcp::socket far(inner.io);
  far.connect(inner.acceptor.local_endpoint());
  relay.async_accept(near, [](const boost::system::error_code&) {});
  outcome o;
  endpoint where = inner.tls(trust.client());
  where.port = relay.local_endpoint().port();
  inner.client.async_connect(where, late(), o.filler());
  std::string buffer(65536, '\0');
  far.non_blocking(true);
  const auto pump = [&](boost::asio::ip::tcp::socket& from, boost::asio::ip::tcp::socket& to) {
    boost::system::error_code error;
    const std::size_t got = from.read_some(boost::asio::buffer(buffer), error);
    if (got != 0) {
      boost::asio::write(to, boost::asio::buffer(buffer.data(), got));
    }
  };
  while (!o.result || !inner.shaken.result) {
    inner.io.restart();
    inner.io.poll();
    if (near.is_open()) {
      near.non_blocking(true);
      pump(near, far);
      pump(far, near);
    }
  }
  ASSERT_EQ(o.status(), io_status::ok) << inner.client.error_text();
  near.shutdown(boost::asio::socket_base::shutdown_send);
  EXPECT_EQ(inner.perform(inner.client, sansio::read{inner.room, late()}).status,
            io_status::connection_reset);
  EXPECT_THAT(inner.client.error_text(), HasSubstr("without close_notify"));
}

TEST(tls_context, bad_settings_say_why) {
  std::string why;
  EXPECT_FALSE(tls_context::for_client({"/nowhere/ca.pem"}, why));
  EXPECT_THAT(why, HasSubstr("/nowhere/ca.pem"));
  EXPECT_FALSE(tls_context::for_server({"no certificate", "no key"}, why));
  EXPECT_THAT(why, HasSubstr("certificate"));
  auto one = make_self_signed("localhost", why).value();
  const auto two = make_self_signed("localhost", why).value();
  one.key_pem = two.key_pem;
  EXPECT_FALSE(tls_context::for_server(one, why));
  EXPECT_THAT(why, HasSubstr("key"));
}

TEST(make_self_signed, takes_names_and_addresses_and_nothing_else) {
  std::string why;
  EXPECT_TRUE(make_self_signed("localhost", why));
  EXPECT_TRUE(make_self_signed("::1", why));
  EXPECT_TRUE(make_self_signed("127.0.0.1", why));
  EXPECT_TRUE(make_self_signed("*.example", why));
  EXPECT_TRUE(make_self_signed(std::string(60, 'a') + '.' + std::string(60, 'b') + ".example", why)) << why;
  for (const char* const bad : {"", "a,DNS:b", "a b", "a\nb"}) {
    EXPECT_FALSE(make_self_signed(bad, why));
    EXPECT_THAT(why, HasSubstr("not a host name"));
  }
}

TEST(tls, a_wildcard_is_one_whole_label) {
  authority trust("*.localhost");
  loopback both(trust.server());
  both.accept(true);
  EXPECT_EQ(both.connect(both.tls(trust.client(), "localhost")), io_status::tls_failed);
  EXPECT_EQ(both.client.error_text(), "certificate is for *.localhost, not localhost");
}

}  // namespace
}  // namespace popquiz::net
