// What the plain mechanisms and EXTERNAL say, octet for octet, and for whom they let act.
#include "parties.hpp"

namespace popquiz::sasl {
namespace {

using namespace std::string_view_literals;

TEST(sasl_login, asks_for_the_name_and_the_password_as_the_draft_has_it) {
  const auto server = server_of("LOGIN", "tim", "tanstaaftanstaaf");
  EXPECT_EQ(server->step(std::nullopt).octets, "User Name");
  EXPECT_EQ(server->step("tim").octets, "Password");
  EXPECT_EQ(server->step("tanstaaftanstaaf").progress, sasl_progress::done);
  EXPECT_EQ(server->identity(), "tim");
}

TEST(sasl_login, the_name_may_come_along_with_auth) {
  const auto server = server_of("LOGIN", "tim", "x");
  EXPECT_EQ(server->step("tim").octets, "Password");
  EXPECT_EQ(server->step("x").progress, sasl_progress::done);
}

TEST(sasl_login, a_client_does_not_care_how_it_is_asked) {
  for (const std::string_view question : {"User Name\0"sv, "Username:"sv, ""sv, "\xFF\x00"sv}) {
    const auto client = client_of("LOGIN", "tim", "tanstaaftanstaaf");
    const auto first = client->step(std::nullopt);
    EXPECT_EQ(first.progress, sasl_progress::more);
    EXPECT_FALSE(first.octets);
    EXPECT_EQ(client->step(question).octets, "tim");
    const auto last = client->step(question);
    EXPECT_EQ(last.octets, "tanstaaftanstaaf");
    EXPECT_EQ(last.progress, sasl_progress::done);
    EXPECT_EQ(client->step(question).progress, sasl_progress::failed);
  }
}

TEST(sasl_login, a_password_may_be_any_octets) {
  const auto server = server_of("LOGIN", "tim", "p\xE4ss\x7F");
  EXPECT_TRUE(talk(*client_of("LOGIN", "tim", "p\xE4ss\x7F"), *server));
}

TEST(sasl_cram_md5, has_no_initial_response) {  // RFC 5034 s4
  EXPECT_EQ(server_of("CRAM-MD5", "tim", "x")->step("test").progress, sasl_progress::failed);
  EXPECT_EQ(server_of("CRAM-MD5", "tim", "x")->step("").progress, sasl_progress::failed);
}

TEST(sasl_cram_md5, each_challenge_is_a_new_message_id) {
  const auto one = server_of("CRAM-MD5", "tim", "x")->step(std::nullopt).octets.value_or("");
  const auto two = server_of("CRAM-MD5", "tim", "x")->step(std::nullopt).octets.value_or("");
  EXPECT_TRUE(one.starts_with('<') && one.ends_with('>') && one.find('@') != std::string::npos) << one;
  EXPECT_NE(one, two);
}

struct plain_case {
  const char* name;
  std::string_view message;
  bool lets_in;
};

// The user is "mrose", the password "xipj3plmq" (RFC 4616 s4).
TEST(sasl_plain, a_server_takes_what_rfc_4616_takes) {
  const plain_case cases[] = {
      {"no authorization identity", "\0mrose\0xipj3plmq"sv, true},
      {"the user's own", "mrose\0mrose\0xipj3plmq"sv, true},
      {"somebody else's", "Ursel\0mrose\0xipj3plmq"sv, false},
      {"a wrong password", "\0mrose\0xipj3plmQ"sv, false},
      {"the beginning of the password", "\0mrose\0xipj3"sv, false},
      {"more than the password", "\0mrose\0xipj3plmqq"sv, false},
      {"no password", "\0mrose\0"sv, false},
      {"no name", "\0\0xipj3plmq"sv, false},
      {"one NUL", "mrose\0xipj3plmq"sv, false},
      {"no NUL", "mrose"sv, false},
      {"a NUL behind the password", "\0mrose\0xipj3plmq\0"sv, false},
      {"a fourth field", "\0mrose\0xipj3plmq\0x"sv, false},
      {"an authorization identity of which nothing is left", "\xC2\xAD\0mrose\0xipj3plmq"sv, false},
      {"a name of which nothing is left", "\0\xC2\xAD\0xipj3plmq"sv, false},
      {"a name that becomes the user's", "\0mro\xC2\xADse\0xipj3plmq"sv, true},
      {"a password that becomes the user's",
       "\0mrose\0xipj\xC2\xAD"
       "3plmq"sv,
       true},
      {"octets that are no UTF-8", "\0mrose\xFF\0xipj3plmq"sv, false},
      {"nothing", ""sv, false},
  };
  for (const plain_case& each : cases) {
    SCOPED_TRACE(each.name);
    const auto server = server_of("PLAIN", "mrose", "xipj3plmq");
    EXPECT_EQ(server->step(each.message).progress,
              each.lets_in ? sasl_progress::done : sasl_progress::failed);
    EXPECT_EQ(server->identity(), each.lets_in ? "mrose" : "");
  }
}

TEST(sasl_plain, fields_of_255_octets_are_accepted) {
  const std::string name(255, 'u');
  const std::string password(255, 'p');
  const auto server = server_of("PLAIN", name, password);
  EXPECT_EQ(server->step(name + '\0' + name + '\0' + password).progress, sasl_progress::done);
}

struct external_case {
  const char* name;
  std::string_view says;
  bool lets_in;
};

TEST(sasl_external, lets_in_whom_the_certificate_is_for) {
  const external_case cases[] = {
      {"whoever it is", "", true},
      {"that user", "fred@example.com", true},
      {"somebody else", "barney@example.com", false},
      {"a name with a NUL", "fred@example.com\0x"sv, false},
      {"a name that is no UTF-8", "\xFF", false},
      {"a name of which nothing is left", "\xC2\xAD", false},
  };
  for (const external_case& each : cases) {
    SCOPED_TRACE(each.name);
    for (const opening how : {opening::initial_response, opening::asked_for}) {
      const auto server = server_of("EXTERNAL", "fred@example.com", "x");
      if (how == opening::asked_for) {
        EXPECT_EQ(server->step(std::nullopt).progress, sasl_progress::more);
      }
      EXPECT_EQ(server->step(each.says).progress, each.lets_in ? sasl_progress::done : sasl_progress::failed);
      EXPECT_EQ(server->identity(), each.lets_in ? "fred@example.com" : "");
    }
  }
}

TEST(sasl_external, is_not_there_without_a_certificate_and_fails_for_nobody) {
  const auto anybody = [](std::string_view) { return std::optional<std::string>("x"); };
  const auto nobody = [](std::string_view) { return std::optional<std::string>(); };
  EXPECT_EQ(make_server({"EXTERNAL", anybody, {}, {}}), nullptr);
  EXPECT_EQ(make_server({"EXTERNAL", anybody, {}, ""}), nullptr);
  EXPECT_EQ(make_server({"EXTERNAL", nobody, {}, "fred"})->step("").progress, sasl_progress::failed);
}

TEST(sasl_external, a_client_says_whom_it_is_for_or_nothing) {
  std::string why;
  const auto silent = make_client("EXTERNAL", {}, {}, why);
  ASSERT_NE(silent, nullptr) << why;
  const auto said = silent->step(std::nullopt);
  EXPECT_EQ(said.octets, "");  // not nothing: "=" over POP3
  EXPECT_EQ(said.progress, sasl_progress::done);
  const auto named = make_client("EXTERNAL", {"x", "fred@example.com", {}, {}}, {}, why);
  EXPECT_EQ(named->step(std::nullopt).octets, "fred@example.com");
}

}  // namespace
}  // namespace popquiz::sasl
