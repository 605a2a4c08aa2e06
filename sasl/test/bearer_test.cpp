// XOAUTH2 and OAUTHBEARER: what a server takes, and how an error ends.
#include "bearer_message.hpp"
#include "parties.hpp"

namespace popquiz::sasl {
namespace {

using namespace std::string_view_literals;

struct bearer_case {
  const char* name;
  std::string_view mechanism;
  std::string_view message;
  enum { done, told, refused } result;
};

// The user is "u,v", the token "T.t==".
TEST(sasl_bearer, a_server_takes_what_the_specifications_have) {
  const bearer_case cases[] = {
      {"as printed", "XOAUTH2",
       "user=u,v\x01"
       "auth=Bearer T.t==\x01\x01",
       bearer_case::done},
      {"bearer in lower case", "XOAUTH2",
       "user=u,v\x01"
       "auth=bearer T.t==\x01\x01",
       bearer_case::done},
      {"another token", "XOAUTH2",
       "user=u,v\x01"
       "auth=Bearer T.t=\x01\x01",
       bearer_case::told},
      {"another user", "XOAUTH2",
       "user=u\x01"
       "auth=Bearer T.t==\x01\x01",
       bearer_case::told},
      {"no token", "XOAUTH2",
       "user=u,v\x01"
       "auth=Bearer \x01\x01",
       bearer_case::told},
      {"one separator in the end", "XOAUTH2",
       "user=u,v\x01"
       "auth=Bearer T.t==\x01",
       bearer_case::refused},
      {"three in the end", "XOAUTH2",
       "user=u,v\x01"
       "auth=Bearer T.t==\x01\x01\x01",
       bearer_case::refused},
      {"OAUTHBEARER's message", "XOAUTH2",
       "n,a=u=2Cv,\x01"
       "auth=Bearer T.t==\x01\x01",
       bearer_case::refused},
      {"an empty name", "XOAUTH2",
       "user=\x01"
       "auth=Bearer T.t==\x01\x01",
       bearer_case::refused},
      {"nothing", "XOAUTH2", "", bearer_case::refused},

      {"as printed", "OAUTHBEARER",
       "n,a=u=2Cv,\x01host=h\x01port=143\x01"
       "auth=Bearer T.t==\x01\x01",
       bearer_case::done},
      {"BeArEr", "OAUTHBEARER",
       "n,a=u=2Cv,\x01"
       "auth=BeArEr T.t==\x01\x01",
       bearer_case::done},
      {"a client that can bind", "OAUTHBEARER",
       "y,a=u=2Cv,\x01"
       "auth=Bearer T.t==\x01\x01",
       bearer_case::done},
      {"unknown keys", "OAUTHBEARER",
       "n,a=u=2Cv,\x01qs=\x01"
       "auth=Bearer T.t==\x01x=y\x01\x01",
       bearer_case::done},
      {"another token", "OAUTHBEARER",
       "n,a=u=2Cv,\x01"
       "auth=Bearer T.t\x01\x01",
       bearer_case::told},
      {"another kind of token", "OAUTHBEARER",
       "n,a=u=2Cv,\x01"
       "auth=MAC T.t==\x01\x01",
       bearer_case::told},
      {"a question for the scope", "OAUTHBEARER",
       "n,a=u=2Cv,\x01"
       "auth=\x01\x01",
       bearer_case::told},
      {"a client that wants to bind", "OAUTHBEARER",
       "p=tls-unique,a=u=2Cv,\x01"
       "auth=Bearer T.t==\x01\x01",
       bearer_case::refused},
      {"no name", "OAUTHBEARER",
       "n,,\x01"
       "auth=Bearer T.t==\x01\x01",
       bearer_case::refused},
      {"a name that is no saslname", "OAUTHBEARER",
       "n,a=u=2cv,\x01"
       "auth=Bearer T.t==\x01\x01",
       bearer_case::refused},
      {"no token", "OAUTHBEARER", "n,a=u=2Cv,\x01host=h\x01\x01", bearer_case::refused},
      {"two tokens", "OAUTHBEARER",
       "n,a=u=2Cv,\x01"
       "auth=Bearer x\x01"
       "auth=Bearer T.t==\x01\x01",
       bearer_case::refused},
      {"a key of digits", "OAUTHBEARER",
       "n,a=u=2Cv,\x01"
       "1=2\x01"
       "auth=Bearer T.t==\x01\x01",
       bearer_case::refused},
      {"no last separator", "OAUTHBEARER",
       "n,a=u=2Cv,\x01"
       "auth=Bearer T.t==\x01",
       bearer_case::refused},
      {"octets behind the last separator", "OAUTHBEARER",
       "n,a=u=2Cv,\x01"
       "auth=Bearer T.t==\x01\x01x",
       bearer_case::refused},
      {"what belongs behind an error", "OAUTHBEARER", "\x01", bearer_case::refused},
      {"a comma", "OAUTHBEARER",
       "n,a=\x01"
       "auth=Bearer T.t==\x01\x01",
       bearer_case::refused},
      {"XOAUTH2's message", "OAUTHBEARER",
       "user=u,v\x01"
       "auth=Bearer T.t==\x01\x01",
       bearer_case::refused},
  };
  for (const bearer_case& each : cases) {
    SCOPED_TRACE(std::string(each.mechanism) + ": " + each.name);
    const auto server = server_of(each.mechanism, "u,v", "T.t==");
    const auto answer = server->step(each.message);
    switch (each.result) {
      case bearer_case::done:
        EXPECT_EQ(answer.progress, sasl_progress::done);
        EXPECT_FALSE(answer.octets);
        EXPECT_EQ(server->identity(), "u,v");
        break;
      case bearer_case::told:
        EXPECT_EQ(answer.progress, sasl_progress::more);
        EXPECT_TRUE(answer.octets.value_or("").starts_with(R"({"status":")")) << answer.octets.value_or("");
        EXPECT_EQ(server->step(each.mechanism == "XOAUTH2" ? "" : "\x01").progress, sasl_progress::failed);
        EXPECT_EQ(server->identity(), "");
        break;
      case bearer_case::refused:
        EXPECT_EQ(answer.progress, sasl_progress::failed);
        break;
    }
  }
}

TEST(sasl_bearer, a_server_does_not_take_a_second_try_behind_its_error) {
  const auto server = server_of("XOAUTH2", "u", "T");
  ASSERT_EQ(server
                ->step("user=u\x01"
                       "auth=Bearer x\x01\x01")
                .progress,
            sasl_progress::more);
  EXPECT_EQ(server
                ->step("user=u\x01"
                       "auth=Bearer T\x01\x01")
                .progress,
            sasl_progress::failed);
}

TEST(sasl_bearer, a_client_answers_an_error_with_as_little_as_it_can_and_believes_no_ok) {
  for (const auto& [mechanism, dummy] : {std::pair{"XOAUTH2", ""sv}, std::pair{"OAUTHBEARER", "\x01"sv}}) {
    const auto client = client_of(mechanism, "u", "T");
    EXPECT_EQ(client->step(std::nullopt).progress, sasl_progress::done);
    EXPECT_TRUE(client->peer_proven());
    const auto answer = client->step(R"({"status":"401","hint":"T"})");
    EXPECT_EQ(answer.progress, sasl_progress::done);
    EXPECT_EQ(answer.octets, dummy);
    EXPECT_FALSE(client->peer_proven());
    EXPECT_EQ(client->why(), "the server refuses the token");
    EXPECT_EQ(client->step("x").progress, sasl_progress::failed);
  }
}

TEST(sasl_bearer, what_is_printed_is_parsed_again) {
  for (const std::string user : {"u", "a,b=c", "=2C", "u@example.com"}) {
    const auto x = print_xoauth2(user, "T");
    const auto bearer = print_oauthbearer(user, "T", "", 0);
    EXPECT_EQ(parse_xoauth2(x).value().user, user);
    EXPECT_EQ(parse_oauthbearer(bearer).value().user, user);
    EXPECT_EQ(parse_oauthbearer(bearer).value().token, "T");
    for (std::size_t cut = 0; cut < bearer.size(); ++cut) {
      EXPECT_FALSE(parse_oauthbearer(bearer.substr(0, cut))) << cut;
    }
    for (std::size_t cut = 0; cut < x.size(); ++cut) {
      EXPECT_FALSE(parse_xoauth2(x.substr(0, cut))) << cut;
    }
  }
}

}  // namespace
}  // namespace popquiz::sasl
