// Pinned certificates (tls_client_settings::pins).
#include "authorities.hpp"
#include "loopback.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <vector>

namespace popquiz::net {
namespace {

using testing::StartsWith;

/// A server whose certificate nothing speaks for: self-signed, expired, for somebody else.
struct pin_test : testing::Test {
  pin_test() {
    made = make({.hosts = {"mail.example"}, .not_before = -30 * day, .not_after = -2 * day});
    fingerprint = fingerprint_of_server();
  }
  std::optional<tls_context> client(const std::vector<std::string>& pins) {
    return tls_context::for_client({.pins = pins}, why);
  }
  io_status connect(loopback& both, const std::vector<std::string>& pins) {
    both.accept(true);
    return both.connect(both.tls(client(pins).value()));
  }
  std::string fingerprint_of_server() {
    loopback both(server());
    EXPECT_EQ(connect(both, {std::string(64, '0')}), io_status::tls_failed);
    return both.client.peer_certificate().value().sha256;
  }
  tls_context server() { return tls_context::for_server({made.certificate_pem, made.key_pem}, why).value(); }

  std::string why;
  certified_key made;
  std::string fingerprint;
};

TEST_F(pin_test, the_right_one_is_enough) {
  std::string bare = fingerprint;
  std::erase(bare, ':');
  std::string lower = bare;
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](char c) { return c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c; });
  for (const auto& pins : std::vector<std::vector<std::string>>{
           {fingerprint}, {bare}, {lower}, {std::string(64, '0'), fingerprint}}) {
    loopback both(server());
    EXPECT_EQ(connect(both, pins), io_status::ok) << both.client.error_text();
  }
}

TEST_F(pin_test, a_wrong_one_is_refused_and_the_message_shows_what_came) {
  loopback one(server());
  EXPECT_EQ(connect(one, {std::string(64, '0')}), io_status::tls_failed);
  EXPECT_EQ(one.client.error_text(),
            "certificate refused: its SHA-256 fingerprint " + fingerprint + " is not the pinned one");
  loopback two(server());
  EXPECT_EQ(connect(two, {std::string(64, '0'), std::string(64, 'f')}), io_status::tls_failed);
  EXPECT_THAT(two.client.error_text(), testing::EndsWith(" is none of the pinned ones"));
  EXPECT_NE(two.write(two.client, "USER mrose\r\n"), io_status::ok);
}

TEST_F(pin_test, a_wrong_one_is_not_made_up_for_by_a_trusted_chain) {
  const certified_key good = make({.hosts = {"localhost"}, .issuer = known().root});
  loopback both(tls_context::for_server({good.certificate_pem, good.key_pem}, why).value());
  both.accept(true);
  EXPECT_EQ(both.connect(both.tls(
                tls_context::for_client({.ca_pem = known().root.certificate_pem, .pins = {fingerprint}}, why)
                    .value(),
                "localhost")),
            io_status::tls_failed);
}

TEST_F(pin_test, an_issuers_is_no_leafs) {
  loopback known_root(
      tls_context::for_server({known().root.certificate_pem, known().root.key_pem}, why).value());
  EXPECT_EQ(connect(known_root, {fingerprint}), io_status::tls_failed);
  const std::string of_root = known_root.client.peer_certificate().value().sha256;
  const certified_key leaf = make({.hosts = {"localhost"}, .issuer = known().root});
  loopback both(
      tls_context::for_server({leaf.certificate_pem + known().root.certificate_pem, leaf.key_pem}, why)
          .value());
  EXPECT_EQ(connect(both, {of_root}), io_status::tls_failed);
}

TEST_F(pin_test, what_is_no_fingerprint_is_refused_at_once) {
  for (const std::string& bad : std::vector<std::string>{
           "", "00", std::string(63, '0'), std::string(65, '0'), std::string(63, '0') + 'g',
           "0:" + std::string(63, '0'), std::string(64, '0') + " ", "-" + std::string(64, '0')}) {
    EXPECT_FALSE(client({bad})) << bad;
    EXPECT_THAT(why, StartsWith("not a SHA-256 fingerprint"));
  }
}

}  // namespace
}  // namespace popquiz::net
