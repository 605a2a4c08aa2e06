#include <popquiz/fuzz_wire/finding.hpp>

#include <popquiz/fuzz_wire/campaign.hpp>

#include "campaign_board.hpp"
#include "leak_watch.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <vector>

namespace popquiz::fuzz_wire {
namespace {

finding sample() {
  finding made;
  made.kind = finding_kind::hang;
  made.key = "hang RETR TRANSACTION";
  made.title = "no reply to RETR in TRANSACTION";
  made.expected = "a reply";
  made.came = "none <in> time";
  made.script = file_stem(made) + ".pop3";
  made.repeat = "popquiz replay x.pop3 --as client localhost";
  made.how_often = "3 of 3 times";
  made.turns = 2;
  made.turns_before = 9;
  made.seconds = 1.5;
  return made;
}

TEST(finding, is_read_back_as_it_is_written) {
  const std::vector<finding> all = read_findings(print_json(sample()) + "no json\n" + print_json(sample()));
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[1].kind, finding_kind::hang);
  EXPECT_EQ(all[1].key, sample().key);
  EXPECT_EQ(all[1].came, sample().came);
  EXPECT_EQ(all[1].turns_before, 9U);
  EXPECT_EQ(all[1].seconds, 1.5);
}

TEST(finding, has_files_that_are_called_after_it) {
  EXPECT_TRUE(file_stem(sample()).starts_with("hang-retr-transaction-")) << file_stem(sample());
  EXPECT_EQ(slug("../../A  b\n"), "a-b");
  EXPECT_EQ(slug("abcdef", 3), "abc");
}

TEST(finding, keeps_octets_of_a_peer_printable) {
  finding hostile = sample();
  hostile.came = "\x1b[31m\xff\n";
  EXPECT_EQ(read_findings(print_json(hostile)).front().came, "\\x1B[31m\\xFF\\x0A");
}

TEST(report, escapes_what_a_peer_has_said) {
  campaign_result result;
  result.subject = "<script>";
  result.findings = {sample()};
  result.figures.failures = 1;
  result.over_time = {{}, {.seconds = 2, .states = 3, .transitions = 9, .failures = 1}};
  const std::string page = report_html(result);
  EXPECT_EQ(page.find("<script>alert"), std::string::npos);
  EXPECT_NE(page.find("&lt;script&gt;"), std::string::npos);
  EXPECT_NE(page.find("none &lt;in&gt; time"), std::string::npos);
  EXPECT_NE(page.find("<polyline class=\"curve s0\" points=\""), std::string::npos) << page;
  EXPECT_NE(report_text(result).find("FINDING hang: no reply to RETR in TRANSACTION"), std::string::npos);
}

TEST(board, lets_one_have_a_finding) {
  const shared_board board = make_board();
  EXPECT_TRUE(board->claim(7));
  EXPECT_FALSE(board->claim(7));
  EXPECT_TRUE(board->claim(0));
  board->note_state(3);
  board->note_state(3);
  EXPECT_EQ(board->states, 1U);
  board->give_up("first");
  board->give_up("second");
  EXPECT_EQ(board->why(), "first");
}

TEST(leak_watch, tells_what_each_session_leaves_from_what_one_leaves) {
  struct row {
    const char* name;
    std::uint64_t each;
    std::uint64_t once;
    bool leaks;
  };
  for (const row& r :
       {row{"nothing", 0, 0, false}, row{"a leak", 64UL * 1024, 0, true},
        row{"less than counts", 1024, 0, false}, row{"a cache", 0, 8UL * 1024 * 1024, false}}) {
    std::uint64_t resident = 1 << 20U;
    unsigned sessions = 0;
    const auto octets = leak_watch::octets_each(
        [&] {
          resident += r.each + (++sessions == 12 ? r.once : 0);
          return true;
        },
        [&] { return resident; });
    EXPECT_EQ(octets.has_value(), r.leaks) << r.name;
  }
}

}  // namespace
}  // namespace popquiz::fuzz_wire
