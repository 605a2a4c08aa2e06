// Versions, ALPN, client certificates and channel bindings, over loopback.
#include "loopback.hpp"

#include <popquiz/net/make_certificate.hpp>

#include <gmock/gmock.h>
#include <openssl/ssl.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <thread>
#include <vector>

namespace popquiz::net {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

/// A server whose settings a test may bend, and a client that trusts it.
struct tls_settings : testing::Test {
  tls_settings() {
    root = make_authority("root", why).value();
    const auto made = make_certificate({.hosts = {"localhost"}, .issuer = root}, why).value();
    server = {made.certificate_pem, made.key_pem};
    client.ca_pem = root.certificate_pem;
  }
  /// How the client's part of the handshake ends.
  io_status connect() {
    both.emplace(tls_context::for_server(server, why).value());
    both->accept(true);
    return both->connect(both->tls(tls_context::for_client(client, why).value(), "localhost"));
  }
  certified_key client_certificate(certificate_purpose purpose = certificate_purpose::client) {
    return make_certificate({.mail_addresses = {"mrose@example"},
                             .common_name = "mrose",
                             .issuer = root,
                             .purpose = purpose},
                            why)
        .value();
  }
  void use(const certified_key& own) {
    client.certificate_pem = own.certificate_pem;
    client.key_pem = own.key_pem;
  }

