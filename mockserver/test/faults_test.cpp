#include "served_mail.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

// Where replies are cut, what is dropped, and TLS by script (docs/script.md).

namespace popquiz::mockserver::test {
namespace {

using namespace std::chrono_literals;

/// What comes in answer to NOOP, a bar between the segments.
std::string segments_of_noop(served_mail& s, std::chrono::milliseconds step = 1ms) {
  conversation c = s.transaction();
  std::string all;
  std::string part = c.say("NOOP\r\n");
  for (int i = 0; i < 50; ++i) {
    all += part.empty() ? "" : all.empty() ? part : "|" + part;
    part = c.wait(step);
  }
  EXPECT_EQ(c.say("STAT\r\n"), "+OK 2 82\r\n");
  return all;
}

TEST(faults, cut_everywhere_cuts_one_octet_later_in_each_use) {
  served_mail s;
  s.bend("on NOOP\n  cut everywhere\n    S: +OK\n");
  for (const char* expected : {"+|OK\r\n", "+O|K\r\n", "+OK|\r\n", "+OK\r|\n", "+OK\r\n", "+OK\r\n"}) {
    EXPECT_EQ(segments_of_noop(s), expected);
  }
}

TEST(faults, a_tail_is_cut_off_shorter_in_each_use) {
  served_mail s;
  s.bend("on NOOP\n  cut everywhere in last 3 octets\n    S: +OK\n    S| a\n    S.\n");
  for (const char* expected :
       {"+OK\r\na\r\n|.\r\n", "+OK\r\na\r\n.|\r\n", "+OK\r\na\r\n.\r|\n", "+OK\r\na\r\n|.\r\n"}) {
    EXPECT_EQ(segments_of_noop(s), expected);
  }
}

TEST(faults, a_tail_can_come_octet_by_octet) {
  served_mail s;
  s.bend("on NOOP\n  cut every 1 in last 4 octets\n    answer\n");
  EXPECT_EQ(segments_of_noop(s), "+OK do|n|e|\r|\n");
  s.bend("on NOOP\n  cut every 2 in last 100 octets\n    answer\n");
  EXPECT_EQ(segments_of_noop(s), "+O|K |do|ne|\r\n");
}

TEST(faults, a_tail_of_a_long_message_is_found_although_it_is_lent) {
  const std::string line(70, 'x');
  std::string message;
  for (int i = 0; i < 10'000; ++i) {
    message += line + "\r\n";
  }
  served_mail s({message});
  s.bend("on RETR\n  cut every 1 in last 5 octets\n    answer\n");
  conversation c = s.transaction();
  std::vector<std::string> parts{c.say("RETR 1\r\n")};
  for (int i = 0; i < 20; ++i) {
    parts.push_back(c.wait(1ms));
  }
  EXPECT_TRUE(parts[0].ends_with("x"));
  std::string all;
  for (const std::string& part : parts) {
    all += part;
  }
  EXPECT_TRUE(all == "+OK 720000 octets\r\n" + message + ".\r\n");
  EXPECT_EQ(parts[1] + "|" + parts[2] + "|" + parts[5], "\r|\n|\n");
}

TEST(faults, a_pause_lies_between_the_segments) {
  served_mail s;
  s.bend("on NOOP\n  cut at 1 pause 20ms\n    answer\n");
  conversation c = s.transaction();
  EXPECT_EQ(c.say("NOOP\r\n"), "+");
  EXPECT_EQ(c.wait(19ms), "");
  EXPECT_EQ(c.wait(1ms), "OK done\r\n");
}

TEST(faults, a_share_of_a_message) {
  served_mail s({"0123456789\r\nabcdef\r\n"});  // 20 octets
  for (const auto& [share, expected] :
       {std::pair{"0%", ""}, std::pair{"35%", "0123456"}, std::pair{"100%", "0123456789\r\nabcdef\r\n"}}) {
    s.bend("on RETR\n  S: +OK\n  S@ message 1 first " + std::string(share) + "\n  close\n");
    conversation c = s.transaction();
    EXPECT_EQ(c.say("RETR 1\r\n"), "+OK\r\n" + std::string(expected)) << share;
    EXPECT_TRUE(c.closed());
  }
}

TEST(faults, until_closed_ends_at_its_size_or_when_nothing_is_said) {
  served_mail s;
  s.bend(
      "on NOOP\n  repeat until closed or 10 octets\n    S! \"abc\"\n  S! \"|\"\non STAT\n  repeat until "
      "closed\n"
      "    S! \"\"\n  S: +OK\n");
  conversation c = s.transaction();
  EXPECT_EQ(c.say("NOOP\r\n"), "abcabcabcabc|");
  EXPECT_EQ(c.say("STAT\r\n"), "+OK\r\n");
}

TEST(faults, until_closed_goes_on_as_long_as_somebody_reads) {
  served_mail s;
  s.bend("on NOOP\n  repeat until closed\n    S! \"0123456789ABCDEF\"\n");
  conversation c = s.transaction();
  c.stop_reading();
  static_cast<void>(c.say("NOOP\r\n"));
  EXPECT_LE(c.unwritten(), server_settings{}.output_limit + 16);
  static_cast<void>(c.end(sansio::io_status::connection_reset));
  EXPECT_TRUE(c.closed());
}

TEST(faults, what_lies_behind_a_command_can_be_dropped) {
  served_mail s;
  s.bend("on NOOP when pipelined\n  answer\n  drop rest\n");
  conversation c = s.transaction();
  EXPECT_EQ(c.say("NOOP\r\nSTAT\r\nNOOP\r\n"), "+OK done\r\n");
  EXPECT_EQ(c.say("NOOP\r\n"), "+OK done\r\n");
  EXPECT_EQ(c.say("STAT\r\n"), "+OK 2 82\r\n");
}

TEST(faults, capabilities_more_and_less) {
  served_mail s;
  s.bend("on CAPA\n  answer with \"EXPIRE 7\" XTND without TOP expire utf8 LANG UIDL\n");
  EXPECT_EQ(conversation(s.server).say("CAPA\r\n"),
            "+OK capability list follows\r\nUSER\r\nRESP-CODES\r\nAUTH-RESP-CODE\r\nPIPELINING\r\n"
            "IMPLEMENTATION popquiz\r\nEXPIRE 7\r\nXTND\r\n.\r\n");
}

TEST(faults, lines_that_are_no_capabilities) {
  served_mail s;
  s.bend("on CAPA\n  answer with \"X  Y\" \".Z\"\n");
  EXPECT_TRUE(conversation(s.server).say("CAPA\r\n").ends_with("\r\nX  Y\r\n..Z\r\n.\r\n"));
}

TEST(faults, octets_in_clear_that_are_kept_run_inside_tls) {
  for (const bool kept : {false, true}) {
    served_mail s;
    s.bend(std::string("on STLS\n  S: +OK go on\n  start-tls") +
           (kept ? " keeping octets in clear\n" : "\n"));
    conversation c(s.server, nullptr, {.has_tls = true});
    EXPECT_EQ(c.say("STLS\r\nUSER a\r\n"), kept ? "+OK go on\r\n+OK send the password\r\n" : "+OK go on\r\n");
    EXPECT_TRUE(c.in_tls());
    EXPECT_EQ(c.identity(), sansio::tls_identity::ordinary);
  }
}

TEST(faults, a_certificate_that_is_wrong_is_shown_where_the_script_says_so) {
  served_mail s;
  s.bend("on STLS\n  S: +OK\n  start-tls as expired\n  S: +OK not asked for\n");
  conversation c(s.server, nullptr, {.has_tls = true});
  EXPECT_EQ(c.say("STLS\r\n"), "+OK\r\n+OK not asked for\r\n");
  EXPECT_EQ(c.identity(), sansio::tls_identity::expired);
}

TEST(faults, tls_that_there_is_not_is_a_problem_of_the_script) {
  served_mail s;
  s.bend("on STLS\n  S: +OK\n  start-tls\n");
  conversation c(s.server);
  EXPECT_EQ(c.say("STLS\r\n"), "+OK\r\n");
  EXPECT_TRUE(c.reset());
  EXPECT_EQ(s.server.override_problem(), "bent.pop3:6: this server has no TLS to start");
}

TEST(faults, names_of_the_server_can_be_said) {
  server_settings settings;
  settings.names["scratch"] = "/a/b";
  served_mail s(two_messages(), settings);
  s.bend("on UIDL\n  S: +OK\n  S| 1 ../..{=scratch}/escaped\n  S.\n");
  conversation c = s.transaction();
  EXPECT_EQ(c.say("UIDL\r\n"), "+OK\r\n1 ../../a/b/escaped\r\n.\r\n");
}

}  // namespace
}  // namespace popquiz::mockserver::test
