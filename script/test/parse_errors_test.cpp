#include <popquiz/script/parse.hpp>

#include <gtest/gtest.h>

#include <ostream>
#include <string>

namespace popquiz::script {
namespace {

struct row {
  const char* name;
  std::string text;
  const char* error;  ///< behind the file's name
};
std::ostream& operator<<(std::ostream& out, const row& r) {
  return out << r.name;
}
std::string name_of(const testing::TestParamInfo<row>& info) {
  return info.param.name;
}

class parse_error : public testing::TestWithParam<row> {};

TEST_P(parse_error, says_where_and_what) {
  for (const bool with_cr : {false, true}) {
    std::string text;
    for (const char c : GetParam().text) {
      text += with_cr && c == '\n' ? "\r\n" : std::string(1, c);
    }
    const parse_outcome outcome = parse_script(text, "t");
    ASSERT_FALSE(outcome.value);
    EXPECT_EQ(outcome.error.text(), std::string("t:") + GetParam().error);
  }
}

std::string recording(const std::string& steps) {
  return "title: t\n\n" + steps;
}
std::string dialogue(const std::string& steps) {
  return "id: t\ntitle: t\nsubject: server\n\n" + steps;
}
std::string overrides(const std::string& steps) {
  return "title: t\nsubject: client\n\n" + steps;
}

std::string deep(std::size_t blocks) {
  std::string text;
  for (std::size_t i = 0; i < blocks; ++i) {
    text += std::string(i, ' ') + "repeat 1 times\n";
  }
  return text + std::string(blocks, ' ') + "C: A\n";
}

std::string named_sessions(std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) {
    text += "session s" + std::to_string(i) + "\n";
  }
  return text;
}

INSTANTIATE_TEST_SUITE_P(
    header, parse_error,
    testing::Values(
        row{"empty", "", "1:1: expected a blank line behind the header, found the end of the text"},
        row{"no_blank_line", "title: t\n",
            "2:1: expected a blank line behind the header, found the end of the text"},
        row{"no_blank_line_before_steps", "title: t\nC: NOOP\n",
            "2:1: expected a key of the header, or a blank line before the steps, found \"C\""},
        row{"no_colon", "title: t\nlogin\n",
            "2:1: expected a key of the header, or a blank line before the steps, found \"login\""},
        row{"unknown_key", "titel: t\n\n",
            "1:1: expected a key of the header, or a blank line before the steps, found \"titel\""},
        row{"indented_key", "title: t\n id: x\n\n",
            "2:2: expected a key of the header, or a blank line before the steps, found \"id\""},
        row{"key_twice", "title: t\nid: x\ntitle: u\n\n", "3:1: expected each key once, found \"title\""},
        row{"no_title", "id: x\n\n", "2:1: expected the key \"title\", found the end of the header"},
        row{"no_id", "title: t\nsubject: server\n\n",
            "3:1: expected the key \"id\", found the end of the header"},
        row{"no_value", "title: \n\n", "1:8: expected a value, found the end of the line"},
        row{"control_octet", "title: a\tb\n\n",
            "1:9: expected a value without control octets, found \"\\t\""},
        row{"id_of_two_words", "title: t\nid: a b\n\n", "2:7: expected the end of the line, found \"b\""},
        row{"subject", "title: t\nsubject: servers\n\n",
            "2:10: expected \"server\" or \"client\", found \"servers\""},
        row{"changes", "title: t\nchanges: own messages\n\n",
            "2:10: expected \"nothing\" or \"messages\", found \"own\""},
        row{"job", "title: t\njob: move\n\n", "2:6: expected \"keep\" or \"delete\", found \"move\""},
        row{"connects", "title: t\nconnects: SSL\n\n",
            "2:11: expected \"clear\", \"STLS\" or \"TLS\", found \"SSL\""},
        row{"connects_as", "title: t\nconnects: TLS as revoked\n\n",
            "2:18: expected \"several names\", \"self-signed\", \"expired\", \"another host\", \"unknown "
            "issuer\", \"subject only\", "
            "\"wildcard\", \"partial wildcard\" or \"URI only\", found "
            "\"revoked\""},
        row{"runs", "title: t\nruns: 0\n\n", "2:7: expected a number of runs from 1 to 100, found \"0\""},
        row{"fault_of_a_server", "id: a\ntitle: t\nsubject: server\nfault: f\n\n",
            "5:1: expected `subject: client` with connects, job, runs, cuts, segments, profile, user, "
            "password or "
            "fault, found the end of the header"},
        row{"user", "title: t\nuser: quiz\n\n", "2:7: expected octets in quotes, found \"quiz\""},
        row{"password", "title: t\npassword: \"a\" b\n\n", "2:15: expected the end of the line, found \"b\""},
        row{"mismatch", "title: t\nmismatch: warn\n\n",
            "2:11: expected \"fail\" or \"deviation\", found \"warn\""},
        row{"slow", "title: t\nslow: 10\n\n",
            "2:7: expected a duration of a day at most, such as 100ms, 5s or 9m50s, found \"10\""},
        row{"needs", "title: t\nneeds: TOP,, UIDL\n\n",
            "2:12: expected something that the subject needs, found \",\""},
        row{"needs_end", "title: t\nneeds: TOP,\n\n",
            "2:12: expected something that the subject needs, found the end of the line"},
        row{"no_steps", dialogue(""), "5:1: expected a step, found the end of the text"},
        row{"only_comments", dialogue("# nothing"), "5:10: expected a step, found the end of the text"}),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    blocks, parse_error,
    testing::Values(
        row{"unknown_step", dialogue("logon\n"), "5:1: expected a step, found \"logon\""},
        row{"start_tls_as_in_dialogue", dialogue("start-tls as expired\n"),
            "5:21: expected the end of the line, found what only an \"on\" block can do"},
        row{"start_tls_or_refused_in_on_block", overrides("on STLS\n  start-tls or refused\n"),
            "5:23: expected the end of the line, found what only a dialogue can do"},
        row{"rule_in_dialogue", dialogue("correct when reported success\n"),
            "5:1: expected a step of a dialogue, found \"correct\""},
        row{"secret_heard_in_dialogue", dialogue("C: NOOP\nS: {secret password}\n"),
            "6:4: expected {secret NAME} in a recording, or said by the client one that user and password "
            "tell, "
            "found \"{secret password}\""},
        row{"secret_nobody_knows_in_dialogue", dialogue("C: PASS {secret cram-md5}\n"),
            "5:9: expected {secret NAME} in a recording, or said by the client one that user and password "
            "tell, "
            "found \"{secret cram-md5}\""},
        row{"line_of_body_without_is", dialogue("check a line of body \"x\"\n"),
            "5:22: expected \"is\", found \"\"x\"\""},
        row{"every_line_of_body_without_pattern", dialogue("check every line of body is x\n"),
            "5:29: expected octets in quotes, found \"x\""},
        row{"tags_of_nothing", dialogue("check body has every tag of\n"),
            "5:28: expected the name of a remembered body, found the end of the line"},
        row{"tags_but_nothing", dialogue("check body has every tag of before but\n"),
            "5:39: expected a capability's tag, found the end of the line"},
        row{"tags_but_a_control_octet", dialogue("check body has every tag of before but STLS\r SASL\n"),
            "5:40: expected a capability's tag, found \"STLS\\r\""},
        row{"let_of_a_predefined_name", dialogue("let user be \"x\"\n"),
            "5:5: expected a name that is not predefined, found \"user\""},
        row{"let_of_an_unknown_way", dialogue("let x be SCRAM-MD5 proof of \"y\"\n"),
            "5:10: expected a text in quotes, \"base64 of\", \"decoded\", or \"SCRAM-SHA-1 proof of\" or "
            "another "
            "proof, found \"SCRAM-MD5\""},
        row{"let_of_what_only_matches", dialogue("let x be \"{any}\"\n"),
            "5:11: expected octets or {=NAME}, which can be said, found \"{any}\""},
        row{"if_a_line_without_pattern", dialogue("if a line of body\n  C: NOOP\n"),
            "5:18: expected \"is\", found the end of the line"},
        row{"secret_without_name", recording("C: PASS {secret}\n"),
            "3:9: expected a placeholder such as {any}, {number NAME}, {NAME} or {=NAME + 1}, found "
            "\"{secret}\""},
        row{"until_closed_in_dialogue", dialogue("repeat until closed\n  C: NOOP\n"),
            "5:20: expected the end of the line, found what only an \"on\" block can do"},
        row{"tail_in_dialogue", dialogue("cut every 1 in last 5 octets\n  C: NOOP\n"),
            "5:29: expected the end of the line, found what only an \"on\" block can do"},
        row{"tab", dialogue("login\n\tC: A\n"), "6:1: expected spaces as indentation, found \"\\t\""},
        row{"first_step_indented", dialogue("  login\n"),
            "5:3: expected an indentation of 0 spaces, found 2"},
        row{"block_where_none_is", dialogue("login\n  C: A\n"),
            "6:3: expected an indentation of 0 spaces, found 2"},
        row{"step_further_in", dialogue("together\n  C: A\n   C: B\n"),
            "7:4: expected an indentation of 2 spaces, found 3"},
        row{"step_between", dialogue("together\n    C: A\n  C: B\n"),
            "7:3: expected an indentation of 0 spaces, found 2"},
        row{"no_block", dialogue("together\nC: A\n"), "6:1: expected an indented block, found \"C:\""},
        row{"no_block_at_the_end", dialogue("repeat 2 times\n# none\n"),
            "7:1: expected an indented block, found the end of the text"},
        row{"too_many_sessions", dialogue(named_sessions(101)),
            "105:1: expected at most 100 sessions, found one more"},
        row{"too_deep", dialogue(deep(17)), "22:18: expected at most 16 blocks within blocks, found \"C:\""},
        row{"override_in_dialogue", dialogue("answer\n"),
            "5:1: expected a step of a dialogue, found \"answer\""},
        row{"on_in_dialogue", dialogue("on NOOP\n"), "5:1: expected a step of a dialogue, found \"on\""},
        row{"dialogue_in_overrides", overrides("login\n"),
            "4:1: expected \"on\" or \"judge\", found \"login\""},
        row{"line_in_overrides", overrides("S: +OK\n"), "4:1: expected \"on\" or \"judge\", found \"S:\""},
        row{"dialogue_behind_on", recording("on NOOP\nlogin\n"),
            "4:1: expected \"on\" or \"judge\", found \"login\""},
        row{"on_in_a_recording", recording("C: A\non NOOP\n"),
            "4:1: expected a step of a dialogue, found \"on\""},
        row{"login_in_on", overrides("on NOOP\n  login\n"),
            "5:3: expected a step of an \"on\" block, found \"login\""},
        row{"on_in_on", overrides("on NOOP\n  on STAT\n"),
            "5:3: expected a step of an \"on\" block, found \"on\""},
        row{"client_in_on", overrides("on NOOP\n  C: A\n"),
            "5:3: expected a step that says something as the server, found \"C:\""},
        row{"many_in_on", overrides("on NOOP\n  S* a\n"),
            "5:3: expected a step that says something as the server, found \"S*\""},
        row{"heard_in_together", dialogue("together\n  S: +OK\n"),
            "6:3: expected something that \"together\" can say, found \"S:\""},
        row{"login_in_together", dialogue("together\n  for x in 1\n    login\n"),
            "7:5: expected something that \"together\" can say, found \"login\""},
        row{"everywhere_without_reply", dialogue("cut everywhere\n  C: LIST\nS: +OK\n"),
            "5:1: expected in the block of \"cut everywhere\" what the server answers, found no S step"},
        row{"tail_of_one", overrides("on NOOP\n  cut every 1 in last 1 octets\n    answer\n"),
            "5:23: expected a number of octets from 2 to 65536, found \"1\""},
        row{"pause_of_nothing", overrides("on NOOP\n  cut every 1 pause 0s\n    answer\n"),
            "5:23: expected a pause longer than nothing, found the end of the line"}),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    lines, parse_error,
    testing::Values(
        row{"no_space", dialogue("S:+OK\n"), "5:3: expected a space behind S:, found \"+OK\""},
        row{"text_behind_the_end", dialogue("S. x\n"), "5:4: expected the end of the line, found \"x\""},
        row{"raw_without_quotes", dialogue("C! NOOP\n"), "5:4: expected octets in quotes, found \"NOOP\""},
        row{"raw_without_end", dialogue("C! \"NO\n"),
            "5:7: expected a closing quote, found the end of the line"},
        row{"raw_with_more", dialogue("C! \"NO\"x\n"),
            "5:8: expected a space behind the closing quote, found \"x\""},
        row{"raw_and_more", dialogue("C! \"NO\" x\n"), "5:9: expected the end of the line, found \"x\""},
        row{"escape", dialogue("C: a\\q\n"),
            "5:5: expected an escape: \\r \\n \\t \\0 \\\\ \\{ or \\xHH, found \"\\\\q\""},
        row{"escape_of_a_quote", dialogue("C: \\\"\n"),
            "5:4: expected an escape: \\r \\n \\t \\0 \\\\ \\{ or \\xHH, found \"\\\\\"\""},
        row{"escape_in_quotes", dialogue("C! \"\\x1g\"\n"),
            "5:5: expected an escape: \\r \\n \\t \\0 \\\\ \\{ \\\" or \\xHH, found \"\\\\x1g\""},
        row{"escape_cut_off", dialogue("C: \\x4\n"),
            "5:4: expected an escape: \\r \\n \\t \\0 \\\\ \\{ or \\xHH, found \"\\\\x4\""},
        row{"escape_at_the_end", dialogue("C: \\\n"),
            "5:4: expected an escape: \\r \\n \\t \\0 \\\\ \\{ or \\xHH, found \"\\\\\""},
        row{"control", dialogue("C: a\x01\n"),
            "5:5: expected an escape for a control octet, found \"\\x01\""},
        row{"carriage_return", dialogue("C: a\rb\n"),
            "5:5: expected an escape for a control octet, found \"\\r\""},
        row{"brace_open", dialogue("S: {any\n"),
            "5:4: expected a placeholder with its closing brace, found \"{any\""},
        row{"placeholder_empty", dialogue("S: {}\n"),
            "5:4: expected a placeholder such as {any}, {number NAME}, {NAME} or {=NAME + 1}, found \"{}\""},
        row{"placeholder_kind", dialogue("S: {hidden plain}\n"),
            "5:4: expected a placeholder such as {any}, {number NAME}, {NAME} or {=NAME + 1}, found "
            "\"{hidden plain}\""},
        row{"placeholder_name", dialogue("S: {number any}\n"),
            "5:4: expected a placeholder such as {any}, {number NAME}, {NAME} or {=NAME + 1}, found "
            "\"{number any}\""},
        row{"placeholder_sum", dialogue("S: {=a + 0}\n"),
            "5:4: expected a placeholder such as {any}, {number NAME}, {NAME} or {=NAME + 1}, found \"{=a + "
            "0}\""},
        row{"said_match", dialogue("C: RETR {any}\n"),
            "5:9: expected octets or {=NAME}, which can be said, found \"{any}\""},
        row{"said_match_raw", dialogue("S! \"{any}\"\n"),
            "5:5: expected octets or {=NAME}, which can be said, found \"{any}\""},
        row{"said_match_in_on", overrides("on NOOP\n  S: +OK {any}\n"),
            "5:10: expected octets or {=NAME}, which can be said, found \"{any}\""},
        row{"predefined", dialogue("S: +OK {number messages}\n"),
            "5:8: expected a name that is not predefined, found \"{number messages}\""},
        row{"captured_twice", dialogue("S: +OK {a} {a}\n"), "5:12: expected a name only once, found \"{a}\""},
        row{"used_at_once", dialogue("S: +OK {a} {=a}\n"),
            "5:12: expected a name that an earlier step captured, found \"{=a}\""},
        row{"message_word", dialogue("S@ mail 1\n"), "5:4: expected \"message\", found \"mail\""},
        row{"message_zero", dialogue("S@ message 0\n"),
            "5:12: expected a message-number from 1 to 18446744073709551615, found \"0\""},
        row{"message_name", dialogue("S@ message {n}\n"),
            "5:12: expected a message-number or {=NAME}, found \"{n}\""},
        row{"message_heard", dialogue("S@ message 1 unstuffed\n"),
            "5:14: expected \"headers\" or \"lines\", as it is heard, found \"unstuffed\""},
        row{"message_twice", dialogue("S@ message 1 headers lines 2\n"),
            "5:22: expected each of these once, found \"lines\""},
        row{"message_lines", dialogue("S@ message 1 lines\n"),
            "5:19: expected a number of lines, found the end of the line"},
        row{"message_percent", overrides("on RETR 1\n  S@ message 1 first 60 %\n"),
            "5:25: expected \"octets\", found \"%\""},
        row{"message_bend", overrides("on RETR 1\n  S@ message 1 backwards\n"),
            "5:16: expected \"headers\", \"lines\", \"first\", \"unstuffed\", \"with LF line ends\" or "
            "\"without final line end\", "
            "found \"backwards\""},
        row{"message_line_ends", overrides("on RETR 1\n  S@ message 1 with CR line ends\n"),
            "5:21: expected \"LF line ends\", found \"CR\""}),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    steps, parse_error,
    testing::Values(
        row{"login", dialogue("login now\n"), "5:7: expected \"or refused\", found \"now\""},
        row{"login_or", dialogue("login or not\n"), "5:10: expected \"refused\", found \"not\""},
        row{"login_more", dialogue("login or refused x\n"),
            "5:18: expected the end of the line, found \"x\""},
        row{"expect", dialogue("expect end\n"), "5:8: expected \"nothing for\" or \"close\", found \"end\""},
        row{"expect_for", dialogue("expect nothing 5s\n"), "5:16: expected \"for\", found \"5s\""},
        row{"duration", dialogue("wait 5\n"),
            "5:6: expected a duration of a day at most, such as 100ms, 5s or 9m50s, found \"5\""},
        row{"duration_order", dialogue("wait 5s1m\n"),
            "5:6: expected a duration of a day at most, such as 100ms, 5s or 9m50s, found \"5s1m\""},
        row{"duration_too_long", dialogue("wait 1441m\n"),
            "5:6: expected a duration of a day at most, such as 100ms, 5s or 9m50s, found \"1441m\""},
        row{"duration_huge", dialogue("wait 99999999999999999999s\n"),
            "5:6: expected a duration of a day at most, such as 100ms, 5s or 9m50s, found "
            "\"99999999999999999999s\""},
        row{"close", dialogue("close it\n"), "5:7: expected the end of the line, found \"it\""},
        row{"session", dialogue("session\n"),
            "5:8: expected a name for the session, found the end of the line"},
        row{"session_number", dialogue("session 1\n"), "5:9: expected a name for the session, found \"1\""},
        row{"cut", dialogue("cut 5\n"), "5:5: expected \"at\", \"every\" or \"everywhere\", found \"5\""},
        row{"cut_zero", dialogue("cut every 0\n"),
            "5:11: expected a number of octets from 1 to 18446744073709551615, found \"0\""},
        row{"for_in", dialogue("for n of maildrop\n"), "5:7: expected \"in\", found \"of\""},
        row{"for_name", dialogue("for 1 in maildrop\n"), "5:5: expected a name, found \"1\""},
        row{"for_predefined", dialogue("for user in a b\n"),
            "5:5: expected a name that is not predefined, found \"user\""},
        row{"for_nothing", dialogue("for n in\n"),
            "5:9: expected a value: printable octets, or quoted, found the end of the line"},
        row{"for_value", dialogue("for n in a {b}\n"),
            "5:12: expected a value: printable octets, or quoted, found \"{b}\""},
        row{"for_quoted", dialogue("for n in \"{b}\"\n"),
            "5:11: expected a value without placeholders (\\{ for a brace), found \"{\""},
        row{"repeat", dialogue("repeat often\n"), "5:8: expected a number of times, found \"often\""},
        row{"repeat_times", dialogue("repeat 5\n"), "5:9: expected \"times\", found the end of the line"},
        row{"repeat_often", dialogue("repeat 1000001 times\n"),
            "5:8: expected a number of times from 0 to 1000000, found \"1000001\""},
        row{"if_what", dialogue("if not\n"),
            "5:4: expected \"logged in\", \"refused\", \"+OK\", \"-ERR\", \"in TLS\", \"closed\", "
            "\"reply is\" or \"a line of body is\", found \"not\""},
        row{"if_in_what", dialogue("if in clear\n"), "5:7: expected \"TLS\", found \"clear\""},
        row{"expect_nothing_or", dialogue("expect nothing for 5s or octets\n"),
            "5:26: expected \"close\", found \"octets\""},
        row{"start_tls_or", dialogue("start-tls or not\n"), "5:14: expected \"refused\", found \"not\""},
        row{"if_logged", dialogue("if logged out\n"), "5:11: expected \"in\", found \"out\""},
        row{"check_term", dialogue("check size == 1\n"),
            "5:7: expected a number, {=NAME}, or octets, lines, length, column or messages of something, "
            "found \"size\""},
        row{"check_relation", dialogue("check {=a} = 1\n"),
            "5:12: expected one of == != < <= > >=, found \"=\""},
        row{"check_use", dialogue("check {a} == 1\n"), "5:7: expected {=NAME}, found \"{a}\""},
        row{"check_octets", dialogue("check octets of mail == 1\n"),
            "5:17: expected \"body\", \"maildrop\" or \"message\", found \"mail\""},
        row{"check_lines", dialogue("check lines of maildrop == 1\n"),
            "5:16: expected \"body\", found \"maildrop\""},
        row{"check_column", dialogue("check column 0 of body == 1\n"),
            "5:14: expected a column from 1 to 18446744073709551615, found \"0\""},
        row{"check_number", dialogue("check 1x == 1\n"), "5:7: expected a number, found \"1x\""},
        row{"check_end", dialogue("check 1 == 1 1\n"), "5:14: expected the end of the line, found \"1\""},
        row{"check_body", dialogue("check body was x\n"),
            "5:12: expected \"is\", \"begins\" or \"has\", found \"was\""},
        row{"check_body_name", dialogue("check body is not\n"),
            "5:18: expected the name of a remembered body, found the end of the line"},
        row{"check_distinct", dialogue("check distinct words\n"),
            "5:16: expected \"column\", found \"words\""},
        row{"check_differs", dialogue("check {=a} differs to {=b}\n"),
            "5:20: expected \"from\", found \"to\""},
        row{"check_differs_name", dialogue("check {=a} is b\n"),
            "5:15: expected octets in quotes, found \"b\""},
        row{"remember", dialogue("remember body x\n"), "5:15: expected \"as\", found \"x\""},
        row{"remember_not", dialogue("remember body as not\n"),
            "5:18: expected a name other than \"not\", found \"not\""},
        row{"answer", overrides("on CAPA\n  answer by X\n"),
            "5:10: expected the end of the line, found \"by\""},
        row{"also", overrides("on CAPA\n  also\n"), "5:7: expected a command, found the end of the line"},
        row{"remove", overrides("on CAPA\n  remove 1\n"), "5:10: expected \"message\", found \"1\""},
        row{"lock", overrides("on CAPA\n  keep it\n"), "5:8: expected \"lock\", found \"it\""},
        row{"enter", overrides("on CAPA\n  enter UPDATE\n"),
            "5:9: expected \"TRANSACTION\" or \"AUTHORIZATION\", found \"UPDATE\""}),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    faults, parse_error,
    testing::Values(
        row{"no_such_identity", overrides("on STLS\n  start-tls as revoked\n"),
            "5:16: expected \"several names\", \"self-signed\", \"expired\", \"another host\", \"unknown "
            "issuer\", \"subject only\", "
            "\"wildcard\", \"partial wildcard\" or \"URI only\", found "
            "\"revoked\""},
        row{"keeping_what", overrides("on STLS\n  start-tls keeping all\n"),
            "5:21: expected \"octets in clear\", found \"all\""},
        row{"share_over_100", overrides("on RETR 1\n  S@ message 1 first 101%\n"),
            "5:22: expected a share from 0% to 100%, found \"101%\""},
        row{"size_without_unit", overrides("on connect\n  repeat until closed or 64\n    S! \"A\"\n"),
            "5:28: expected \"octets\", \"KiB\", \"MiB\" or \"GiB\", all of it below 16 EiB, found the end "
            "of the "
            "line"},
        row{"with_nothing", overrides("on CAPA\n  answer with\n"),
            "5:14: expected a capability: a word, or quoted, found the end of the line"},
        row{"drop_what", overrides("on RETR\n  drop all\n"), "5:8: expected \"rest\", found \"all\""}),
    name_of);
INSTANTIATE_TEST_SUITE_P(
    judge, parse_error,
    testing::Values(
        row{"rule_at_the_top", overrides("correct when reported success\n"),
            "4:1: expected \"on\" or \"judge\", found \"correct\""},
        row{"other_step", overrides("judge\n  answer\n"),
            "5:3: expected \"correct\", \"tolerant\", \"wrong\" or \"informational\", found \"answer\""},
        row{"nothing_to_judge_by", overrides("judge\n"),
            "5:1: expected an indented block, found the end of the text"},
        row{"no_such_fact", overrides("judge\n  wrong when bored\n"),
            "5:14: expected delivered, deleted, reported, said, never said, never connected, crashed, hung, "
            "aborted before authentication, replies out of step, secret in clear, file, ended within, "
            "memory, "
            "disk, commands or connections, found \"bored\""},
        row{"delivered_how", overrides("judge\n  wrong when delivered 1 2\n"),
            "5:27: expected \"exactly\", \"truncated\", \"altered\" or \"twice\", found the end of the line"},
        row{"delivered_zero", overrides("judge\n  wrong when delivered 0 exactly\n"),
            "5:24: expected a message-number, found \"0\""},
        row{"deleted_what", overrides("judge\n  wrong when deleted\n"),
            "5:21: expected \"all\" or message-numbers, found the end of the line"},
        row{"memory_how", overrides("judge\n  wrong when memory = 1 MiB\n"),
            "5:21: expected \"<\" or \">\", found \"=\""},
        row{"said_what", overrides("judge\n  wrong when said QUIT\n"),
            "5:19: expected octets in quotes, found \"QUIT\""},
        row{"never_what", overrides("judge\n  wrong when never\n"),
            "5:19: expected \"said\" or \"connected\", found the end of the line"},
        row{"delivered_no_what", overrides("judge\n  wrong when delivered no \"x\"\n"),
            "5:27: expected \"line\", found \"\"x\"\""},
        row{"connections_how", overrides("judge\n  wrong when connections < 3\n"),
            "5:26: expected \">\", found \"<\""},
        row{"half_a_list", overrides("judge\n  wrong when deleted 1,\n"),
            "5:24: expected delivered, deleted, reported, said, never said, never connected, crashed, hung, "
            "aborted before authentication, replies out of step, secret in clear, file, ended within, "
            "memory, "
            "disk, commands or connections, found the end of the line"}),
    name_of);
INSTANTIATE_TEST_SUITE_P(
    on, parse_error,
    testing::Values(
        row{"event", overrides("on retr\n"),
            "4:4: expected a command in upper case, or unknown, invalid, any command, connect, disconnect, "
            "login, response or idle, "
            "found \"retr\""},
        row{"any", overrides("on any\n"), "4:7: expected \"command\", found the end of the line"},
        row{"idle", overrides("on idle\n"),
            "4:8: expected a duration of a day at most, such as 100ms, 5s or 9m50s, found the end of the "
            "line"},
        row{"invalid", overrides("on invalid XYZ\n"),
            "4:12: expected a command in upper case or a guard, found \"XYZ\""},
        row{"bare_behind_argument", overrides("on LIST 1 bare\n"),
            "4:11: expected a guard: when, after, use, from, session, longer than or larger than, found "
            "\"bare\""},
        row{"guard", overrides("on LIST bare 1\n"),
            "4:14: expected a guard: when, after, use, from, session, longer than or larger than, found "
            "\"1\""},
        row{"when", overrides("on LIST when full\n"),
            "4:14: expected AUTHORIZATION, TRANSACTION, deleted, not deleted, empty, pipelined or lower "
            "case, found "
            "\"full\""},
        row{"when_not", overrides("on LIST when not empty\n"), "4:18: expected \"deleted\", found \"empty\""},
        row{"when_lower", overrides("on LIST when lower\n"),
            "4:19: expected \"case\", found the end of the line"},
        row{"after", overrides("on LIST after dele\n"),
            "4:15: expected a command in upper case, found \"dele\""},
        row{"use", overrides("on LIST use 0\n"),
            "4:13: expected a number of uses from 1 to 18446744073709551615, found \"0\""},
        row{"from", overrides("on LIST from 2\n"), "4:14: expected \"use\" or \"session\", found \"2\""},
        row{"session_of_on", overrides("on LIST session x\n"),
            "4:17: expected a session's number, found \"x\""},
        row{"longer", overrides("on LIST longer 40\n"), "4:16: expected \"than\", found \"40\""},
        row{"larger", overrides("on RETR larger 40\n"), "4:16: expected \"than\", found \"40\""},
        row{"larger_than_what", overrides("on RETR larger than 40\n"),
            "4:23: expected \"octets\", \"KiB\", \"MiB\" or \"GiB\", all of it below 16 EiB, found the end "
            "of the line"},
        row{"argument_quotes", overrides("on USER \"a when\n"),
            "4:16: expected a closing quote, found the end of the line"},
        row{"argument_placeholder", overrides("on USER {any \n"),
            "4:9: expected a placeholder with its closing brace, found \"{any \""}),
    name_of);

TEST(parse_error, of_a_text_too_long) {
  const std::string head = "title: t\n\n";
  const std::string line = "# 34567\n";
  std::string text = head;
  while (text.size() <= script_size_limit) {
    text += line;
  }
  const parse_outcome outcome = parse_script(text, "t");
  EXPECT_FALSE(outcome.value);
  // 2 lines of 10 octets, then lines of 8
  EXPECT_EQ(outcome.error.text(), "t:131073:7: expected at most 1048576 octets, found 1048578");
  EXPECT_TRUE(parse_script(text.substr(0, script_size_limit), "t").value);
}

TEST(parse_error, text_has_the_file_first) {
  EXPECT_EQ((script_error{"a/b.pop3", {3, 14}, "expected x, found y"}.text()),
            "a/b.pop3:3:14: expected x, found y");
}

}  // namespace
}  // namespace popquiz::script