  std::string why;
  certified_key root;
  tls_server_settings server;
  tls_client_settings client;
  std::optional<loopback> both;
};

TEST_F(tls_settings, tls_1_2_and_1_3_are_spoken) {
  for (const auto& [version, name] :
       {std::pair(tls_version::v1_2, "TLSv1.2 "), std::pair(tls_version::v1_3, "TLSv1.3 ")}) {
    server.min_version = server.max_version = version;
    ASSERT_EQ(connect(), io_status::ok) << both->client.error_text();
    EXPECT_THAT(both->client.tls_version(), StartsWith(name));
  }
}

TEST_F(tls_settings, older_versions_are_refused) {
  for (const tls_version version : {tls_version::v1_0, tls_version::v1_1}) {
    server.min_version = server.max_version = version;
    EXPECT_EQ(connect(), io_status::tls_failed);
    EXPECT_THAT(both->client.error_text(), HasSubstr("(TLS 1.2 or 1.3 is needed)"));
    EXPECT_NE(both->await(both->shaken), io_status::ok);
  }
}

TEST_F(tls_settings, a_client_that_looks_for_it_finds_each_version) {
  for (const auto& [version, name] :
       {std::pair(tls_version::v1_0, "TLSv1 "), std::pair(tls_version::v1_1, "TLSv1.1 "),
        std::pair(tls_version::v1_2, "TLSv1.2 "), std::pair(tls_version::v1_3, "TLSv1.3 ")}) {
    server.min_version = tls_version::v1_0;
    client.min_version = client.max_version = version;
    ASSERT_EQ(connect(), io_status::ok) << both->client.error_text();
    EXPECT_THAT(both->client.tls_version(), StartsWith(name));
    server.min_version = version < tls_version::v1_2 ? tls_version::v1_2 : tls_version::v1_0;
    server.max_version = version < tls_version::v1_2 ? tls_version::v1_3 : tls_version::v1_1;
    EXPECT_EQ(connect(), io_status::tls_failed) << name;
    server.max_version = tls_version::v1_3;
  }
}

TEST_F(tls_settings, versions_that_are_none_are_no_context) {
  client.min_version = tls_version::v1_3;
  client.max_version = tls_version::v1_2;
  EXPECT_FALSE(tls_context::for_client(client, why));
  server.min_version = tls_version::v1_3;
  server.max_version = tls_version::v1_2;
  EXPECT_FALSE(tls_context::for_server(server, why));
}

struct alpn_row {
  std::string chosen;
  bool unoffered;
  io_status status;
  std::string text;
};

TEST_F(tls_settings, alpn) {
  const std::vector<alpn_row> rows{
      {"pop3", false, io_status::ok, ""},
      {"", false, io_status::ok, ""},
      {"imap", false, io_status::tls_failed, "no application protocol (no POP3 is spoken there)"},
      {"imap", true, io_status::tls_failed, "TLS handshake: "},
      {"pop", true, io_status::tls_failed, "TLS handshake: "},
      {"pop3s", true, io_status::tls_failed, "TLS handshake: "},
  };
  for (const tls_version version : {tls_version::v1_2, tls_version::v1_3}) {
    for (const alpn_row& row : rows) {
      SCOPED_TRACE(row.chosen);
      server.max_version = version;
      server.alpn = row.chosen;
      server.alpn_unoffered = row.unoffered;
      EXPECT_EQ(connect(), row.status);
      EXPECT_THAT(both->client.error_text(), HasSubstr(row.text));
      if (row.status != io_status::ok) {
        EXPECT_NE(both->write(both->client, "USER mrose\r\n"), io_status::ok);
        EXPECT_NE(both->perform(both->client, loopback::handshake()).status, io_status::ok);
        both->await(both->shaken);
        EXPECT_EQ(both->read(*both->server), "");
      }
    }
  }
}

TEST_F(tls_settings, a_name_too_long_for_alpn_is_no_context) {
  server.alpn = std::string(256, 'a');
  EXPECT_FALSE(tls_context::for_server(server, why));
}

TEST_F(tls_settings, a_client_certificate_is_known_to_a_server_that_asks) {
  for (const tls_version version : {tls_version::v1_2, tls_version::v1_3}) {
    server.max_version = version;
    server.client_ca_pem = root.certificate_pem;
    use(client_certificate());
    ASSERT_EQ(connect(), io_status::ok) << both->client.error_text();
    ASSERT_EQ(both->await(both->shaken), io_status::ok) << both->server->error_text();
    const auto& facts = both->server->peer_certificate();
    ASSERT_TRUE(facts);
    EXPECT_EQ(facts->common_name, "mrose");
    EXPECT_THAT(facts->mail_addresses, testing::ElementsAre("mrose@example"));
  }
}

TEST_F(tls_settings, a_client_without_a_certificate_is_served_all_the_same) {
  server.client_ca_pem = root.certificate_pem;
  ASSERT_EQ(connect(), io_status::ok) << both->client.error_text();
  ASSERT_EQ(both->await(both->shaken), io_status::ok);
  EXPECT_FALSE(both->server->peer_certificate());
}

TEST_F(tls_settings, a_server_that_does_not_ask_gets_no_certificate) {
  use(client_certificate());
  ASSERT_EQ(connect(), io_status::ok);
  ASSERT_EQ(both->await(both->shaken), io_status::ok);
  EXPECT_FALSE(both->server->peer_certificate());
}

TEST_F(tls_settings, a_client_certificate_nobody_vouches_for_fails_the_handshake) {
  const certified_key ours = root;
  root = make_authority("elsewhere", why).value();
  const certified_key foreign = client_certificate();
  root = ours;
  const std::vector<std::pair<certified_key, std::string>> rows{
      {foreign, "client's certificate refused: its issuer CN=elsewhere is not trusted"},
      {make_certificate({.common_name = "mrose", .purpose = certificate_purpose::client}, why).value(),
       "client's certificate refused: it is self-signed"},
      {client_certificate(certificate_purpose::server),
       "client's certificate refused: it was not issued for clients"},
  };
  for (const tls_version version : {tls_version::v1_2, tls_version::v1_3}) {
    for (const auto& [own, text] : rows) {
      server.max_version = version;
      server.client_ca_pem = root.certificate_pem;
      use(own);
      if (connect() == io_status::ok) {  // in TLS 1.3 the client learns of it when it reads
        EXPECT_EQ(both->perform(both->client, sansio::read{both->room, late()}).status,
                  io_status::tls_failed);
      }
      EXPECT_EQ(both->await(both->shaken), io_status::tls_failed);
      EXPECT_THAT(both->server->error_text(), StartsWith(text));
      EXPECT_EQ(both->read(*both->server), "");
    }
  }
}

TEST_F(tls_settings, a_ca_file_is_read) {
  std::string file = (std::filesystem::temp_directory_path() / "popquiz-net-XXXXXX").string();
  ::close(mkstemp(file.data()));
  std::ofstream(file) << client.ca_pem;
  client = {.ca_file = file};
  EXPECT_EQ(connect(), io_status::ok) << both->client.error_text();
  std::filesystem::remove(file);
}

TEST_F(tls_settings, a_key_with_a_pass_phrase_is_refused_without_a_question) {
  // openssl genpkey -algorithm ed25519 -aes-128-cbc -pass pass:secret
  use(client_certificate());
  client.key_pem =
      "-----BEGIN ENCRYPTED PRIVATE KEY-----\n"
      "MIGbMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAgf4Az6O2xH5wICCAAw\n"
      "DAYIKoZIhvcNAgkFADAdBglghkgBZQMEAQIEEMNninZoqv5vRi4WSNyfHUIEQN7O\n"
      "58z55AlM+aBfa2cBEV05IRHoTVDPbVhSxPUvuBOU5vL3B3t/6xqixqFoodsoexMq\n"
      "B2QbR/1x7EenaycQVqs=\n"
      "-----END ENCRYPTED PRIVATE KEY-----\n";
  EXPECT_FALSE(tls_context::for_client(client, why));
  EXPECT_THAT(why, StartsWith("the key is no good: "));
}

TEST_F(tls_settings, client_settings_that_are_no_good_say_why) {
  const certified_key own = client_certificate();
  const std::vector<std::pair<std::function<void(tls_client_settings&)>, std::string>> rows{
      {[](auto& s) { s.ca_pem = "nothing"; }, "cannot read certificates from the text of trusted issuers: "},
      {[&](auto& s) { s.certificate_pem = own.certificate_pem; }, "the key is no good: "},
      {[&](auto& s) { s.key_pem = own.key_pem; }, "the certificate is no good: "},
      {[&](auto& s) {
         s.certificate_pem = own.certificate_pem;
         s.key_pem = root.key_pem;
       },
       "the key is no good: "},
  };
  for (const auto& [spoil, text] : rows) {
    tls_client_settings bad = client;
    spoil(bad);
    EXPECT_FALSE(tls_context::for_client(bad, why));
    EXPECT_THAT(why, StartsWith(text));
  }
  server.client_ca_pem = "nothing";
  EXPECT_FALSE(tls_context::for_server(server, why));
  EXPECT_THAT(why, StartsWith("the issuers of clients are no good: "));
}

TEST_F(tls_settings, channel_bindings_are_the_same_on_both_sides) {
  struct row {
    tls_version version;
    bool extended_master_secret;
    std::string type;
    std::size_t octets;
  };
  const std::vector<row> rows{{tls_version::v1_3, true, "tls-exporter", 32},
                              {tls_version::v1_2, true, "tls-exporter", 32},
                              {tls_version::v1_2, false, "tls-unique", 12}};
  for (const row& r : rows) {
    SCOPED_TRACE(r.type);
    server.max_version = r.version;
    server.extended_master_secret = r.extended_master_secret;
    std::string last;
    for (int connections = 0; connections < 2; ++connections) {
      ASSERT_EQ(connect(), io_status::ok);
      ASSERT_EQ(both->await(both->shaken), io_status::ok);
      const auto ours = both->client.channel_binding();
      const auto theirs = both->server->channel_binding();
      ASSERT_TRUE(ours && theirs);
      EXPECT_EQ(ours->type, r.type);
      EXPECT_EQ(ours->type, theirs->type);
      EXPECT_EQ(ours->octets, theirs->octets);
      EXPECT_EQ(ours->octets.size(), r.octets);
      EXPECT_NE(ours->octets, last) << "two connections are two bindings";
      last = ours->octets;
    }
  }
}

// What OpenSSL itself says of its own side, when it is the client: the Finished it sent is the first one.
TEST_F(tls_settings, channel_bindings_are_what_other_clients_have) {
  const auto first_finished = [](SSL* ssl, char* octets) { return SSL_get_finished(ssl, octets, 32); };
  const auto exported = [](SSL* ssl, char* octets) {
    unsigned char none = 0;
    return SSL_export_keying_material(ssl, reinterpret_cast<unsigned char*>(octets), 32,
                                      "EXPORTER-Channel-Binding", 24, &none, 0, 1) == 1
               ? std::size_t{32}
               : std::size_t{0};
  };
  const std::vector<std::pair<bool, std::function<std::size_t(SSL*, char*)>>> rows{{false, first_finished},
                                                                                   {true, exported}};
  for (const auto& [extended_master_secret, binding_of] : rows) {
    server.max_version = tls_version::v1_2;
    server.extended_master_secret = extended_master_secret;
    both.emplace(tls_context::for_server(server, why).value());
    both->accept(true);
    std::string theirs(32, '\0');
    std::thread other([&, port = both->port()] {
      boost::asio::io_context io;
      boost::asio::ip::tcp::socket socket(io);
      socket.connect({boost::asio::ip::address_v4::loopback(), port});
      const std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context(SSL_CTX_new(TLS_client_method()),
                                                                      SSL_CTX_free);
      const std::unique_ptr<SSL, decltype(&SSL_free)> ssl(SSL_new(context.get()), SSL_free);
      SSL_set_fd(ssl.get(), socket.native_handle());
      EXPECT_EQ(SSL_connect(ssl.get()), 1);
      theirs.resize(binding_of(ssl.get(), theirs.data()));
    });
    EXPECT_EQ(both->await(both->shaken), io_status::ok);
    other.join();
    ASSERT_TRUE(both->server->channel_binding());
    EXPECT_EQ(both->server->channel_binding()->octets, theirs);
  }
}

TEST_F(tls_settings, without_tls_there_is_no_channel_binding) {
  loopback plain;
  EXPECT_FALSE(plain.client.channel_binding());
  plain.accept(false);
  ASSERT_EQ(plain.connect(plain.plain()), io_status::ok);
  EXPECT_FALSE(plain.client.channel_binding());
}

TEST(make_certificate, refuses_what_it_cannot_make) {
  std::string why;
  EXPECT_FALSE(make_certificate({.hosts = {""}}, why));
  EXPECT_FALSE(make_certificate({.hosts = {std::string(254, 'a')}}, why));
  EXPECT_FALSE(make_certificate({.srv_names = {""}}, why));
  EXPECT_FALSE(make_certificate({.common_name = std::string(65, 'a')}, why));
  EXPECT_THAT(why, HasSubstr("a name is empty or too long"));
  EXPECT_FALSE(make_certificate({.hosts = {"a"}, .issuer = certified_key{"nothing", "nothing"}}, why));
  EXPECT_THAT(why, HasSubstr("the issuer's is no good"));
}

}  // namespace
}  // namespace popquiz::net
