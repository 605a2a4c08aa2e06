#include "play_peer.hpp"

#include <popquiz/parser/errc.hpp>
#include <popquiz/parser/observation.hpp>

#include <gmock/gmock.h>

namespace popquiz::script::test {
namespace {

using enum play_status;

struct row {
  const char* name;
  const char* steps;
  std::vector<talk> talks;
  play_status status;
  std::uint32_t line;  ///< of the steps
  std::string expected;
  std::string came;  ///< aborted: the reason
};

std::string name_of(const testing::TestParamInfo<row>& info) {
  return info.param.name;
}
std::ostream& operator<<(std::ostream& out, const row& r) {
  return out << r.name;
}

/// Scripts that end in a mismatch or can't be played: what is reported, for every segmentation.
class player_reports : public testing::TestWithParam<row> {};

void expect_report(const row& r, const played& p) {
  EXPECT_EQ(static_cast<int>(p.result.status), static_cast<int>(r.status)) << p.result.reason;
  EXPECT_EQ(p.result.where.line, r.line + 4);
  EXPECT_EQ(p.result.expected, r.expected);
  EXPECT_EQ(r.status == aborted ? p.result.reason : p.result.came, r.came);
  EXPECT_TRUE(p.closed);
}

TEST_P(player_reports, the_same_for_every_segmentation) {
  const row& r = GetParam();
  for (std::size_t at = 0; at <= longest(r.talks) && !HasFailure(); ++at) {
    SCOPED_TRACE(at);
    expect_report(r, play(r.steps, r.talks, {at == 0 ? 1U : 1'000'000U, at}));
  }
}

template <class T>
std::string text_of(T what) {
  return std::string(parser::describe(what));
}

const char* const list = "login\nC: LIST\nS: +OK\n";
std::string after_list(const char* steps) {
  return std::string(list) + steps;
}

talk list_talk(const char* body) {
  return logged_in({{"LIST\r\n", std::string("+OK\r\n") + body}, {"QUIT\r\n", "+OK\r\n", true}});
}
INSTANTIATE_TEST_SUITE_P(
    status, player_reports,
    testing::Values(row{"other_status",
                        "login\nC: NOOP\nS: +OK\n",
                        {logged_in({{"NOOP\r\n", "-ERR sesame\r\n"}})},
                        mismatch,
                        3,
                        "S: +OK",
                        "-ERR {secret}"},
                    row{"other_text",
                        "login\nC: NOOP\nS= +OK {=user} {number}\n",
                        {logged_in({{"NOOP\r\n", "+OK alice x\r\n"}})},
                        mismatch,
                        3,
                        "S= +OK alice {number}",
                        "+OK alice x"},
                    row{"greeting",
                        "C: NOOP\n",
                        {{{"", "-ERR busy\r\n"}}},
                        mismatch,
                        1,
                        "S: +OK (the greeting)",
                        "-ERR busy"},
                    row{"login_user",
                        "login\n",
                        {{{"", "+OK\r\n"}, {"USER alice\r\n", "-ERR\r\n"}}},
                        mismatch,
                        1,
                        "S: +OK (to USER)",
                        "-ERR"},
                    row{"login_pass",
                        "login\n",
                        {{{"", "+OK\r\n"}, {"USER alice\r\n", "+OK\r\n"}, {"PASS sesame\r\n", "-ERR\r\n"}}},
                        mismatch,
                        1,
                        "S: +OK (to PASS)",
                        "-ERR"},
                    row{"nothing_came",
                        "login\nC: NOOP\nS: +OK\n",
                        {logged_in({})},
                        mismatch,
                        3,
                        "S: +OK",
                        "nothing for 10s"},
                    row{"half_a_line_came",
                        "login\nC: NOOP\nS: +OK\n",
                        {logged_in({{"NOOP\r\n", "+OK ha"}})},
                        mismatch,
                        3,
                        "S: +OK",
                        "+OK ha and then nothing for 10s"},
                    row{"closed",
                        "login\nC: NOOP\nS: +OK\n",
                        {logged_in({{"NOOP\r\n", "", true}})},
                        mismatch,
                        3,
                        "S: +OK",
                        "the server closed the connection"},
                    row{"closed_in_a_line",
                        "login\nC: NOOP\nS: +OK\n",
                        {logged_in({{"NOOP\r\n", "+O", true}})},
                        mismatch,
                        3,
                        "S: +OK",
                        "+O and then the server closed the connection"},
                    row{"no_reply_at_all",
                        "login\nC: NOOP\nS: +OK\n",
                        {logged_in({{"NOOP\r\n", "hello there\r\n"}})},
                        mismatch,
                        3,
                        "S: +OK",
                        "hello there (" + text_of(parser::parse_errc::bad_status_indicator) +
                            ", octet 32 of what the server sent)"},
                    row{"bare_line_feed",
                        "login\nC: NOOP\nS: +OK\n",
                        {logged_in({{"NOOP\r\n", "+OK\n"}})},
                        mismatch,
                        3,
                        "a reply as RFC 1939 section 3 has it",
                        text_of(parser::observation::bare_lf) + ", octet 35 of what the server sent"},
                    row{"octets_not_wanted",
                        "login\nC: NOOP\nS! \"+OK fine\\r\\n\"\n",
                        {logged_in({{"NOOP\r\n", "+OK find\r\n"}})},
                        mismatch,
                        3,
                        "S! \"+OK fine\\r\\n\"",
                        "+OK find\\r\\n (differs at octet 7)"},
                    row{"line_end_not_wanted",
                        "login\nC: NOOP\nS! \"+OK\\r\\n\"\n",
                        {logged_in({{"NOOP\r\n", "+OK\n"}})},
                        mismatch,
                        3,
                        "S! \"+OK\\r\\n\"",
                        "+OK\\n (differs at octet 3)"},
                    row{"octets_missing",
                        "login\nC: NOOP\nS! \"+OK\\r\\nxy\"\n",
                        {logged_in({{"NOOP\r\n", "+OK\r\nx"}})},
                        mismatch,
                        3,
                        "S! \"+OK\\r\\nxy\"",
                        "nothing for 10s"},
                    row{"something_for_nothing",
                        "login\nexpect nothing for 2s\n",
                        {logged_in({{"", "+OK a\r\nb"}})},
                        mismatch,
                        2,
                        "nothing for 2s",
                        "+OK a\\r\\nb"},
                    row{"close_for_nothing",
                        "login\nC: NOOP\nexpect nothing for 2s\n",
                        {logged_in({{"NOOP\r\n", "", true}})},
                        mismatch,
                        3,
                        "nothing for 2s",
                        "the server closed the connection"},
                    row{"something_before_the_close_that_may_be",
                        "login\nexpect nothing for 2s or close\n",
                        {logged_in({{"", "-ERR bye\r\n", true}})},
                        mismatch,
                        2,
                        "nothing for 2s, or the end",
                        "-ERR bye\\r\\n and then the server closed the connection"},
                    row{"octets_before_the_close",
                        "login\nexpect close\n",
                        {logged_in({{"", "bye", true}})},
                        mismatch,
                        2,
                        "the server closes the connection",
                        "bye"},
                    row{"no_close",
                        "login\nexpect close\n",
                        {logged_in({})},
                        mismatch,
                        2,
                        "the server closes the connection",
                        "nothing for 10s"}),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    aborted, player_reports,
    testing::Values(
        row{"name_not_captured",
            "login\nif -ERR\n  S: {x}\nC: RETR {=x}\n",
            {logged_in({})},
            aborted,
            4,
            "",
            "{=x} is not known: no step that was played captured it"},
        row{"no_timestamp",
            "C: APOP {=user} {=apop-digest}\n",
            {{{"", "+OK\r\n"}, {"QUIT\r\n", "", true}}},
            aborted,
            1,
            "",
            "{=apop-digest} is not known: the greeting has no timestamp"},
        row{"name_heard_not_captured",
            "S: {any}\nC: NOOP\nS: +OK {=x}\n",
            {{{"", "+OK\r\n"}, {"NOOP\r\n", "+OK\r\n"}}},
            aborted,
            3,
            "",
            "{=x} is not known: no step that was played captured it"},
        row{"no_number_to_add_to",
            "S: +OK {word w}\nC: RETR {=w + 1}\n",
            {{{"", "+OK abc\r\n"}}},
            aborted,
            2,
            "",
            "{=w + 1} is no number, or none that fits"},
        row{"message_not_known",
            "login\nC: RETR 3\nS: +OK\nS@ message 3\n",
            {logged_in({{"RETR 3\r\n", "+OK\r\n.\r\n"}})},
            aborted,
            4,
            "",
            "message 3 of the maildrop is not known"},
        row{"no_body",
            "login\nC: NOOP\nS: +OK\nS| x\n",
            {logged_in({{"NOOP\r\n", "+OK\r\n"}})},
            aborted,
            4,
            "",
            "the script looks at a body where the last reply has none"},
        row{"closed_session",
            "close\nC: NOOP\n",
            {{{"", "+OK\r\n"}}},
            aborted,
            2,
            "",
            "the session was closed before"},
        row{"ended_session",
            "login\nC: QUIT\nS: +OK\nexpect close\nC: NOOP\n",
            {logged_in({{"QUIT\r\n", "+OK\r\n", true}})},
            aborted,
            5,
            "",
            "the server has closed the session before"},
        row{"body_not_remembered", "check body is x\n", {{}}, aborted, 1, "", "no body was remembered as x"},
        row{"reply_that_is_another",
            "login\nC: NOOP\nS: +OK\ncheck reply is \"+OK [{word}]\"\n",
            {logged_in({{"NOOP\r\n", "+OK [X] sesame\r\n"}, {"QUIT\r\n", "+OK\r\n", true}})},
            mismatch,
            4,
            "reply is \"+OK [{word}]\"",
            "+OK [X] {secret}"},
        row{"name_not_captured_in_a_reply",
            "login\nC: NOOP\nS: +OK\ncheck reply is not \"{=x}\"\n",
            {logged_in({{"NOOP\r\n", "+OK\r\n"}, {"QUIT\r\n", "+OK\r\n", true}})},
            aborted,
            4,
            "",
            "{=x} is not known: no step that was played captured it"},
        row{"tag_missing",
            "C: CAPA\nS: +OK\nremember body as before\nC: CAPA\nS: +OK\ncheck body has every tag of before "
            "but TOP\n",
            {{{"", "+OK\r\n"},
              {"CAPA\r\n", "+OK\r\nTOP\r\nUIDL\r\n.\r\n"},
              {"CAPA\r\n", "+OK\r\nUIDLX\r\n.\r\n"},
              {"QUIT\r\n", "+OK\r\n", true}}},
            mismatch,
            6,
            "every tag of before",
            "no UIDL"},
        row{"no_base64_to_decode",
            "C: AUTH X\nS: + {word a}\nlet b be decoded \"{=a}\"\n",
            {{{"", "+OK\r\n"}, {"AUTH X\r\n", "+ a!b\r\n"}}},
            mismatch,
            3,
            "base64",
            "a!b"},
        row{"text_is_another",
            "S: +OK {any a}\ncheck {=a} is not \"x{any}\"\ncheck {=a} is \"x{any}\"\n",
            {{{"", "+OK hello\r\n"}, {"QUIT\r\n", "+OK\r\n", true}}},
            mismatch,
            3,
            "{=a} is \"x{any}\"",
            "hello"},
        row{"proof_without_a_function",
            "let p be CRAM-MD5 digest of \"<a@b>\"\n",
            {{{"", "+OK\r\n"}, {"QUIT\r\n", "+OK\r\n", true}}},
            aborted,
            1,
            "",
            "no function was given that makes proofs"},
        row{"body_of_tags_not_remembered",
            "check body has every tag of x\n",
            {{}},
            aborted,
            1,
            "",
            "no body was remembered as x"},
        row{"size_not_known",
            "check octets of message 9 == 1\n",
            {{}},
            aborted,
            1,
            "",
            "the size of message 9 of the maildrop is not known"}),
    name_of);

struct body_row {
  const char* name;
  const char* steps;  ///< behind LIST and +OK
  const char* body;
  std::uint32_t line;
  std::string expected;
  std::string came;
};
std::ostream& operator<<(std::ostream& out, const body_row& r) {
  return out << r.name;
}

std::string name_of_body_row(const testing::TestParamInfo<body_row>& info) {
  return info.param.name;
}

class body_reports : public testing::TestWithParam<body_row> {};

TEST_P(body_reports, the_same_for_every_segmentation) {
  const body_row& r = GetParam();
  const std::vector<talk> talks{list_talk(r.body)};
  const std::string steps = after_list(r.steps);
  for (std::size_t at = 0; at <= longest(talks) && !HasFailure(); ++at) {
    SCOPED_TRACE(at);
    expect_report({r.name, nullptr, {}, mismatch, r.line, r.expected, r.came},
                  play(steps, talks, {at == 0 ? 1U : 1'000'000U, at}));
  }
}

INSTANTIATE_TEST_SUITE_P(
    body, body_reports,
    testing::Values(
        body_row{"other_line", "S| 1 1\nS| 2 {number}\n", "1 1\r\n2 x\r\n.\r\n", 5, "S| 2 {number}",
                 "2 x (line 2 of the body)"},
        body_row{"line_missing", "S| 1 1\nS| 2 2\n", "1 1\r\n.\r\n", 5, "S| 2 2", "the end of the body"},
        body_row{"line_too_many", "S| 1 1\nS.\n", "1 1\r\n2 2\r\n.\r\n", 5, "S. (the end of the body)",
                 "2 2 (line 2 of the body)"},
        body_row{"line_that_stops_many", "S* {number} {number}\nS.\n", "1 1\r\nx\r\n.\r\n", 5,
                 "S. (the end of the body)", "x (line 2 of the body)"},
        body_row{"no_end", "S| 1 1\nS.\n", "1 1\r\n2", 5, "S. (the end of the body)", "nothing for 10s"},
        body_row{"no_end_of_a_body_unseen", "", "1 1\r\n", 3, "the end of the body", "nothing for 10s"},
        body_row{"closed_in_the_body", "C: NOOP\n", "1 1\r\n", 4, "the end of the body", "nothing for 10s"},
        body_row{"unstuffed_dot", "C: NOOP\n", ".x\r\n.\r\n", 4, "a reply as RFC 1939 section 3 has it",
                 text_of(parser::observation::unstuffed_dot) + ", octet 37 of what the server sent"},
        body_row{"bare_line_feed", "C: NOOP\n", "a\nb\r\n.\r\n", 4, "a reply as RFC 1939 section 3 has it",
                 text_of(parser::observation::bare_lf) + ", octet 38 of what the server sent"},
        body_row{"other_message", "S@ message 1\n", "Subject: one\r\n\r\nfirst\r\n..dot\r\nlust\r\n.\r\n", 4,
                 "S@ message 1: last\\r\\n", "lust\\r\\n (octet 30 of the body, in line 5)"},
        body_row{"message_not_whole", "S@ message 1\n", "Subject: one\r\n.\r\n", 4, "S@ message 1: \\r\\n",
                 "the end of the body (octet 14 of the body, in line 2)"},
        body_row{"more_than_the_headers", "S@ message 1 headers\n", "Subject: one\r\n\r\nfirst\r\n.\r\n", 4,
                 "S@ message 1 headers: the end of the body",
                 "first\\r\\n (octet 16 of the body, in line 3)"},
        body_row{"no_line_that_is", "check a line of body is \"{number} 9\"\n", "1 7\r\n2 8\r\n.\r\n", 4,
                 "a line of body is \"{number} 9\"", "none that is"},
        body_row{"a_line_that_is", "check no line of body is \"2 {any}\"\n", "1 7\r\n2 8\r\n.\r\n", 4,
                 "no line of body is \"2 {any}\"", "2 8"},
        body_row{"a_line_that_is_not", "check every line of body is \"{number} 7\"\n", "1 7\r\n2 8\r\n.\r\n",
                 4, "every line of body is \"{number} 7\"", "2 8"},
        body_row{"no_capability", "check every line of body is a capability\n", "1 7\r\n2  8\r\n.\r\n", 4,
                 "every line of body is a capability", "2  8"},
        body_row{"sum", "check column 2 of body - 1 == lines of body\n", "1 7\r\n2 8\r\n.\r\n", 4,
                 "column 2 of body - 1 == lines of body", "14 on the left, 2 on the right"},
        body_row{"negative_sum", "check 1 - lines of body > 0\n", "1\r\n2\r\n.\r\n", 4,
                 "1 - lines of body > 0", "-1 on the left, 0 on the right"},
        body_row{"column_missing", "check column 2 of body == 1\n", "1 1\r\n2\r\n.\r\n", 4,
                 "numbers in column 2 of the body", "2"},
        body_row{"column_of_an_empty_line", "check column 2 of body == 1\n", "1 1\r\n\r\n.\r\n", 4,
                 "numbers in column 2 of the body", "an empty line"},
        body_row{"column_too_large", "check column 2 of body == 1\n",
                 "1 18446744073709551615\r\n2 1\r\n.\r\n", 4, "numbers in column 2 of the body", "2 1"},
        body_row{"same_words", "check distinct column 2 of body\n", "1 a\r\n2 b\r\n3 a\r\n.\r\n", 4,
                 "different words in column 2 of the body", "3 a (the word came before)"},
        body_row{"word_missing", "check distinct column 2 of body\n", "1 a\r\n2\r\n.\r\n", 4,
                 "different words in column 2 of the body", "2 (no such column)"},
        body_row{"body_is_the_same", "remember body as x\ncheck body is not x\n", "1 a\r\n.\r\n", 5,
                 "body is not x", "the same body"},
        body_row{"texts_differ", "S| {a} {b}\ncheck {=a} is {=b}\n", "1 2\r\n.\r\n", 5, "{=a} is {=b}",
                 "1 and 2"},
        body_row{"texts_do_not_differ", "S| {a} {b}\ncheck {=a} differs from {=b}\n", "1 1\r\n.\r\n", 5,
                 "{=a} differs from {=b}", "1 and 1"},
        body_row{"no_number", "S| {a} {b}\ncheck {=a} == 1\n", "x 1\r\n.\r\n", 5,
                 "a number of up to 64 bits in {=a}", "x"}),
    name_of_body_row);

TEST(player_reports_too, a_body_where_minus_err_came) {
  const played p = play("login\nC: LIST\nS: {any}\nS.\n",
                        {logged_in({{"LIST\r\n", "-ERR no\r\n"}, {"QUIT\r\n", "", true}})});
  expect_report({"", "", {}, mismatch, 4, "S. (the end of the body)", "-ERR no"}, p);
}

TEST(player_reports_too, other_bodies) {
  const played p =
      play("login\nC: LIST\nS: +OK\nremember body as x\nC: LIST\nS: +OK\ncheck body is x\n",
           {logged_in({{"LIST\r\n", "+OK\r\n1 1\r\n.\r\n"}, {"LIST\r\n", "+OK\r\n1 1\r\n2\r\n.\r\n"}})});
  expect_report(
      {"", "", {}, mismatch, 7, "body is x: the end of the body", "2\\r\\n (octet 5 of the body, in line 2)"},
      p);
}

// What the reply parser leaves in the buffer depends on how it came, so these are played in one piece.
TEST(player_reports_too, octets_after_the_reply) {
  const played p =
      play("login\nC: NOOP\nS: +OK\nC: NOOP\n", {logged_in({{"NOOP\r\n", "+OK\r\n+OK again\r\n"}})});
  expect_report(
      {"", "", {}, mismatch, 4, "nothing behind the reply", "octets after the reply: +OK again\\r\\n"}, p);
}

TEST(player_reports_too, a_body_over_the_limit) {
  player_settings settings = test_settings();
  settings.body_limit = 10;
  const played p = play("login\nC: LIST\nS: +OK\nS* {any}\n", {list_talk("123456789\r\n.\r\n")}, {},
                        two_messages(), settings);
  expect_report({"", "", {}, aborted, 4, "", "a body of more than 10 octets"}, p);
}

TEST(player_reports_too, a_missing_digest_function) {
  player_settings settings = test_settings();
  settings.md5_hex = nullptr;
  const played p =
      play("C: APOP a {=apop-digest}\n", {{{"", "+OK <1@2>\r\n"}}}, {}, two_messages(), settings);
  expect_report({"", "", {}, aborted, 1, "", "{=apop-digest} is not known: no MD5 function was given"}, p);
}

TEST(player_reports_too, a_greeting_of_a_session_that_it_quits) {
  // The reply is owed for what was said: the maildrop is unlocked by QUIT where that can do no harm.
  const played harmless = play("login\nC: NOOP\nS: -ERR\n",
                               {logged_in({{"NOOP\r\n", "+OK\r\n"}, {"QUIT\r\n", "+OK\r\n", true}})});
  EXPECT_THAT(harmless.segments, testing::Contains("QUIT\r\n"));
  const played harmful = play("login\nC: DELE 1\nS: -ERR\n", {logged_in({{"DELE 1\r\n", "+OK\r\n"}})});
  EXPECT_THAT(harmful.segments, testing::Not(testing::Contains("QUIT\r\n")));
  EXPECT_TRUE(harmful.closed);
}

}  // namespace
}  // namespace popquiz::script::test
