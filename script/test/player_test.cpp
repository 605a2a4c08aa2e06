#include "play_peer.hpp"

#include <gmock/gmock.h>

namespace popquiz::script::test {
namespace {

const exchange quit{"QUIT\r\n", "+OK bye\r\n", true};

struct row {
  const char* name;
  const char* steps;
  std::vector<talk> talks;
};

std::string name_of(const testing::TestParamInfo<row>& info) {
  return info.param.name;
}
std::ostream& operator<<(std::ostream& out, const row& r) {
  return out << r.name;
}

/// Scripts that pass, with every octet that the player says.
class player_passes : public testing::TestWithParam<row> {};

TEST_P(player_passes, for_every_segmentation) {
  const row& r = GetParam();
  const played whole = play(r.steps, r.talks);
  ASSERT_EQ(whole.result.status, play_status::passed)
      << whole.result.reason << "\nexpected: " << whole.result.expected << "\ncame: " << whole.result.came;
  EXPECT_TRUE(whole.closed);
  EXPECT_EQ(whole.unexpected, "");
  EXPECT_THAT(whole.unsaid, testing::IsEmpty());
  for (std::size_t at = 0; at <= longest(r.talks) && !HasFailure(); ++at) {
    const played cut = play(r.steps, r.talks, {at == 0 ? 1U : 1'000'000U, at});
    EXPECT_EQ(cut.result.status, play_status::passed) << "cut at " << at << ": " << cut.result.came;
    EXPECT_EQ(cut.transcript, whole.transcript) << "cut at " << at;
    EXPECT_EQ(cut.unexpected, "");
  }
}

INSTANTIATE_TEST_SUITE_P(
    player, player_passes,
    testing::Values(
        row{"greeting_by_itself",
            "C: CAPA\nS: +OK\n",
            {{{"", "+OK hi\r\n"}, {"CAPA\r\n", "+OK\r\nUIDL\r\n.\r\n"}, quit}}},
        row{"greeting_in_the_script",
            "S: +OK {any greeting}\nC: NOOP\nS: -ERR\n",
            {{{"", "+OK hi there\r\n"}, {"NOOP\r\n", "-ERR\r\n"}, quit}}},
        row{"greeting_as_raw_octets",
            "S! \"+OK hi\\r\\n\"\nC: NOOP\nS: -ERR\n",
            {{{"", "+OK hi\r\n"}, {"NOOP\r\n", "-ERR\r\n"}, quit}}},
        row{"login", "login\nC: NOOP\nS: +OK\n", {logged_in({{"NOOP\r\n", "+OK\r\n"}, quit})}},
        row{"login_refused_is_an_answer",
            "login or refused\nif logged in\n  C: NOOP\n  S: +OK\nif refused\n  C: STAT\n  S: -ERR\n",
            {{{"", "+OK\r\n"},
              {"USER alice\r\n", "+OK\r\n"},
              {"PASS sesame\r\n", "-ERR no\r\n"},
              {"STAT\r\n", "-ERR\r\n"},
              quit}}},
        row{"login_refused_at_USER",
            "login or refused\nif logged in\n  C: NOOP\n  S: +OK\n",
            {{{"", "+OK\r\n"}, {"USER alice\r\n", "-ERR\r\n"}, quit}}},
        row{"login_refused_by_closing",
            "login or refused\nif logged in\n  C: NOOP\n  S: +OK\n",
            {{{"", "+OK\r\n"}, {"USER alice\r\n", "", true}}}},
        row{"login_refused_by_the_greeting",
            "login or refused\nif logged in\n  C: NOOP\n  S: +OK\n",
            {{{"", "-ERR busy\r\n"}, quit}}},
        row{"capture_and_use",
            "login\nC: STAT\nS: +OK {number n} {number o}\nC: RETR {=n + 1}\nS: -ERR\ncheck {=o} + 1 == 120 "
            "- {=n} + 4\n",
            {logged_in({{"STAT\r\n", "+OK 3 120\r\n"}, {"RETR 4\r\n", "-ERR\r\n"}, quit})}},
        row{"apop",
            "C: APOP {=user} {=apop-digest}\nS: +OK\n",
            {{{"", "+OK <1.2@host>\r\n"}, {"APOP alice md5of<16>\r\n", "+OK\r\n"}, quit}}},
        row{"predefined_names",
            "login\nC: XX {=messages} {=timestamp} {=password}\nS: -ERR\n",
            {logged_in({{"XX 2 <1.2@host> sesame\r\n", "-ERR\r\n"}, quit})}},
        row{"body_line_by_line",
            "login\nC: LIST\nS: +OK\nS| 1 {number}\nS| {any}\nS.\nC: NOOP\nS: +OK\n",
            {logged_in({{"LIST\r\n", "+OK\r\n1 10\r\n2 20\r\n.\r\n"}, {"NOOP\r\n", "+OK\r\n"}, quit})}},
        row{"body_lines_many",
            "login\nC: LIST\nS: +OK\nS* {number} {number last}\nS.\ncheck {=last} == 30\n",
            {logged_in({{"LIST\r\n", "+OK\r\n1 10\r\n2 30\r\n.\r\n"}, quit})}},
        row{"body_lines_none",
            "login\nC: LIST\nS: +OK\nS* {number} {number}\nS.\n",
            {logged_in({{"LIST\r\n", "+OK\r\n.\r\n"}, quit})}},
        row{"body_left_unread",
            "login\nC: LIST\nS: +OK\nS| 1 10\nC: NOOP\nS: +OK\n",
            {logged_in({{"LIST\r\n", "+OK\r\n1 10\r\n2 20\r\n.\r\n"}, {"NOOP\r\n", "+OK\r\n"}, quit})}},
        row{"body_dropped_at_the_end",
            "login\nC: LIST\nS: +OK\n",
            {logged_in({{"LIST\r\n", "+OK\r\n1 10\r\n.\r\n"}, quit})}},
        row{"body_as_raw_octets",
            "login\nC: RETR 1\nS! \"+OK\\r\\n..a\"\nS! \"\\r\\n\"\nS! \".\\r\\n\"\ncheck octets of body == "
            "4\nC: NOOP\nS: +OK\n",
            {logged_in({{"RETR 1\r\n", "+OK\r\n..a\r\n.\r\n"}, {"NOOP\r\n", "+OK\r\n"}, quit})}},
        row{"body_half_raw",
            "login\nC: LIST\nS: +OK\nS! \"1 10\\r\\n.\\r\\n\"\nC: NOOP\nS: +OK\n",
            {logged_in({{"LIST\r\n", "+OK\r\n1 10\r\n.\r\n"}, {"NOOP\r\n", "+OK\r\n"}, quit})}},
        row{"raw_that_is_no_reply",
            "login\nC: NOOP\nS! \"hello\\r\\n\"\nC: NOOP\nS: +OK\n",
            {logged_in({{"NOOP\r\n", "hello\r\n"}, {"NOOP\r\n", "+OK\r\n"}, quit})}},
        row{"message",
            "login\nfor n in maildrop\n  C: RETR {=n}\n  S: +OK\n  S@ message {=n}\n  check octets of body "
            "== octets of message {=n}\n",
            {logged_in({{"RETR 1\r\n", "+OK\r\nSubject: one\r\n\r\nfirst\r\n..dot\r\nlast\r\n.\r\n"},
                        {"RETR 2\r\n", "+OK\r\nno header at all\r\nsecond line\r\n.\r\n"},
                        quit})}},
        row{"message_headers",
            "login\nC: TOP 1 0\nS: +OK\nS@ message 1 headers\n",
            {logged_in({{"TOP 1 0\r\n", "+OK\r\nSubject: one\r\n\r\n.\r\n"}, quit})}},
        row{"message_lines",
            "login\nC: TOP 1 2\nS: +OK\nS@ message 1 lines 2\nC: TOP 1 9\nS: +OK\nS@ message 1 lines 9\n",
            {logged_in({{"TOP 1 2\r\n", "+OK\r\nSubject: one\r\n\r\nfirst\r\n..dot\r\n.\r\n"},
                        {"TOP 1 9\r\n", "+OK\r\nSubject: one\r\n\r\nfirst\r\n..dot\r\nlast\r\n.\r\n"},
                        quit})}},
        row{"message_without_blank_line",
            "login\nC: TOP 2 0\nS: +OK\nS@ message 2 headers\nC: TOP 2 0\nS: +OK\nS@ message 2 headers\n",
            {logged_in({{"TOP 2 0\r\n", "+OK\r\nno header at all\r\nsecond line\r\n.\r\n"},
                        {"TOP 2 0\r\n", "+OK\r\nno header at all\r\nsecond line\r\n\r\n.\r\n"},
                        quit})}},
        row{"bodies_compared",
            "login\nC: LIST\nS: +OK\nremember body as a\nC: LIST\nS: +OK\ncheck body is a\nC: LIST\nS: "
            "+OK\ncheck body is not a\ncheck body begins a\ncheck lines of body == 1\ncheck distinct column "
            "2 of body\ncheck column 2 of body == 10\n",
            {logged_in({{"LIST\r\n", "+OK\r\n1 10\r\n2 20\r\n.\r\n"},
                        {"LIST\r\n", "+OK\r\n1 10\r\n2 20\r\n.\r\n"},
                        {"LIST\r\n", "+OK\r\n1 10\r\n.\r\n"},
                        quit})}},
        row{"maildrop_terms",
            "check octets of maildrop == 66\ncheck messages of maildrop >= 2\ncheck length of {=user} != "
            "4\ncheck octets of message 1 > 1\ncheck 1 < 2\ncheck 2 <= 2\ncheck - 3 + 5 == 2\n",
            {{}}},
        row{"together",
            "login\ntogether\n  C: NOOP\n  for x in a b\n    C: {=x}\nS: +OK\nS: -ERR\nS: -ERR\n",
            {logged_in({{"NOOP\r\na\r\nb\r\n", "+OK\r\n-ERR\r\n-ERR\r\n"}, quit})}},
        row{"two_replies_for_one_raw",
            "login\nC! \"NOOP\\r\\nLIST\\r\\n\"\nS: +OK\nS: +OK\nS| 1 1\nS.\n",
            {logged_in({{"NOOP\r\nLIST\r\n", "+OK\r\n+OK\r\n1 1\r\n.\r\n"}, quit})}},
        row{"sasl",
            "S: +OK\nC: AUTH PLAIN\nS: + \nC: AGEAYg==\nS: +OK\n",
            {{{"", "+OK\r\n"}, {"AUTH PLAIN\r\n", "+ \r\n"}, {"AGEAYg==\r\n", "+OK\r\n"}, quit}}},
        row{"status_conditions",
            "login\nC: NOOP\nS: {any}\nif +OK\n  C: A\n  S: -ERR\nif -ERR\n  C: B\n  S: -ERR\n",
            {logged_in({{"NOOP\r\n", "+OK\r\n"}, {"A\r\n", "-ERR\r\n"}, {"B\r\n", "-ERR\r\n"}, quit})}},
        row{"loops",
            "login\nrepeat 2 times\n  C: NOOP\n  S: +OK\nrepeat 0 times\n  C: NO\nfor x in \"a b\" 1\n  C: "
            "{=x}\n  S: -ERR\n",
            {logged_in({{"NOOP\r\n", "+OK\r\n"},
                        {"NOOP\r\n", "+OK\r\n"},
                        {"a b\r\n", "-ERR\r\n"},
                        {"1\r\n", "-ERR\r\n"},
                        quit})}},
        row{"two_sessions",
            "session a\n  login\n  C: STAT\n  S: +OK {number n} {number}\nsession b\nlogin or "
            "refused\nsession a\nC: STAT\nS: +OK {=n} {number}\n",
            {logged_in({{"STAT\r\n", "+OK 2 4\r\n"}, {"STAT\r\n", "+OK 2 4\r\n"}, quit}),
             {{"", "+OK\r\n"}, {"USER alice\r\n", "-ERR locked\r\n"}, quit}}},
        row{"timestamp_of_each_session",
            "session a\n  C: {=timestamp}\n  S: -ERR\nsession b\n  C: {=timestamp}\n  S: -ERR\nsession a\n  "
            "C: {=timestamp}\n  S: -ERR\n",
            {{{"", "+OK <a@b>\r\n"}, {"<a@b>\r\n", "-ERR\r\n"}, {"<a@b>\r\n", "-ERR\r\n"}, quit},
             {{"", "+OK <c@d>\r\n"}, {"<c@d>\r\n", "-ERR\r\n"}, quit}}},
        row{"lines_of_a_body_in_any_order",
            "C: CAPA\nS: +OK\ncheck every line of body is a capability\ncheck a line of body is \"SASL {any "
            "names}\"\ncheck no line of body is \"STLS {any}\"\nremember body as before\nif a line of body "
            "is "
            "\"uidl\"\n  C: no\nif no line of body is \"TOP\"\n  C: {=names}\n  S: -ERR\nC: CAPA\nS: "
            "+OK\ncheck "
            "body has every tag of before but stls X-1\n",
            {{{"", "+OK\r\n"},
              {"CAPA\r\n", "+OK\r\nSTLS\r\nSASL A B\r\nUIDL\r\n.\r\n"},
              {"A B\r\n", "-ERR\r\n"},
              {"CAPA\r\n", "+OK\r\nuidl\r\nsasl A B C\r\n.\r\n"},
              quit}}},
        row{"what_the_reply_is",
            "C: NO\nS: -ERR\nif reply is \"-ERR [{any}\"\n  check reply is \"-ERR [{word code}]{any}\"\nif "
            "reply "
            "is not \"-ERR [{any}\"\n  C: no\nC: {=code}\nS: -ERR\ncheck reply is not \"+{any}\"\n",
            {{{"", "+OK\r\n"}, {"NO\r\n", "-ERR [SYS/TEMP] x\r\n"}, {"SYS/TEMP\r\n", "-ERR\r\n"}, quit}}},
        row{"secrets_that_user_and_password_tell",
            "C: AUTH PLAIN {secret plain}\nS: -ERR\nC: PASS {secret password}\nS: -ERR\n",
            {{{"", "+OK\r\n"},
              {"AUTH PLAIN AGFsaWNlAHNlc2FtZQ==\r\n", "-ERR\r\n"},
              {"PASS sesame\r\n", "-ERR\r\n"},
              quit}}},
        row{"quit_in_the_script", "login\nC: QUIT\nS: +OK\nexpect close\n", {logged_in({quit})}},
        row{"quit_without_looking", "login\nC: QUIT\n", {logged_in({quit})}},
        row{"expect_nothing",
            "login\nexpect nothing for 100ms\nC! \"NO\"\nexpect nothing for 5s\nC! \"OP\\r\\n\"\nS: +OK\n",
            {logged_in({{"NOOP\r\n", "+OK\r\n"}, quit})}},
        row{"reset_before_the_greeting", "reset\n", {{{"", "+OK\r\n"}}}},
        row{"bare_cr_in_a_body",
            "login\nC: RETR 1\nS: +OK\nS| a\\rb\nS.\n",
            {logged_in({{"RETR 1\r\n", "+OK\r\na\rb\r\n.\r\n"}, quit})}},
        row{"deleted_messages_stay",
            "login\nC: DELE 1\nS: +OK\nC: RSET\nS: +OK\n",
            {logged_in({{"DELE 1\r\n", "+OK\r\n"}, {"RSET\r\n", "+OK\r\n"}, quit})}},
        row{"no_quit_over_a_deletion",
            "login\nC: DELE 1\nS: +OK\n",
            {logged_in({{"DELE 1\r\n", "+OK\r\n"}})}},
        row{"no_quit_over_what_may_be_one",
            "login\nC! \"DELE 1\\n\"\nS: +OK\n",
            {logged_in({{"DELE 1\n", "+OK\r\n"}})}},
        row{"quit_over_a_promised_deletion",
            "id: t\ntitle: t\nsubject: server\nchanges: messages\n\nlogin\nC: DELE 1\nS: +OK\n",
            {logged_in({{"DELE 1\r\n", "+OK\r\n"}, quit})}}),
    name_of);

TEST(player, cuts_what_is_said) {
  const auto said = [](const char* steps, const talk& t) { return play(steps, {t}).segments; };
  EXPECT_THAT(said("S: +OK\ncut at 2\n  C: AB\n", {{"", "+OK\r\n"}, {"AB\r\n", "-ERR\r\n"}}),
              testing::ElementsAre("AB", "\r\n"));
  EXPECT_THAT(said("S: +OK\ncut at 9\n  C: AB\n", {{"", "+OK\r\n"}}), testing::ElementsAre("AB\r\n"));
  EXPECT_THAT(said("S: +OK\ncut every 3\n  C: ABCDE\n", {{"", "+OK\r\n"}}),
              testing::ElementsAre("ABC", "DE\r", "\n"));
  const exchange reply{"AB\r\n", "-ERR\r\n", false};
  EXPECT_THAT(said("S: +OK\ncut everywhere\n  C: AB\n  S: -ERR\n",
                   {{"", "+OK\r\n"}, reply, reply, reply, {"QUIT\r\n", "", true}}),
              testing::ElementsAre("A", "B\r\n", "AB", "\r\n", "AB\r", "\n", "QUIT\r\n"));
}

TEST(player, keeps_segments_apart_by_the_pause) {
  player_settings settings = test_settings();
  settings.segment_pause = std::chrono::milliseconds(7);
  const played p =
      play("S: +OK\ncut every 1\n  C: A\nS: -ERR\n",
           {{{"", "+OK\r\n"}, {"A\r\n", "-ERR\r\n"}, {"QUIT\r\n", "", true}}}, {}, two_messages(), settings);
  EXPECT_EQ(p.result.status, play_status::passed);
  EXPECT_EQ(p.took, std::chrono::milliseconds(14));
}

TEST(player, waits) {
  const played p = play("S: +OK\nwait 9m50s\nC: NOOP\nS: +OK\n",
                        {{{"", "+OK\r\n"}, {"NOOP\r\n", "+OK\r\n"}, {"QUIT\r\n", "", true}}});
  EXPECT_EQ(p.result.status, play_status::passed);
  EXPECT_EQ(p.took, std::chrono::minutes(9) + std::chrono::seconds(50));
}

TEST(player, writes_the_conversation_down_without_secrets) {
  const played p =
      play("login\nC: APOP alice {=apop-digest}\nS: -ERR\n",
           {logged_in({{"APOP alice md5of<16>\r\n", "-ERR not sesame\r\n"}, {"QUIT\r\n", "+OK\r\n", true}})});
  EXPECT_EQ(p.result.status, play_status::passed);
  EXPECT_THAT(
      p.transcript,
      testing::ElementsAre("0 - connected", "0 S +OK hello <1.2@host>", "0 C USER alice", "0 S +OK",
                           "0 C PASS {secret}", "0 S +OK", "0 C APOP alice {secret}", "0 S -ERR not {secret}",
                           "0 C QUIT", "0 S +OK", "0 - closed by the server", "0 - closed"));
}

TEST(player, closes_in_the_middle_of_a_body) {
  const played p = play("login\nC: LIST\nS: +OK\nclose\n", {logged_in({{"LIST\r\n", "+OK\r\n1 1\r\n"}})});
  EXPECT_EQ(p.result.status, play_status::passed);
  EXPECT_TRUE(p.closed);
}

TEST(player, names_its_sessions) {
  const auto names = [](const char* steps) {
    const auto parsed = parse_script(std::string("title: t\n\n") + steps, "t");
    return player(*parsed.value, two_messages(), {}).sessions();
  };
  EXPECT_THAT(names("C: A\n"), testing::ElementsAre(""));
  EXPECT_THAT(names("check 1 == 1\nsession a\n  C: A\nsession b\nC: B\nsession a\n"),
              testing::ElementsAre("", "a", "b"));
  EXPECT_THAT(names("session b\n  C: A\nsession a\n  C: B\n"), testing::ElementsAre("b", "a"));
}

TEST(player, stays_done) {
  const auto parsed = parse_script("title: t\n\n", "t");
  player p(*parsed.value, two_messages(), {});
  EXPECT_TRUE(is_done(p.resume({}, {})));
  EXPECT_TRUE(is_done(p.resume({sansio::io_status::failed, 0}, {})));
  EXPECT_EQ(p.result().status, play_status::passed);
}

}  // namespace
}  // namespace popquiz::script::test
