// Each mechanism's client against its server.
#include "parties.hpp"

#include <gmock/gmock.h>

namespace popquiz::sasl {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(sasl, each_mechanism_lets_in_who_knows_the_secret_and_nobody_else) {
  for (const mechanism_info& each : mechanisms()) {
    for (const opening how : {opening::initial_response, opening::asked_for}) {
      SCOPED_TRACE(each.name);
      const auto good = client_of(each.name, "mrose", "tanstaaf");
      const auto server = server_of(each.name, "mrose", "tanstaaf");
      ASSERT_NE(server, nullptr);
      EXPECT_TRUE(talk(*good, *server, how)) << good->why() << server->why();
      EXPECT_EQ(server->identity(), "mrose");
      EXPECT_EQ(good->mechanism(), each.name);
      EXPECT_EQ(server->mechanism(), each.name);

      const auto stranger = client_of(each.name, "nobody", "tanstaaf");
      const auto other_server = server_of(each.name, "mrose", "tanstaaf");
      EXPECT_FALSE(talk(*stranger, *other_server, how));
      EXPECT_EQ(other_server->identity(), "");
      if (!each.needs_certificate) {
        const auto wrong = client_of(each.name, "mrose", "tanstaaF");
        const auto asked = server_of(each.name, "mrose", "tanstaaf");
        EXPECT_FALSE(talk(*wrong, *asked, how));
        EXPECT_EQ(asked->identity(), "");
        EXPECT_FALSE(asked->why().empty());
        EXPECT_THAT(std::string(wrong->why()) + std::string(asked->why()), Not(HasSubstr("tanstaa")));
      }
    }
  }
}

TEST(sasl, a_mechanism_is_found_whatever_the_case_of_its_name) {
  std::string why;
  for (const char* const name : {"plain", "Plain", "PLAIN"}) {
    const auto made = make_client(name, {"mrose", {}, "x", {}}, {}, why);
    ASSERT_NE(made, nullptr);
    EXPECT_EQ(made->mechanism(), "PLAIN");
  }
}

TEST(sasl, who_speaks_first_is_as_the_table_says) {
  for (const mechanism_info& each : mechanisms()) {
    SCOPED_TRACE(each.name);
    const auto said = client_of(each.name, "mrose", "x")->step(std::nullopt);
    EXPECT_EQ(said.octets.has_value(), each.client_first);
    const auto asked = server_of(each.name, "mrose", "x")->step(std::nullopt);
    EXPECT_EQ(asked.progress, sasl_progress::more);
    EXPECT_EQ(asked.octets.value_or("").empty(), each.client_first);
  }
}

TEST(sasl, only_who_proves_itself_is_proven) {
  for (const mechanism_info& each : mechanisms()) {
    const auto client = client_of(each.name, "mrose", "x");
    EXPECT_EQ(client->peer_proven(), !each.proves_server) << each.name;
    static_cast<void>(client->step(std::nullopt));
    EXPECT_EQ(client->peer_proven(), !each.proves_server) << each.name;
  }
}

struct missing_case {
  const char* name;
  std::string_view mechanism;
  client_credentials who;
  std::string_view host = "h";
};

TEST(sasl, what_is_missing_or_cannot_be_carried_is_told_and_nothing_made) {
  using std::string;
  const missing_case cases[] = {
      {"a name", "PLAIN", {{}, {}, "tanstaaf", {}}},
      {"a name for SCRAM", "SCRAM-SHA-256", {{}, {}, "tanstaaf", {}}},
      {"a name for a token", "XOAUTH2", {{}, {}, {}, "tanstaaf"}},
      {"a password", "PLAIN", {"mrose", {}, {}, "tanstaaf"}},
      {"a password for LOGIN", "LOGIN", {"mrose", {}, {}, "tanstaaf"}},
      {"a password for CRAM-MD5", "CRAM-MD5", {"mrose", {}, {}, "tanstaaf"}},
      {"a password for SCRAM", "SCRAM-SHA-1", {"mrose", {}, {}, "tanstaaf"}},
      {"a token", "OAUTHBEARER", {"mrose", {}, "tanstaaf", {}}},
      {"a token for XOAUTH2", "XOAUTH2", {"mrose", {}, "tanstaaf", {}}},
      {"a mechanism", "NTLM", {"mrose", {}, "tanstaaf", "tanstaaf"}},
      {"a name without NUL", "PLAIN", {string("a\0b", 3), {}, "tanstaaf", {}}},
      {"a password without NUL", "PLAIN", {"mrose", {}, string("tanstaaf\0b", 10), {}}},
      {"a token without line ends", "XOAUTH2", {"mrose", {}, {}, "tanstaaf\r\nDELE 1"}},
      {"a token without separators", "OAUTHBEARER", {"mrose", {}, {}, "tanstaaf\x01host=evil"}},
      {"a name without separators",
       "XOAUTH2",
       {"mrose\x01"
        "auth=Bearer x",
        {},
        {},
        "tanstaaf"}},
      {"a host without separators", "OAUTHBEARER", {"mrose", {}, {}, "tanstaaf"}, "h\x01port=1"},
      {"a name that is UTF-8", "SCRAM-SHA-1", {"m\xFCller", {}, "tanstaaf", {}}},
      {"a name that SASLprep leaves something of", "PLAIN", {"\xC2\xAD", {}, "tanstaaf", {}}},
      {"a password that SASLprep allows", "SCRAM-SHA-256", {"mrose", {}, "tanstaaf\x7F", {}}},
      {"a password that SASLprep allows, for CRAM-MD5", "CRAM-MD5", {"mrose", {}, "tanstaaf\xFC", {}}},
      {"a place for another identity", "LOGIN", {"mrose", "kurt", "tanstaaf", {}}},
      {"a place for another identity in CRAM-MD5", "CRAM-MD5", {"mrose", "kurt", "tanstaaf", {}}},
      {"a binding", "SCRAM-SHA-256-PLUS", {"mrose", {}, "tanstaaf", {}}},
  };
  for (const missing_case& each : cases) {
    SCOPED_TRACE(each.name);
    std::string why;
    const client_context context{net::hmac, std::nullopt, std::string(each.host), 1};
    EXPECT_EQ(make_client(each.mechanism, each.who, context, why), nullptr);
    EXPECT_FALSE(why.empty());
    EXPECT_THAT(why, Not(HasSubstr("tanstaaf")));
  }
}

TEST(sasl, scram_without_an_hmac_proves_nothing_to_nobody) {
  std::string why;
  EXPECT_EQ(make_client("SCRAM-SHA-256", {"mrose", {}, "x", {}}, {}, why), nullptr);
  EXPECT_EQ(why, "there is no HMAC");
  const auto refuses = [](sansio::digest_kind, std::string_view, std::string_view) { return std::string(); };
  const auto client = make_client("SCRAM-SHA-256", {"mrose", {}, "x", {}}, {refuses, {}, {}, 0}, why);
  const auto server = server_of("SCRAM-SHA-256", "mrose", "x");
  EXPECT_FALSE(talk(*client, *server));
  EXPECT_FALSE(client->peer_proven());
  EXPECT_EQ(client->why(), "no keys can be derived from the password, or the system has no HMAC for them");
}

TEST(sasl, a_user_without_a_password_is_not_let_in) {
  for (const mechanism_info& each : mechanisms()) {
    SCOPED_TRACE(each.name);
    const auto server = server_of(each.name, "mrose", "");
    EXPECT_FALSE(talk(*client_of(each.name, "mrose", "x"), *server));
  }
  const auto plain = server_of("PLAIN", "mrose", "");
  EXPECT_EQ(plain->step(std::string_view("\0mrose\0", 7)).progress, sasl_progress::failed);
  const auto bearer = server_of("XOAUTH2", "mrose", "");
  static_cast<void>(
      bearer->step("user=mrose\x01"
                   "auth=Bearer \x01\x01"));
  EXPECT_EQ(bearer->step("").progress, sasl_progress::failed);
}

TEST(sasl, a_stored_password_with_a_nul_is_not_taken_for_its_beginning) {
  for (const mechanism_info& each : mechanisms()) {
    if (each.needs_password) {
      const auto server = server_of(each.name, "mrose", std::string("ab\0cd", 5));
      EXPECT_FALSE(talk(*client_of(each.name, "mrose", "ab"), *server)) << each.name;
    }
  }
}

TEST(sasl, an_exchange_is_used_once) {
  for (const mechanism_info& each : mechanisms()) {
    SCOPED_TRACE(each.name);
    const auto client = client_of(each.name, "mrose", "x");
    const auto server = server_of(each.name, "mrose", "x");
    ASSERT_TRUE(talk(*client, *server));
    if (!each.needs_token) {  // there the server may still say that it failed
      EXPECT_EQ(client->step("").progress, sasl_progress::failed);
    }
    EXPECT_EQ(server->step(std::string_view("\0mrose\0x", 8)).progress, sasl_progress::failed);
    EXPECT_EQ(server
                  ->step("user=mrose\x01"
                         "auth=Bearer x\x01\x01")
                  .progress,
              sasl_progress::failed);
  }
}

TEST(sasl, a_server_without_users_or_mechanism_has_no_exchange) {
  EXPECT_EQ(server_of("NTLM", "a", "b"), nullptr);
  EXPECT_EQ(make_server({.mechanism = "PLAIN", .password_of = {}, .binding = {}}), nullptr);
}

}  // namespace
}  // namespace popquiz::sasl
