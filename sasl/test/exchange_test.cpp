// Client against server, each mechanism, and what hostile peers say.
#include <popquiz/parser/base64.hpp>
#include <popquiz/sasl/client.hpp>
#include <popquiz/sasl/server.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

namespace popquiz::sasl {
namespace {

using namespace std::string_view_literals;
using sansio::sasl_answer;
using sansio::sasl_exchange;
using sansio::sasl_progress;
using testing::HasSubstr;
using testing::Not;

const sansio::channel_binding binding{"tls-exporter", std::string(32, 'b')};

std::unique_ptr<sasl_exchange> client_of(std::string_view mechanism, std::string user,
                                         const std::string& secret,
                                         std::optional<sansio::channel_binding> bound = binding) {
  client_credentials who{std::move(user), {}, secret, secret};
  if (mechanism == "EXTERNAL") {
    who.authorization_id = who.user;
  }
  std::string why;
  auto made = make_client(mechanism, who, bound, "mail.example", 995, why);
  EXPECT_NE(made, nullptr) << mechanism << ": " << why;
  return made;
}

std::unique_ptr<sasl_exchange> server_of(std::string_view mechanism, std::string user, std::string secret,
                                         std::optional<sansio::channel_binding> bound = binding) {
  return make_server({mechanism,
                      [user = std::move(user), secret = std::move(secret)](std::string_view asked) {
                        return asked == user ? std::optional(secret) : std::nullopt;
                      },
                      std::move(bound)});
}

/// As over POP3: with or without an initial response. Whether the server has accepted and the client believes
/// it.
bool talk(sasl_exchange& client, sasl_exchange& server, bool initial_response) {
  std::optional<std::string> to_server = client.step(std::nullopt).octets;
  sasl_answer answer;
  if (!initial_response || !to_server) {
    answer = server.step(std::nullopt);
    if (answer.progress != sasl_progress::more) {
      return false;
    }
    if (!to_server) {
      to_server = client.step(answer.octets.value_or("")).octets;
    }
  }
  for (int steps = 0; steps < 8; ++steps) {
    answer = server.step(to_server.value_or(""));
    if (answer.progress == sasl_progress::failed) {
      return false;
    }
    if (answer.progress == sasl_progress::done) {
      // What a server still has to say goes as a challenge, and the empty response is ignored.
      if (answer.octets && !answer.octets->empty() &&
          client.step(*answer.octets).progress == sasl_progress::failed) {
        return false;
      }
      return client.peer_proven();
    }
    const sasl_answer said = client.step(answer.octets.value_or(""));
    if (said.progress == sasl_progress::failed) {
      return false;
    }
    to_server = said.octets;
  }
  return false;
}

TEST(sasl, each_mechanism_lets_in_who_knows_the_secret_and_nobody_else) {
  for (const mechanism_info& each : mechanisms()) {
    SCOPED_TRACE(each.name);
    for (const bool initial_response : {true, false}) {
      const auto good = client_of(each.name, "mrose", "tanstaaf");
      const auto server = server_of(each.name, "mrose", "tanstaaf");
      ASSERT_NE(server, nullptr);
      EXPECT_TRUE(talk(*good, *server, initial_response && each.client_first))
          << good->why() << server->why();
      EXPECT_EQ(server->identity(), "mrose");
      EXPECT_EQ(good->mechanism(), each.name);
      const auto stranger = client_of(each.name, "nobody", "tanstaaf");
      EXPECT_FALSE(
          talk(*stranger, *server_of(each.name, "mrose", "tanstaaf"), initial_response && each.client_first));
      if (!each.needs_certificate) {
        const auto wrong = client_of(each.name, "mrose", "tanstaaF");
        const auto asked = server_of(each.name, "mrose", "tanstaaf");
        EXPECT_FALSE(talk(*wrong, *asked, initial_response && each.client_first));
        EXPECT_THAT(std::string(wrong->why()) + std::string(asked->why()), Not(HasSubstr("tanstaa")));
      }
    }
  }
}

TEST(sasl, names_with_separators_and_letters_beyond_ascii_work) {
  for (const mechanism_info& each : mechanisms()) {
    for (const char* const name : {"a,b=c", "m\xC3\xBCller", "a b"}) {
      SCOPED_TRACE(std::string(each.name) + " " + name);
      const auto client = client_of(each.name, name, "p\xC3\xA4ss");
      const auto server = server_of(each.name, name, "p\xC3\xA4ss");
      EXPECT_TRUE(talk(*client, *server, each.client_first));
      EXPECT_EQ(server->identity(), name);
    }
  }
}

TEST(sasl, a_binding_to_another_connection_is_refused) {
  for (const std::string_view name : {"SCRAM-SHA-1-PLUS", "SCRAM-SHA-256-PLUS"}) {
    EXPECT_FALSE(
        talk(*client_of(name, "mrose", "x", sansio::channel_binding{"tls-exporter", std::string(32, 'z')}),
             *server_of(name, "mrose", "x"), true));
    EXPECT_EQ(server_of(name, "mrose", "x", std::nullopt), nullptr);
    std::string why;
    EXPECT_EQ(make_client(name, {"mrose", {}, "x", {}}, std::nullopt, "h", 1, why), nullptr);
    EXPECT_FALSE(why.empty());
  }
}

// RFC 4616 section 4, RFC 2195 section 2, RFC 7628 section 4.1.
TEST(sasl, says_what_the_rfcs_print) {
  EXPECT_EQ(client_of("PLAIN", "tim", "tanstaaftanstaaf")->step(std::nullopt).octets,
            "\0tim\0tanstaaftanstaaf"sv);
  const auto cram = client_of("CRAM-MD5", "tim", "tanstaaftanstaaf");
  EXPECT_FALSE(cram->step(std::nullopt).octets);
  EXPECT_EQ(cram->step("<1896.697170952@postoffice.reston.mci.net>").octets,
            "tim b913a602c7eda7a495b4e6e7334d3890");
  EXPECT_EQ(client_of("OAUTHBEARER", "user@example.com", "vF9dft4qmT")->step(std::nullopt).octets,
            "n,a=user@example.com,\x01host=mail.example\x01port=995\x01"
            "auth=Bearer vF9dft4qmT\x01\x01");
  EXPECT_EQ(client_of("XOAUTH2", "u@x", "T")->step(std::nullopt).octets,
            "user=u@x\x01"
            "auth=Bearer T\x01\x01");
}

TEST(sasl, what_is_missing_is_told_and_nothing_made) {
  for (const mechanism_info& each : mechanisms()) {
    std::string why;
    if (!each.needs_certificate) {
      EXPECT_EQ(make_client(each.name, {"mrose", {}, {}, {}}, binding, "h", 1, why), nullptr) << each.name;
      EXPECT_FALSE(why.empty());
      EXPECT_EQ(make_client(each.name, {{}, {}, "secret", "secret"}, binding, "h", 1, why), nullptr)
          << each.name;
    }
  }
  std::string why;
  EXPECT_EQ(make_client("NTLM", {"a", {}, "b", {}}, binding, "h", 1, why), nullptr);
  EXPECT_EQ(server_of("NTLM", "a", "b"), nullptr);
  EXPECT_EQ(make_client("PLAIN", {std::string("a\0b", 3), {}, "tanstaaf", {}}, binding, "h", 1, why),
            nullptr);
  EXPECT_THAT(why, Not(HasSubstr("tanstaaf")));
}

struct hostile_case {
  const char* name;
  std::string_view mechanism;
  std::string challenge;  ///< {nonce} stands for the client's own
};

TEST(sasl, hostile_challenges_end_the_exchange) {
  const hostile_case cases[] = {
      {"nothing", "SCRAM-SHA-256", ""},
      {"no nonce of ours", "SCRAM-SHA-256", "r=other,s=QUJD,i=4096"},
      {"our nonce and no more", "SCRAM-SHA-256", "r={nonce},s=QUJD,i=4096"},
      {"no salt", "SCRAM-SHA-256", "r={nonce}x,i=4096"},
      {"no iterations", "SCRAM-SHA-256", "r={nonce}x,s=QUJD"},
      {"one iteration", "SCRAM-SHA-256", "r={nonce}x,s=QUJD,i=1"},
      {"no end of iterations", "SCRAM-SHA-256", "r={nonce}x,s=QUJD,i=2147483647"},
      {"more than 32 bits of iterations", "SCRAM-SHA-1", "r={nonce}x,s=QUJD,i=4294967297"},
      {"negative iterations", "SCRAM-SHA-1", "r={nonce}x,s=QUJD,i=-1"},
      {"an extension that must be understood", "SCRAM-SHA-1", "m=ext,r={nonce}x,s=QUJD,i=4096"},
      {"a salt that is no base64", "SCRAM-SHA-1", "r={nonce}x,s=!!,i=4096"},
      {"octets that are no text", "SCRAM-SHA-1", std::string("r=\0\xFF,s=,i=", 11)},
      {"more than a step may have", "SCRAM-SHA-1", std::string(step_limit + 1, 'x')},
      {"more than a step may have", "CRAM-MD5", std::string(step_limit + 1, 'x')},
  };
  for (const hostile_case& each : cases) {
    SCOPED_TRACE(each.name);
    const auto client = client_of(each.mechanism, "mrose", "tanstaaf");
    const std::string first = client->step(std::nullopt).octets.value_or("");
    std::string challenge = each.challenge;
    if (const auto at = challenge.find("{nonce}"); at != std::string::npos) {
      challenge.replace(at, 7, first.substr(first.find(",r=") + 3));
    }
    EXPECT_EQ(client->step(challenge).progress, sasl_progress::failed);
    EXPECT_FALSE(client->why().empty());
    EXPECT_THAT(std::string(client->why()), Not(HasSubstr("tanstaaf")));
    EXPECT_EQ(client->step("").progress, sasl_progress::failed);
  }
}

TEST(sasl, a_server_that_shows_a_wrong_signature_is_not_believed) {
  const auto client = client_of("SCRAM-SHA-256", "mrose", "tanstaaf");
  const auto server = server_of("SCRAM-SHA-256", "mrose", "tanstaaf");
  const auto first = server->step(client->step(std::nullopt).octets);
  ASSERT_EQ(client->step(*first.octets).progress, sasl_progress::more);
  EXPECT_FALSE(client->peer_proven());
  EXPECT_EQ(client->step("v=QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVowMTIzNDU=").progress, sasl_progress::failed);
  EXPECT_FALSE(client->peer_proven());
}

TEST(sasl, random_octets_do_no_harm_to_either_side) {
  std::mt19937 chance(1);
  for (int round = 0; round < 300; ++round) {
    for (const mechanism_info& each : mechanisms()) {
      const auto client = client_of(each.name, "mrose", "tanstaaf");
      const auto server = server_of(each.name, "mrose", "tanstaaf");
      static_cast<void>(client->step(std::nullopt));
      if (chance() % 2 == 0) {
        static_cast<void>(server->step(std::nullopt));
      }
      for (int step = 0; step < 3; ++step) {
        std::string octets(chance() % 40, '\0');
        for (char& octet : octets) {
          octet = static_cast<char>(chance());
        }
        static_cast<void>(client->step(octets));
        EXPECT_NE(server->step(octets).progress, sasl_progress::done);
      }
    }
  }
}

}  // namespace
}  // namespace popquiz::sasl
