#include <popquiz/script/transcript.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace popquiz::script {
namespace {

using enum transcript_mark;
using testing::ElementsAre;

std::vector<std::string> texts(const transcript& t) {
  std::vector<std::string> result;
  for (const transcript_line& line : t.lines()) {
    result.push_back((line.mark == client ? "C " : line.mark == server ? "S " : "- ") + line.text);
  }
  return result;
}

TEST(transcript, cuts_octets_into_lines) {
  transcript t;
  t.add(0, client, "USER a\r\nPA");
  t.add(0, client, "SS b\r");
  t.add(0, client, "\n");
  t.add(0, server, "+OK\r\n+");
  EXPECT_THAT(texts(t), ElementsAre("C USER a", "C PASS b", "S +OK", "S +"));
}

TEST(transcript, keeps_sessions_and_sides_apart) {
  transcript t;
  t.add(0, server, "a");
  t.add(1, server, "b\r\n");
  t.add(0, client, "c\r\n");
  t.add(0, server, "d\r\n");
  const auto lines = t.lines();
  ASSERT_EQ(lines.size(), 3U);
  EXPECT_EQ(lines[0].session, 1U);
  EXPECT_EQ(lines[2].text, "ad");
}

TEST(transcript, escapes_what_is_not_printable) {
  transcript t;
  t.add(0, server, std::string("a\tb\0c\\d\xFF\x1B \r x\n\n\r\n", 17));
  EXPECT_THAT(texts(t), ElementsAre("S a\\tb\\0c\\\\d\\xFF\\x1B \\r x\\n", "S \\n", "S "));
  EXPECT_EQ(t.printable("\x7F{\""), "\\x7F{\"");
}

TEST(transcript, puts_notes_behind_what_came) {
  transcript t;
  t.add(0, server, "+OK ha");
  t.note(0, "closed by the server");
  t.add(0, server, "x");
  EXPECT_THAT(texts(t), ElementsAre("S +OK ha", "- closed by the server", "S x"));
}

TEST(transcript, hides_secrets_however_they_are_cut) {
  const std::string line = "PASS sesame sesame-long x\r\n";
  for (std::size_t at = 0; at <= line.size(); ++at) {
    transcript t;
    t.hide("sesame", "{secret}");
    t.hide("sesame-long", "{digest}");
    t.hide("", "{nothing}");
    t.add(0, client, line.substr(0, at));
    t.add(0, client, line.substr(at));
    EXPECT_THAT(texts(t), ElementsAre("C PASS {secret} {digest} x")) << at;
  }
}

TEST(transcript, hides_the_beginning_of_a_secret_in_a_line_without_end) {
  transcript t;
  t.hide("sesame", "{secret}");
  t.add(0, client, "PASS ses");
  EXPECT_THAT(texts(t), ElementsAre("C PASS {secret}"));
}

TEST(transcript, shortens_long_lines) {
  const std::string line(transcript::line_limit + 50, 'x');
  const std::string shown = "S " + std::string(transcript::line_limit, 'x') + "... (50 octets more)";
  for (const std::size_t at : {0U, 1U, 199U, 200U, 201U, 249U, 250U, 251U}) {
    transcript t;
    t.add(0, server, (line + "\r\n").substr(0, at));
    t.add(0, server, (line + "\r\n").substr(at));
    EXPECT_THAT(texts(t), ElementsAre(shown)) << at;
  }
  EXPECT_EQ("S " + transcript().printable(line), shown);
}

TEST(transcript, hides_a_secret_at_the_limit) {
  for (std::size_t before = transcript::line_limit - 8; before < transcript::line_limit + 8; ++before) {
    transcript t;
    t.hide("sesame", "{secret}");
    t.add(0, server, std::string(before, 'x') + "sesamesesame\r\n");
    ASSERT_EQ(t.lines().size(), 1U);
    EXPECT_EQ(t.lines()[0].text.find("se"), before < transcript::line_limit ? before + 1 : std::string::npos)
        << before;
    EXPECT_EQ(t.lines()[0].text.find("ses"), std::string::npos) << before;
  }
}

TEST(transcript, leaves_out_the_middle) {
  transcript t;
  for (int i = 0; i < 1000; ++i) {
    t.add(0, server, std::to_string(i) + "\r\n");
  }
  const auto lines = texts(t);
  ASSERT_EQ(lines.size(), transcript::lines_limit + 1);
  EXPECT_EQ(lines[199], "S 199");
  EXPECT_EQ(lines[200], "- 600 lines are left out here");
  EXPECT_EQ(lines[201], "S 800");
  EXPECT_EQ(lines.back(), "S 999");
}

/// The line that is marked, or "".
std::string marked(const transcript& t) {
  std::string found;
  for (const transcript_line& line : t.lines()) {
    found += line.offending ? line.text + "|" : "";
  }
  return found;
}

transcript listing() {
  transcript t;
  t.add(0, server, "+OK\r\n");
  t.add(0, client, "LIST\r\n");
  t.add(1, server, "+OK other\r\n");
  t.add(0, server, "+OK 2\r\n1 7\r\n..x\r\n.\r\n+OK\r\n+");
  return t;
}

TEST(transcript, points_at_the_line_that_a_finding_is_about) {
  const struct {
    std::size_t ahead;
    const char* came;
    const char* line;
  } rows[] = {
      {2, "1 7 (line 1 of the body)", "1 7|"},
      {2, "1 7", "1 7|"},
      {2, ".x (octet 3 of the body, in line 2)", "..x|"},
      {4, "+OK 2", "+OK 2|"},
      {2, "+OK", "+OK|"},                // the first that was not looked at yet
      {6, "nothing for 10 s", "LIST|"},  // what was not answered
      {2, "octets of body is 6", ".|"},  // the end of what was looked at
      {1, "+ and then the server closed the connection", "+|"},
      {99, "+OK", "+OK|"},
  };
  for (const auto& row : rows) {
    transcript t = listing();
    t.point_at(0, row.ahead, row.came);
    EXPECT_EQ(marked(t), row.line) << row.ahead << " " << row.came;
  }
}

TEST(transcript, keeps_a_mark_while_the_middle_is_left_out) {
  transcript t;
  for (std::size_t i = 0; i < transcript::lines_limit; ++i) {
    t.add(0, server, std::to_string(i) + "\r\n");
  }
  t.point_at(0, 0, "399");
  t.add(0, server, "more\r\nand more\r\n");
  EXPECT_EQ(marked(t), "399|");
}

TEST(transcript, keeps_the_mark_of_a_line_that_goes_on) {
  transcript t;
  t.add(0, server, "+O");
  t.point_at(0, 0, "+O and then nothing for 10 s");
  t.add(0, server, "K late\r\n+OK\r\n");
  EXPECT_EQ(marked(t), "+OK late|");
}

TEST(transcript, points_at_nothing_in_a_session_that_said_nothing) {
  transcript t = listing();
  t.point_at(2, 0, "nothing for 10 s");
  EXPECT_EQ(marked(t), "");
}

}  // namespace
}  // namespace popquiz::script
