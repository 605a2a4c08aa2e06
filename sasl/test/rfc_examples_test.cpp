// What the RFCs print, octet for octet.
#include "parties.hpp"
#include "scram_client.hpp"

namespace popquiz::sasl {
namespace {

using namespace std::string_view_literals;

struct scram_example {
  std::string_view mechanism;
  std::string_view nonce;
  std::string_view client_first;
  std::string_view server_first;
  std::string_view client_final;
  std::string_view server_final;
};

// RFC 5802 s5 and RFC 7677 s3; the user is "user", the password "pencil".
const scram_example scram_examples[] = {
    {"SCRAM-SHA-1", "fyko+d2lbbFgONRv9qkxdawL", "n,,n=user,r=fyko+d2lbbFgONRv9qkxdawL",
     "r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096",
     "c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=",
     "v=rmF9pqV8S7suAoZWja4dJRkFsKQ="},
    {"SCRAM-SHA-256", "rOprNGfwEbeRWgbNEkqO", "n,,n=user,r=rOprNGfwEbeRWgbNEkqO",
     "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
     "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
     "p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
     "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="},
};

std::unique_ptr<sasl_exchange> user_of(const scram_example& example, const std::string& password = "pencil") {
  std::string why;
  auto made = make_scram_client(*find_mechanism(example.mechanism), {"user", {}, password, {}},
                                {net::hmac, {}, {}, 0}, std::string(example.nonce), why);
  EXPECT_NE(made, nullptr) << why;
  return made;
}

TEST(rfc_examples, scram) {
  for (const scram_example& each : scram_examples) {
    SCOPED_TRACE(each.mechanism);
    const auto client = user_of(each);
    EXPECT_EQ(client->step(std::nullopt).octets, each.client_first);
    const auto last = client->step(each.server_first);
    EXPECT_EQ(last.octets, each.client_final);
    EXPECT_EQ(last.progress, sasl_progress::more);
    EXPECT_FALSE(client->peer_proven());
    const auto end = client->step(each.server_final);
    EXPECT_EQ(end.progress, sasl_progress::done);
    EXPECT_FALSE(end.octets);
    EXPECT_TRUE(client->peer_proven());
    EXPECT_EQ(client->step("").progress, sasl_progress::failed);
  }
}

TEST(rfc_examples, scram_with_any_octet_of_the_signature_changed_is_not_believed) {
  for (const scram_example& each : scram_examples) {
    for (std::size_t at = 2; at < each.server_final.size(); ++at) {
      const auto client = user_of(each);
      static_cast<void>(client->step(std::nullopt));
      static_cast<void>(client->step(each.server_first));
      std::string changed(each.server_final);
      changed[at] = changed[at] == 'A' ? 'B' : 'A';
      EXPECT_EQ(client->step(changed).progress, sasl_progress::failed) << changed;
      EXPECT_FALSE(client->peer_proven());
    }
  }
}

TEST(rfc_examples, scram_cut_anywhere_is_refused) {
  for (const scram_example& each : scram_examples) {
    // Behind "i=409" it is another number of iterations, which is too small.
    for (std::size_t cut = 0; cut < each.server_first.size(); ++cut) {
      const auto client = user_of(each);
      static_cast<void>(client->step(std::nullopt));
      EXPECT_EQ(client->step(each.server_first.substr(0, cut)).progress, sasl_progress::failed) << cut;
    }
    for (std::size_t cut = 0; cut < each.server_final.size(); ++cut) {
      const auto client = user_of(each);
      static_cast<void>(client->step(std::nullopt));
      static_cast<void>(client->step(each.server_first));
      EXPECT_EQ(client->step(each.server_final.substr(0, cut)).progress, sasl_progress::failed) << cut;
    }
  }
}

TEST(rfc_examples, plain) {  // RFC 4616 s4
  EXPECT_EQ(client_of("PLAIN", "tim", "tanstaaftanstaaf")->step(std::nullopt).octets,
            "\0tim\0tanstaaftanstaaf"sv);
  std::string why;
  const auto other = make_client("PLAIN", {"Kurt", "Ursel", "xipj3plmq", {}}, {}, why);
  ASSERT_NE(other, nullptr) << why;
  EXPECT_EQ(other->step(std::nullopt).octets, "Ursel\0Kurt\0xipj3plmq"sv);
  EXPECT_EQ(server_of("PLAIN", "tim", "tanstaaftanstaaf")->step("\0tim\0tanstaaftanstaaf"sv).progress,
            sasl_progress::done);
  EXPECT_EQ(server_of("PLAIN", "Kurt", "xipj3plmq")->step("Ursel\0Kurt\0xipj3plmq"sv).progress,
            sasl_progress::failed);
}

TEST(rfc_examples, cram_md5) {  // RFC 2195 s2
  const auto client = client_of("CRAM-MD5", "tim", "tanstaaftanstaaf");
  EXPECT_FALSE(client->step(std::nullopt).octets);
  const auto said = client->step("<1896.697170952@postoffice.reston.mci.net>");
  EXPECT_EQ(said.octets, "tim b913a602c7eda7a495b4e6e7334d3890");
  EXPECT_EQ(said.progress, sasl_progress::done);
}

TEST(rfc_examples, oauthbearer) {  // RFC 7628 s4.1 and s4.3
  const std::string token = "vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==";
  const std::string_view message =
      "n,a=user@example.com,\x01host=server.example.com\x01port=143\x01"
      "auth=Bearer vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==\x01\x01";
  std::string why;
  const auto client = make_client("OAUTHBEARER", {"user@example.com", {}, {}, token},
                                  {nullptr, std::nullopt, "server.example.com", 143}, why);
  ASSERT_NE(client, nullptr) << why;
  EXPECT_EQ(client->step(std::nullopt).octets, message);
  const auto server = server_of("OAUTHBEARER", "user@example.com", token);
  EXPECT_EQ(server->step(message).progress, sasl_progress::done);
  EXPECT_EQ(server->identity(), "user@example.com");

  const auto refusing = server_of("OAUTHBEARER", "user@example.com", token);
  const auto error = refusing->step(
      "n,a=user@example.com,\x01host=server.example.com\x01port=143\x01"
      "auth=\x01\x01");
  EXPECT_EQ(error.progress, sasl_progress::more);
  EXPECT_EQ(error.octets, R"({"status":"invalid_token"})");
  const auto dummy = client->step(R"({"status":"invalid_token","scope":"example_scope"})");
  EXPECT_EQ(dummy.octets, "\x01");
  EXPECT_EQ(refusing->step(*dummy.octets).progress, sasl_progress::failed);
}

TEST(rfc_examples, xoauth2) {  // as Google and Microsoft document it
  const auto client =
      client_of("XOAUTH2", "someuser@example.com", "ya29.vF9dft4qmTc2Nvb3RlckBhdHRhdmlzdGEuY29tCg");
  EXPECT_EQ(client->step(std::nullopt).octets,
            "user=someuser@example.com\x01"
            "auth=Bearer ya29.vF9dft4qmTc2Nvb3RlckBhdHRhdmlzdGEuY29tCg\x01\x01");
}

}  // namespace
}  // namespace popquiz::sasl
