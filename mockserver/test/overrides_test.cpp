#include "served_mail.hpp"

#include <chrono>

namespace popquiz::mockserver::test {
namespace {

using namespace std::chrono_literals;

struct row {
  const char* blocks;
  const char* said;
  const char* heard;
};

void check(const std::vector<row>& table) {
  for (const row& r : table) {
    served_mail s;
    s.bend(r.blocks);
    conversation c = s.transaction();
    EXPECT_EQ(c.say(r.said), r.heard) << r.blocks;
    EXPECT_EQ(s.server.override_problem(), "") << r.blocks;
  }
}

TEST(overrides, lines_are_said_as_written) {
  check({
      {"on NOOP\n  S: +OK\n", "NOOP\r\n", "+OK\r\n"},
      {"on NOOP\n  S= +OK  two \n", "NOOP\r\n", "+OK  two \r\n"},
      {"on NOOP\n  S! \"+OK half\"\n  S! \"\\r\\n\"\n", "NOOP\r\n", "+OK half\r\n"},
      {"on LIST\n  S: +OK\n  S| 1 2\n  S| .dot\n  S| .\n  S|\n  S.\n", "LIST\r\n",
       "+OK\r\n1 2\r\n..dot\r\n..\r\n\r\n.\r\n"},
      {"on NOOP\n  silence\n", "NOOP\r\nSTAT\r\n", "+OK 2 82\r\n"},
      {"on NOOP\n", "NOOP\r\nSTAT\r\n", "+OK 2 82\r\n"},
      {"on NOOP\n  together\n    S: +OK one\n    S: +OK two\n", "NOOP\r\n", "+OK one\r\n+OK two\r\n"},
      {"on NOOP\n  repeat 3 times\n    S: +OK\n", "NOOP\r\n", "+OK\r\n+OK\r\n+OK\r\n"},
      {"on NOOP\n  repeat 2 times\n    repeat 2 times\n      S! \"x\"\n    S! \"y\"\n", "NOOP\r\n", "xxyxxy"},
      {"on NOOP\n  for x in \"a\" \"b\" 3\n    S: {=x}\n", "NOOP\r\n", "a\r\nb\r\n3\r\n"},
  });
}

TEST(overrides, octets_of_any_value) {
  served_mail s;
  s.bend("on NOOP\n  S! \"+OK \\x00\\xFF\\r\\n\"\n");
  EXPECT_EQ(s.transaction().say("NOOP\r\n"), std::string("+OK \0\xFF\r\n", 8));
}

TEST(overrides, first_block_whose_event_matches_wins) {
  struct choice {
    const char* blocks;
    const char* said;
    const char* texts;  // the reply's last words; refused: -ERR
  };
  const choice table[] = {
      {"on RETR 1\n  S: +OK one\non RETR\n  S: +OK any\n", "RETR 1\r\nRETR 2\r\nRETR 7\r\n", "one any any"},
      {"on RETR\n  S: +OK any\non RETR 1\n  S: +OK one\n", "RETR 1\r\n", "any"},
      {"on LIST bare\n  S: +OK bare\n", "LIST\r\nLIST 1\r\n", "bare 47"},
      {"on LIST {number}\n  S: +OK n\n", "LIST 01\r\nLIST x\r\n", "n -ERR"},
      {"on RETR +1\n  S: +OK plus\n", "RETR +1\r\n", "plus"},
      {"on any command\n  S: +OK all\n", "NOOP\r\nXYZZY\r\n\r\nRETR\r\n", "all all all all"},
      {"on unknown\n  S: +OK what\n", "XYZZY\r\n\r\nNOOP\r\nNOOP x\r\n", "what what done -ERR"},
      {"on invalid\n  S: +OK bad\n", "RETR\r\nNOOP x\r\nXYZZY\r\nNOOP\r\n", "bad bad -ERR done"},
      {"on invalid RETR\n  S: +OK bad\n", "RETR\r\nRETR x\r\nNOOP x\r\nDELE 9\r\n", "bad bad -ERR -ERR"},
      {"on NOOP\n  S: +OK mine\n", "noop\r\nNOOP\r\nNOOP x\r\nNOOP \r\n", "mine mine -ERR -ERR"},
      {"on invalid NOOP\n  perform\n  S: +OK x\n", "NOOP x\r\n", "x"},
  };
  for (const choice& row : table) {
    served_mail s;
    s.bend("on USER\n  answer\non PASS\n  answer\n" + std::string(row.blocks));
    conversation bent = s.transaction();
    std::string_view heard;
    const std::string all = bent.say(row.said);
    std::string texts;
    for (std::string_view rest = all; !rest.empty(); rest.remove_prefix(rest.find('\n') + 1)) {
      heard = rest.substr(0, rest.find("\r\n"));
      texts += texts.empty() ? "" : " ";
      texts += heard.starts_with("-ERR") ? "-ERR" : heard.substr(heard.rfind(' ') + 1);
    }
    EXPECT_EQ(texts, row.texts) << row.blocks;
  }
}

TEST(overrides, captures_and_predefined_names) {
  check({
      {"on RETR {k}\n  S: +OK you said {=k}, next is {=k + 1}\n", "RETR 1\r\n",
       "+OK you said 1, next is 2\r\n"},
      {"on TOP {a} {b}\n  S: +OK {=b} {=a}\n", "TOP 1 20\r\n", "+OK 20 1\r\n"},
      {"on RETR\n  S: +OK {=n} {=size} {=uid}\n", "RETR 2\r\n", "+OK 2 35 popquiz-2\r\n"},
      {"on TOP\n  S: +OK {=n} {=lines}\n", "TOP 2 7\r\n", "+OK 2 7\r\n"},
      {"on STAT\n  S: +OK {=messages} {=octets}\n", "DELE 1\r\nSTAT\r\n",
       "+OK message 1 deleted\r\n+OK 1 35\r\n"},
      {"on LIST\n  S: +OK\n  for n in maildrop\n    S| {=n} {=size + 417}\n  S.\n", "LIST\r\n",
       "+OK\r\n1 464\r\n2 452\r\n.\r\n"},
      {"on UIDL\n  S: +OK\n  for n in maildrop\n    S| {=n} {=uid}\n  S.\n", "DELE 1\r\nUIDL\r\n",
       "+OK message 1 deleted\r\n+OK\r\n2 popquiz-2\r\n.\r\n"},
      {"on NOOP\n  for a in maildrop\n    for b in maildrop\n      S! \"{=a}{=b} \"\n", "NOOP\r\n",
       "11 12 21 22 "},
  });
}

TEST(overrides, messages_and_their_bends) {
  // Message 2 is "Subject: two\n\n.dot\nno line end".
  const std::pair<const char*, const char*> table[] = {
      {"", "Subject: two\r\n\r\n..dot\r\nno line end\r\n.\r\n"},
      {" headers", "Subject: two\r\n\r\n.\r\n"},
      {" lines 1", "Subject: two\r\n\r\n..dot\r\n.\r\n"},
      {" lines 9", "Subject: two\r\n\r\n..dot\r\nno line end\r\n.\r\n"},
      {" first 0 octets", ""},
      {" first 13 octets", "Subject: two\r"},
      {" first 17 octets", "Subject: two\r\n\r\n."},
      {" first 1000 octets", "Subject: two\r\n\r\n..dot\r\nno line end\r\n"},
      {" unstuffed", "Subject: two\r\n\r\n.dot\r\nno line end\r\n.\r\n"},
      {" with LF line ends", "Subject: two\n\n..dot\nno line end\n.\r\n"},
      {" without final line end", "Subject: two\r\n\r\n..dot\r\nno line end"},
      {" headers without final line end", "Subject: two\r\n"},
      {" lines 1 unstuffed with LF line ends", "Subject: two\n\n.dot\n.\r\n"},
      {" headers first 5 octets", "Subje"},
  };
  for (const auto& [bend, heard] : table) {
    for (const char* number : {"2", "{=n}"}) {
      served_mail s;
      s.bend("on RETR\n  S: +OK\n  S@ message " + std::string(number) + bend + "\n");
      conversation c = s.transaction();
      EXPECT_EQ(c.say("RETR 2\r\nNOOP\r\n"), "+OK\r\n" + std::string(heard) + "+OK done\r\n") << bend;
    }
  }
}

TEST(overrides, an_unbent_message_is_the_same_as_by_retr) {
  for (const char* stored :
       {"", ".", "\r", "a\r", ".\r\n", "\n.\n", "a\r\r\n.\r", "\r\n\r\n", "..\n..", "a\rb\n"}) {
    served_mail s({stored});
    s.bend("on TOP\n  S: +OK x\n  S@ message 1\n");
    conversation c = s.transaction();
    const std::string retr = c.say("RETR 1\r\n");
    const std::string said = c.say("TOP 1 0\r\n");
    EXPECT_EQ(said.substr(said.find('\n')), retr.substr(retr.find('\n'))) << testing::PrintToString(stored);
  }
}

TEST(overrides, answer_performs_and_says_perform_only_performs) {
  check({
      {"on DELE\n  answer\n", "DELE 1\r\nSTAT\r\n", "+OK message 1 deleted\r\n+OK 1 35\r\n"},
      {"on DELE\n  perform\n  S: +OK gone\n", "DELE 1\r\nSTAT\r\n", "+OK gone\r\n+OK 1 35\r\n"},
      {"on DELE\n  S: +OK lies\n", "DELE 1\r\nSTAT\r\n", "+OK lies\r\n+OK 2 82\r\n"},
      {"on RSET\n  S: +OK\n", "DELE 1\r\nRSET\r\nSTAT\r\n", "+OK message 1 deleted\r\n+OK\r\n+OK 1 35\r\n"},
      {"on NOOP\n  answer\n  S: +OK twice\n", "NOOP\r\n", "+OK done\r\n+OK twice\r\n"},
      {"on RETR\n  answer\n  answer\n", "RETR 2\r\nNOOP\r\n",
       "+OK 35 octets\r\nSubject: two\r\n\r\n..dot\r\nno line end\r\n.\r\n"
       "+OK 35 octets\r\nSubject: two\r\n\r\n..dot\r\nno line end\r\n.\r\n+OK done\r\n"},
      {"on RETR\n  perform\n", "RETR 1\r\nNOOP\r\n", "+OK done\r\n"},
      {"on NOOP\n  also DELE 1\n  answer\n", "NOOP\r\nSTAT\r\n", "+OK done\r\n+OK 1 35\r\n"},
      {"on RETR {k}\n  also DELE {=k}\n  S: -ERR\n", "RETR 2\r\nSTAT\r\n", "-ERR\r\n+OK 1 47\r\n"},
      {"on NOOP\n  also XYZZY\n  also RETR 1\n  answer\n", "NOOP\r\n", "+OK done\r\n"},
      {"on DELE\n  answer\n  restore message {=n}\n", "DELE 1\r\nSTAT\r\n",
       "+OK message 1 deleted\r\n+OK 2 82\r\n"},
  });
}

TEST(overrides, a_refused_login_that_is_said_to_be_fine_changes_no_state) {
  served_mail s;
  s.bend("on PASS\n  S: +OK\n");
  conversation c(s.server);
  EXPECT_EQ(statuses(c.say("USER mrose\r\nPASS tan staaf\r\nSTAT\r\n")), "+OK +OK -ERR");
  s.bend("on PASS\n  perform\n  S: -ERR\n");
  conversation d(s.server);
  EXPECT_EQ(statuses(d.say("USER mrose\r\nPASS tan staaf\r\nSTAT\r\n")), "+OK -ERR +OK");
}

TEST(overrides, quit_only_ends_what_it_performs) {
  served_mail s;
  s.bend("on QUIT\n  S: +OK bye\n");
  conversation c = s.transaction();
  EXPECT_EQ(statuses(c.say("DELE 1\r\nQUIT\r\nNOOP\r\n")), "+OK +OK +OK");
  static_cast<void>(c.end());
  EXPECT_EQ(s.drop->messages(), 2U);

  s.bend("on QUIT\n  perform\n  S: -ERR odd\n  S: +OK more\n");
  conversation d = s.transaction();
  EXPECT_EQ(d.say("DELE 1\r\nQUIT\r\nNOOP\r\n"), "+OK message 1 deleted\r\n-ERR odd\r\n+OK more\r\n");
  EXPECT_TRUE(d.closed());
  EXPECT_EQ(s.drop->messages(), 1U);
}

TEST(overrides, close_reset_and_wait) {
  served_mail s;
  s.bend(
      "on RETR\n  S: +OK\n  S@ message 1 first 10 octets\n  close\n  S: never\non NOOP\n  S! \"+O\"\n  "
      "reset\non STAT\n  S! \"+OK\"\n  wait 5s\n  S! \" 1 2\\r\\n\"\n");
  conversation c = s.transaction();
  EXPECT_EQ(c.say("RETR 1\r\nSTAT\r\n"), "+OK\r\nFrom: a\r\nS");
  EXPECT_TRUE(c.closed());
  EXPECT_FALSE(c.reset());
  conversation d = s.transaction();
  EXPECT_EQ(d.say("NOOP\r\n"), "+O");
  EXPECT_TRUE(d.reset());
  conversation e = s.transaction();
  EXPECT_EQ(e.say("STAT\r\n"), "+OK");
  EXPECT_EQ(e.wait(4999ms), "");
  EXPECT_EQ(e.wait(1ms), " 1 2\r\n");
}

TEST(overrides, cuts_make_segments) {
  const auto segments = [](const char* blocks) {
    served_mail s;
    s.bend(blocks);
    conversation c = s.transaction();
    std::string all;
    std::string part = c.say("NOOP\r\n");
    for (int i = 0; i < 50; ++i) {
      all += part.empty() ? "" : all.empty() ? part : "|" + part;
      part = c.wait(1ms);
    }
    EXPECT_EQ(c.say("STAT\r\n"), "+OK 2 82\r\n");
    return all;
  };
  EXPECT_EQ(segments("on NOOP\n  cut at 3\n    S: +OK abc\n"), "+OK| abc\r\n");
  EXPECT_EQ(segments("on NOOP\n  cut at 9\n    S: +OK abc\n"), "+OK abc\r\n");
  EXPECT_EQ(segments("on NOOP\n  cut every 4\n    S: +OK abc\n"), "+OK |abc\r|\n");
  EXPECT_EQ(segments("on NOOP\n  cut every 4\n    answer\n  S: +OK more\n"), "+OK |done|\r\n+OK more\r\n");
  EXPECT_EQ(segments("on NOOP\n  S! \"ab\"\n  cut at 1\n    S! \"cd\"\n  S! \"ef\"\n"), "abc|def");
  EXPECT_EQ(segments("on NOOP\n  cut every 20\n    S@ message 2\n"),
            "Subject: two\r\n\r\n..do|t\r\nno line end\r\n.\r\n");
}

TEST(overrides, much_that_is_said_is_written_as_it_comes) {
  served_mail s;
  s.bend("on NOOP\n  repeat 100000 times\n    S! \"AAAAAAAAAAAAAAAA\"\n");
  conversation c = s.transaction();
  c.stop_reading();
  static_cast<void>(c.say("NOOP\r\n"));
  EXPECT_LE(c.unwritten(), server_settings{}.output_limit + 16);
  EXPECT_EQ(c.read_again().size(), 1'600'000U);
}

TEST(overrides, what_never_ends_leaves_other_sessions_their_turn) {
  served_mail s;
  s.bend("on NOOP\n  repeat 1000000 times\n    repeat 1000000 times\n      also XYZZY\n");
  const auto machine = s.server.new_session();
  sansio::time_point now{};
  auto action = machine->resume({}, now);
  action = machine->resume({}, now);
  const auto* read = std::get_if<sansio::read>(&action);
  ASSERT_NE(read, nullptr);
  std::memcpy(read->into.data(), "NOOP\r\n", 6);
  action = machine->resume({sansio::io_status::ok, 6}, now);
  EXPECT_NE(std::get_if<sansio::wait_until>(&action), nullptr);
  action = machine->resume({sansio::io_status::cancelled, 0}, now);
  EXPECT_NE(std::get_if<sansio::close>(&action), nullptr);
}

TEST(overrides, the_blocks_of_the_first_script_stand_above_those_of_the_second) {
  served_mail s;
  s.server.set_overrides({served_mail::parse("on NOOP use 1\n  S: +OK first\n", "a.pop3"),
                          served_mail::parse("on NOOP\n  S: +OK second\non STAT\n  S: {=none}\n", "b.pop3")});
  conversation c = s.transaction();
  EXPECT_EQ(c.say("NOOP\r\nNOOP\r\n"), "+OK first\r\n+OK second\r\n");
  static_cast<void>(c.say("STAT\r\n"));
  EXPECT_TRUE(s.server.override_problem().starts_with("b.pop3:7: ")) << s.server.override_problem();
}

TEST(overrides, what_cannot_be_done_is_told_and_resets_the_session) {
  const std::pair<const char*, const char*> table[] = {
      {"on NOOP\n  S: +OK {=nothing}\n",
       "bent.pop3:5: what the server is to say can't be made: +OK {=nothing}"},
      {"on NOOP\n  S: +OK\n  S@ message 3\n", "bent.pop3:6: there is no such message to send"},
      {"on NOOP\n  remove message 9\n", "bent.pop3:5: there is no message 9 to remove"},
      {"on NOOP\n  also {=x}\n", "bent.pop3:5: what `also` names can't be made: {=x}"},
  };
  for (const auto& [blocks, problem] : table) {
    served_mail s;
    s.bend(blocks);
    conversation c = s.transaction();
    static_cast<void>(c.say("NOOP\r\n"));
    EXPECT_TRUE(c.reset());
    EXPECT_EQ(s.server.override_problem(), problem);
    s.server.set_overrides(nullptr);
    EXPECT_EQ(s.server.override_problem(), "");
  }
}

}  // namespace
}  // namespace popquiz::mockserver::test
