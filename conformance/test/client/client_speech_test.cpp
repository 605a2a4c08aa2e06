#include "client/client_speech.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace popquiz::conformance {
namespace {

struct row {
  const char* name;
  const char* said;  ///< steps behind the greeting
  std::string invalid = {};
  std::string out_of_step = {};
  std::string in_clear = {};
  bool authenticates = true;
  session_begin begin = session_begin::in_clear;
};
std::string name_of(const testing::TestParamInfo<row>& info) {
  return info.param.name;
}
constexpr const char* login = "C: USER quiz\nS: +OK\nC: PASS {secret password}\nS: +OK\n";
const std::string clear = "PASS {secret password}";

class heard : public testing::TestWithParam<row> {};

TEST_P(heard, as_it_is) {
  client_speech speech;
  listen_to("title: a session\n\nS: +OK ready\n" + std::string(GetParam().said), GetParam().begin, speech);
  EXPECT_EQ(speech.invalid, GetParam().invalid);
  EXPECT_EQ(speech.out_of_step, GetParam().out_of_step);
  EXPECT_EQ(speech.in_clear, GetParam().in_clear);
  EXPECT_EQ(speech.authenticates, GetParam().authenticates);
}

const std::string whole = std::string(login) +
                          "C: STAT\nS: +OK 1 5\nC: LIST\nS: +OK\nS| 1 5\nS.\nC: RETR 1\nS: +OK\nS| a\nS.\n"
                          "C: DELE 1\nS: +OK\nC: QUIT\nS: +OK\nclose\n";
const std::string early = "C: STAT\nS: -ERR\n" + std::string(login);
const std::string behind_quit = std::string(login) + "C: QUIT\nS: +OK\nC: NOOP\nclose\n";
const std::string bad_number = std::string(login) + "C: RETR one\nS: -ERR\n";
const std::string raw = std::string(login) + "C! \"NOOP\\n\"\nS: -ERR\n";
const std::string control = std::string(login) + "C: NOOP\\x01\nS: -ERR\n";
const std::string too_long = std::string(login) + "C: XYZ " + std::string(260, 'a') + "\nS: -ERR\n";
const std::string raw_body =
    std::string(login) + "C: RETR 1\nS: +OK\nS! \"-ERR no reply\\n\"\nS! \".x\\r\\n\"\nS.\nC: NOOP\nS: +OK\n";
const std::string behind_stls =
    "C: STLS\nS: +OK\nS: +OK forged\nstart-tls\nC: USER quiz\nS: -ERR\nC: PASS {secret password}\nS: -ERR\n";

const std::string between_challenge_and_response =
    "C: AUTH DIGEST-MD5\nS: + abc=\nS: * OK\nC: " + std::string(260, 'a') + "\nS: -ERR\n";

const std::string may_pipeline = "C: CAPA\nS: +OK\nS| PIPELINING\nS.\n";
const std::string refused = "C: USER quiz\nS: -ERR\nC: PASS {secret password}\nS: -ERR\n";
const std::string at_once = may_pipeline + refused;
const std::string all_at_once = at_once + "C: STAT\nS: -ERR\nC: QUIT\nS: +OK\n";
const std::string goes_on = at_once + "C: CAPA\nS: +OK\nS.\nC: STAT\nS: -ERR\n";
const std::string not_behind_auth =
    may_pipeline + "C: AUTH PLAIN\nS: + \nC: {secret plain}\nS: -ERR\nC: STAT\nS: -ERR\n";
const std::string not_within_tls = may_pipeline + "C: STLS\nS: +OK\nstart-tls\n" + refused;
const std::string no_more = may_pipeline + "C: CAPA\nS: +OK\nS| TOP\nS.\n" + refused;
const std::string in_a_message =
    std::string(login) + "C: RETR 1\nS: +OK\nS| PIPELINING\nS.\nC: QUIT\nS: -ERR\nC: NOOP\nclose\n";

INSTANTIATE_TEST_SUITE_P(
    rows, heard,
    testing::Values(
        row{"whole_session", whole.c_str(), "", "", clear},
        row{"inside_tls", whole.c_str(), "", "", "", true, session_begin::in_tls},
        row{"nothing", "close\n", "", "", "", false},
        row{"only_capa", "C: CAPA\nS: +OK\nS| TOP\nS.\nC: QUIT\nS: +OK\nclose\n", "", "", "", false},
        row{"pass_behind_a_refused_user", "C: USER quiz\nS: -ERR\nC: PASS {secret password}\nS: -ERR\n", "",
            clear, clear},
        row{"pass_that_may_be_sent_with_user", at_once.c_str(), "", "", clear},
        row{"all_that_may_be_sent_with_user", all_at_once.c_str(), "", "", clear},
        row{"mailbox_when_it_knows_of_no_login", goes_on.c_str(), "", "STAT", clear},
        row{"nothing_may_be_sent_with_auth", not_behind_auth.c_str(), "", "STAT", "{secret plain}"},
        row{"what_may_be_sent_is_asked_again_within_tls", not_within_tls.c_str(), "", clear, ""},
        row{"a_later_list_takes_pipelining_back", no_more.c_str(), "", clear, clear},
        row{"pipelining_in_a_message_is_no_capability", in_a_message.c_str(), "", "NOOP", clear},
        row{"mailbox_before_login", early.c_str(), "", "STAT", clear},
        row{"command_behind_quit", behind_quit.c_str(), "", "NOOP", clear},
        row{"words_for_a_number", bad_number.c_str(), "RETR one", "", clear},
        row{"line_feed_alone", raw.c_str(), "NOOP\\n", "", clear},
        row{"control_octet", control.c_str(), "NOOP\\x01", "", clear},
        row{"too_long", too_long.c_str(), "XYZ " + std::string(260, 'a'), "", clear},
        row{"unknown_keyword", "C: XTND\nS: -ERR\n", "", "", "", false},
        row{"bare_auth", "C: AUTH\nS: +OK\nS| PLAIN\nS.\nC: QUIT\nS: +OK\n", "", "", "", false},
        row{"auth_with_challenge", "C: AUTH PLAIN\nS: + \nC: {secret plain}\nS: +OK\nC: STAT\nS: +OK 0 0\n",
            "", "", "{secret plain}"},
        row{"what_is_no_reply_between_challenge_and_response", between_challenge_and_response.c_str()},
        row{"cram_md5_is_not_readable",
            "C: AUTH CRAM-MD5\nS: + abc=\nC: {secret cram-md5}\nS: +OK\nC: STAT\nS: +OK 0 0\n"},
        row{"apop_is_not_readable", "C: APOP quiz {secret apop}\nS: +OK\nC: STAT\nS: +OK 0 0\n"},
        row{"pipelined", "C: USER quiz\nC: PASS {secret password}\nC: STAT\nS: +OK\nS: +OK\nS: +OK 0 0\n", "",
            "", clear},
        row{"raw_lines_of_a_body_are_no_replies", raw_body.c_str(), "", "", clear},
        row{"forged_reply_behind_stls", behind_stls.c_str(), "", clear, ""}),
    name_of);

TEST(client_speech, keeps_what_was_said) {
  client_speech speech;
  listen_to("title: a session\n\nS: +OK\nC: USER a{=b\nS: +OK\nC: PASS {secret password}\nS: +OK\n",
            session_begin::in_tls, speech);
  EXPECT_TRUE(speech.commands.empty()) << "it is no script";
  listen_to("title: a session\n\nS: +OK\nC: USER a\\{=b\nS: +OK\nC: PASS {secret password}\nS: +OK\n",
            session_begin::in_tls, speech);
  EXPECT_THAT(speech.commands, testing::ElementsAre("USER a{=b", "PASS {secret password}"));
}

TEST(client_speech, keeps_responses_apart_from_commands) {
  client_speech speech;
  listen_to(
      "title: a session\n\nS: +OK\nC: AUTH CRAM-MD5\nS: + abc=\nC: {secret cram-md5}\nS: + ====\nC: *\nS: "
      "-ERR\n"
      "C: QUIT\nS: +OK\n",
      session_begin::in_clear, speech);
  EXPECT_THAT(speech.responses, testing::ElementsAre("{secret cram-md5}", "*"));
  EXPECT_THAT(speech.commands, testing::ElementsAre("AUTH CRAM-MD5", "QUIT"));
}

}  // namespace
}  // namespace popquiz::conformance
