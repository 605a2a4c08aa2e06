#include <popquiz/script/parse.hpp>
#include <popquiz/script/recorder.hpp>

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace popquiz::script {
namespace {

using said = std::pair<char, std::string>;  // 'C', 'S', or 'T': TLS begins

std::string record(const std::vector<said>& all, std::size_t piece = std::string::npos) {
  std::string text;
  recorder r([&](std::string_view lines) { text += lines; });
  for (const auto& [who, octets] : all) {
    if (who == 'T') {
      r.tls_began();
    }
    for (std::size_t at = 0; at < octets.size(); at += std::min(piece, octets.size() - at)) {
      const std::string_view part = std::string_view(octets).substr(at, piece);
      who == 'C' ? r.client_said(part) : r.server_said(part);
    }
  }
  r.ended(false);
  return text;
}

struct row {
  const char* name;
  std::vector<said> conversation;
  std::string script;
};
std::ostream& operator<<(std::ostream& out, const row& r) {
  return out << r.name;
}

class recorded : public testing::TestWithParam<row> {};

TEST_P(recorded, is_a_script_wherever_it_is_cut) {
  const std::string whole = GetParam().script + "close\n";
  for (const std::size_t piece : {std::string::npos, std::size_t{1}, std::size_t{2}, std::size_t{7}}) {
    const std::string text = record(GetParam().conversation, piece);
    EXPECT_EQ(text, whole) << "in pieces of " << piece;
    const parse_outcome parsed = parse_script(recorder::header("t", "2026-11-26T00:00:00Z") + text, "t");
    ASSERT_TRUE(parsed.value) << parsed.error.text() << '\n' << text;
  }
}

INSTANTIATE_TEST_SUITE_P(
    all, recorded,
    testing::Values(
        row{"a_session",
            {{'S', "+OK ready\r\n"},
             {'C', "USER a\r\n"},
             {'S', "+OK\r\n"},
             {'C', "pass  open sesame\r\n"},
             {'S', "+OK\r\n"},
             {'C', "LIST\r\nLIST 1\r\nRETR 1\r\n"},
             {'S', "+OK\r\n1 9\r\n.\r\n+OK 1 9\r\n+OK\r\nA: {b}\r\n\r\n..x\\\r\n.\r\n"},
             {'C', "QUIT\r\n"},
             {'S', "+OK\r\n"}},
            "S: +OK ready\nC: USER a\nS: +OK\nC: pass {secret password}\nS: +OK\nC: LIST\nC: LIST 1\nC: RETR "
            "1\n"
            "S: +OK\nS| 1 9\nS.\nS: +OK 1 9\nS: +OK\nS| A: \\{b}\nS|\nS| .x\\\\\nS.\nC: QUIT\nS: +OK\n"},
        row{"a_refused_listing",
            {{'S', "+OK\r\n"}, {'C', "UIDL\r\n"}, {'S', "-ERR\r\n"}, {'C', "NOOP\r\n"}, {'S', "+OK\r\n"}},
            "S: +OK\nC: UIDL\nS: -ERR\nC: NOOP\nS: +OK\n"},
        row{"apop",
            {{'S', "+OK <1@a>\r\n"}, {'C', "APOP a 0123456789abcdef0123456789abcdef\r\n"}, {'S', "-ERR\r\n"}},
            "S: +OK <1@a>\nC: APOP a {secret apop}\nS: -ERR\n"},
        row{"sasl_with_an_initial_response",
            {{'S', "+OK\r\n"},
             {'C', "AUTH PLAIN AGEAYg==\r\n"},
             {'S', "+OK\r\n"},
             {'C', "STAT\r\n"},
             {'S', "+OK 0 0\r\n"}},
            "S: +OK\nC: AUTH PLAIN {secret plain}\nS: +OK\nC: STAT\nS: +OK 0 0\n"},
        row{"sasl_in_steps",
            {{'S', "+OK\r\n"},
             {'C', "AUTH LOGIN\r\n"},
             {'S', "+ VXNlcjo=\r\n"},
             {'C', "YQ==\r\n"},
             {'S', "+ UGFzcw==\r\n"},
             {'C', "Yg==\r\n"},
             {'S', "-ERR\r\n"},
             {'C', "AUTH SCRAM-SHA-256\r\n"},
             {'S', "+ \r\n"},
             {'C', "*\r\n"},
             {'S', "-ERR\r\n"}},
            "S: +OK\nC: AUTH LOGIN\nS: + VXNlcjo=\nC: {secret login-user}\nS: + UGFzcw==\nC: {secret "
            "login-password}\n"
            "S: -ERR\nC: AUTH SCRAM-SHA-256\nS: + \nC: *\nS: -ERR\n"},
        row{"a_command_where_a_response_belongs",
            {{'S', "+OK\r\n"},
             {'C', "AUTH CRAM-MD5\r\n"},
             {'S', "+ ???\r\n"},
             {'C', "TOP secret\r\n"},
             {'S', "-ERR\r\n"},
             {'C', "AUTH CRAM-MD5\r\n"},
             {'S', "+ ???\r\n"},
             {'C', "USER quiz\r\n"},
             {'S', "-ERR\r\n"},
             {'C', "CAPA\r\n"},
             {'S', "+OK\r\nUSER\r\n.\r\n"}},
            "S: +OK\nC: AUTH CRAM-MD5\nS: + ???\nC: TOP {secret response}\nS: -ERR\n"
            "C: AUTH CRAM-MD5\nS: + ???\nC: USER {secret response}\nS: -ERR\nC: CAPA\nS: +OK\nS| USER\nS.\n"},
        row{"a_secret_behind_an_auth_that_is_refused",
            {{'S', "+OK\r\n"}, {'C', "AUTH PLAIN\r\nAGEAYg==\r\n"}, {'S', "-ERR\r\n-ERR\r\n"}},
            "S: +OK\nC: AUTH PLAIN\nC: {secret plain}\nS: -ERR\nS: -ERR\n"},
        row{"tls",
            {{'S', "+OK\r\n"},
             {'C', "STLS\r\n"},
             {'S', "+OK\r\n"},
             {'T', ""},
             {'C', "CAPA\r\n"},
             {'S', "+OK\r\nUSER\r\n.\r\n"}},
            "S: +OK\nC: STLS\nS: +OK\nstart-tls\nC: CAPA\nS: +OK\nS| USER\nS.\n"},
        row{"what_is_no_line",
            {{'S', "+OK\n"},
             {'C', "NOOP\n"},
             {'S', "+OK\r\n"},
             {'C', "RETR 1\r\n"},
             {'S', "+OK\r\n+OK\r\n.x\r\n.\r\nleft"}},
            "S! \"+OK\\n\"\nC! \"NOOP\\n\"\nS: +OK\nC: RETR 1\nS: +OK\nS| +OK\nS! \".x\\r\\n\"\nS.\nS! "
            "\"left\"\n"},
        row{"a_dot_that_was_not_doubled",
            {{'S', "+OK\r\n"}, {'C', "RETR 1\r\n"}, {'S', "+OK\r\n.x\r\n.\r\n"}},
            "S: +OK\nC: RETR 1\nS: +OK\nS! \".x\\r\\n\"\nS.\n"}),
    [](const auto& tested) { return std::string(tested.param.name); });

TEST(recorder, no_secret_is_written_whatever_line_it_is_in) {
  for (const char* line :
       {"PASS sesame", "pass sesame\n", "PaSs sesame\r\n", "APOP a sesame\r\n", "AUTH PLAIN sesame\r\n",
        "AUTH PLAIN\r\nsesame\r\n", "AUTH PLAIN\r\nsesame", "AUTH X-Y sesame\r\n", "AUTH {} sesame\r\n"}) {
    for (const std::size_t piece : {std::string::npos, std::size_t{1}}) {
      const std::string text = record({{'S', "+OK\r\n"}, {'C', line}}, piece);
      EXPECT_EQ(text.find("sesame"), std::string::npos) << line << '\n' << text;
    }
  }
  const std::string endless = "PASS " + std::string(200'000, 'x') + "sesame\r\nNOOP\r\n";
  EXPECT_EQ(record({{'S', "+OK\r\n"}, {'C', endless}}),
            "S: +OK\n# a line that may hold a secret never ended, or only beyond what a line may have: left "
            "out\nC: "
            "NOOP\nclose\n");
}

TEST(recorder, an_endless_line_is_written_piece_by_piece) {
  std::size_t octets = 0;
  recorder r([&](std::string_view lines) {
    octets += lines.size();
    EXPECT_LE(lines.size(), 4 * recorder::line_limit);
  });
  const std::string piece(10'000, 'x');
  for (int i = 0; i < 1000; ++i) {
    r.server_said(piece);
  }
  r.ended(true);
  EXPECT_GE(octets, 10'000'000U);
}

}  // namespace
}  // namespace popquiz::script
