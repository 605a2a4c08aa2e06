#include "conversation.hpp"
#include "served_mail.hpp"

#include <popquiz/mockserver/override_script.hpp>
#include <popquiz/mockserver/profile.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace popquiz::mockserver::test {
namespace {

using namespace std::chrono_literals;

/// Two messages, of which the second has dots and is larger than 64 KiB.
std::vector<std::string> mail() {
  std::string large = "A: b\r\n\r\n.dot\r\n";
  for (int i = 0; i < 1000; ++i) {
    large += std::string(78, 'x') + "\r\n";
  }
  return {"A: b\r\n\r\none\r\ntwo\r\n", large};
}

struct profiled {
  explicit profiled(std::string_view name) : s(mail()) {
    std::string why;
    const profile* const found = find_profile(name, why);
    EXPECT_NE(found, nullptr) << why;
    if (found != nullptr) {
      auto script = parse_overrides(found->text, found->file(), why);
      EXPECT_NE(script, nullptr) << why;
      s.server.set_overrides(std::move(script));
    }
  }
  served_mail s;
};

TEST(profile, each_tells_what_it_imitates_and_by_whom_that_is_told) {
  EXPECT_GE(profiles().size(), 10U);
  for (const profile& each : profiles()) {
    EXPECT_FALSE(each.title.empty()) << each.name;
    EXPECT_TRUE(each.text.starts_with("# ")) << each.name;
    std::string why;
    const auto script = parse_overrides(each.text, each.file(), why);
    ASSERT_NE(script, nullptr) << why;
    EXPECT_EQ(script->id, "profile/" + std::string(each.name));
    EXPECT_TRUE(script->maildrop.empty()) << each.name << ": the mail is the user's";
    const std::string_view comment = each.text.substr(0, each.text.find("\nid:"));
    EXPECT_TRUE(comment.find("issue") != std::string_view::npos ||
                comment.find("FAQ") != std::string_view::npos)
        << each.name << " names no source";
  }
}

TEST(profile, one_that_is_not_there_is_told_with_those_that_are) {
  std::string why;
  EXPECT_EQ(find_profile("hotmail", why), nullptr);
  EXPECT_TRUE(why.starts_with("no profile is called \"hotmail\"; there are ")) << why;
  EXPECT_NE(why.find(" gmail "), std::string::npos) << why;
}

/// Also where a message or an argument is none: no block asks for what there is not.
TEST(profile, each_serves_a_client_that_logs_in_and_fetches) {
  for (const profile& each : profiles()) {
    profiled p(each.name);
    conversation c(p.s.server);
    EXPECT_TRUE(c.say("USER mrose\r\n").starts_with("+OK")) << each.name;
    EXPECT_TRUE(c.say("PASS tan staaf\r\n").starts_with("+OK")) << each.name;
    const std::string message = c.say("RETR 1\r\n");
    EXPECT_TRUE(message.starts_with("+OK")) << each.name;
    EXPECT_NE(message.find("\r\nA: b\r\n\r\none\r\ntwo"), std::string::npos) << each.name;
    for (const char* command : {"STAT",    "LIST",    "LIST 1", "LIST 9", "UIDL",   "UIDL 1", "UIDL 9",
                                "TOP 1 0", "TOP 9 0", "RETR 9", "DELE 9", "DELE 1", "RETR 1", "LIST 1",
                                "UIDL 1",  "RETR",    "TOP 1",  "XYZZY",  "RSET",   "NOOP",   "QUIT"}) {
      const std::string reply = c.say(std::string(command) + "\r\n");
      EXPECT_TRUE(!reply.empty() || c.closed()) << each.name << ": " << command;
    }
    static_cast<void>(c.end());
    EXPECT_EQ(p.s.server.override_problem(), "") << each.name;
  }
}

struct quirk {
  const char* profile;
  const char* said;   ///< behind the login, where there is one
  const char* heard;  ///< is in the answer
  bool logged_in = true;
};

TEST(profile, the_quirk_is_on_the_wire) {
  std::set<std::string_view> shown;
  for (const quirk& q : std::initializer_list<quirk>{
           {"gmail", "RETR 1\r\nSTAT\r\n", ".\r\n+OK 1 80014\r\n"},
           {"gmail", "RETR 1\r\nDELE 1\r\nRETR 1\r\n",
            "two\r\n.\r\n+OK marked for deletion\r\n+OK message follows\r\nA: b"},
           {"exchange-2000", "RETR 1\r\n", "\r\ntwo.\r\n"},
           {"exchange-2000", "LIST\r\n", "+OK\r\n1 435\r\n"},
           {"exchange-2003", "AUTH NTLM\r\n", "+OK\r\n", false},
           {"exchange-2003", "CAPA\r\n", "SASL NTLM\r\n", false},
           {"office365", "DELE 1\r\nSTAT\r\n", "\r\n+OK 1 80014\r\n"},
           {"office365", "AUTH XOAUTH2 dXNlcg==\r\n", "-ERR Protocol error\r\n", false},
           {"office365", "XTND\r\n", "-ERR Protocol error. 19\r\n"},
           {"maillennium", "UIDL 1\r\n", "+OK 1   "},
           {"maillennium", "TOP 1 5\r\n", "one\r\ntwo\r\n.\r\n"},
           {"usa-net", "TOP 2 5000\r\nNOOP\r\n", "x\r\n.\r\n+OK done\r\n"},
           {"openmail", "TOP 1 99\r\n", "\r\n\r\none\r\n.\r\n"},
           {"ftgate", "TOP 1 0\r\n", "+OK\r\n+OK top of message follows\r\n"},
           {"capa-refused", "CAPA\r\n", "-ERR unknown command\r\n"},
           {"capa-hangs", "CAPA\r\n", ""},
           {"capa-closes", "CAPA\r\n", ""},
           {"o2-pl", "NOOP\r\nNOOP\r\nSTAT\r\n", "+OK done\r\n"},
           {"netease", "RETR 1\r\nRETR 1\r\nRETR 1\r\n", ".\r\n-ERR Download exceed\r\n"},
           {"gmx", "AUTH\r\n", "", false},
           {"jpop", "UIDL 1\r\n", "+OK 1 "},
           {"cyrus-3.4.6", "RETR 1\r\n", "two\r\n.\r"},
           {"greenmail", "RETR 2\r\n", "\r\n\r\n.dot\r\n"},
           {"twisted", "LIST 1\r\n", "+OK 18\r\n"},
           {"pop3-1.004", "STAT\r\n", "+OK 2 "},
           {"qmail", "RETR 1\r\n", "+OK \r\nA: b\r\n\r\none\r\ntwo\r\n\r\n.\r\n"},
           {"qmail", "LIST 1\r\n", "+OK 1 14\r\n"},
           {"qmail", "CAPA\r\n", "-ERR unimplemented\r\n", false},
           {"mercury", "RETR 1\r\nSTAT\r\n", ".\r\n+OK 1 80014\r\n"},
           {"mercury", "RETR 1\r\nDELE 1\r\n", "two\r\n.\r\n+OK message deleted\r\n"},
           {"dovecot-2.2.8", "QUIT\r\n", ""}}) {
    shown.insert(q.profile);
    profiled p(q.profile);
    conversation c(p.s.server);
    if (q.logged_in) {
      static_cast<void>(c.say("USER mrose\r\n"));
      static_cast<void>(c.say("PASS tan staaf\r\n"));
    }
    const std::string heard = c.say(q.said);
    EXPECT_NE(heard.find(q.heard), std::string::npos) << q.profile << ": " << heard.substr(0, 300);
    EXPECT_EQ(heard.empty(), std::string_view(q.heard).empty()) << q.profile << ": " << heard.substr(0, 300);
  }
  EXPECT_EQ(shown.size(), profiles().size()) << "each has a row";
}

TEST(profile, what_a_row_cannot_show) {
  {
    profiled p("gmail");
    conversation before(p.s.server);
    EXPECT_EQ(before.say("CAPA\r\n").find("UIDL"), std::string::npos);
    static_cast<void>(before.say(log_in));
    EXPECT_NE(before.say("CAPA\r\n").find("UIDL"), std::string::npos);
  }
  for (const char* name : {"capa-closes", "gmx"}) {
    profiled p(name);
    conversation c(p.s.server);
    static_cast<void>(c.say("CAPA\r\nAUTH\r\n"));
    EXPECT_TRUE(c.closed()) << name;
  }
  {
    profiled p("exchange-2003");
    std::string greeting;
    const conversation c(p.s.server, &greeting);
    EXPECT_EQ(greeting.find('<'), std::string::npos);
  }
  {
    profiled p("office365");
    conversation c = p.s.transaction();
    static_cast<void>(c.wait(59s));
    EXPECT_FALSE(c.closed());
    static_cast<void>(c.wait(2s));
    EXPECT_TRUE(c.closed());
  }
  {
    profiled p("maillennium");
    conversation c = p.s.transaction();
    const std::string top = c.say("TOP 2 9999\r\n");
    EXPECT_LT(top.size(), 66'000U);
    EXPECT_TRUE(top.ends_with("\r\n.\r\n"));
  }
  {
    profiled p("jpop");
    conversation c = p.s.transaction();
    EXPECT_EQ(c.say("CAPA\r\n").find("UIDL"), std::string::npos);
  }
  {
    profiled p("pop3-1.004");
    {
      conversation c = p.s.transaction();
      static_cast<void>(c.end());
    }
    EXPECT_EQ(p.s.drop->messages(), 0U);
  }
  for (const auto& [name, said] :
       {std::pair{"mercury", "RETR 1\r\nQUIT\r\n"}, std::pair{"dovecot-2.2.8", "DELE 1\r\nQUIT\r\n"}}) {
    profiled p(name);
    conversation c = p.s.transaction();
    static_cast<void>(c.say(said));
    EXPECT_TRUE(c.closed()) << name;
    EXPECT_EQ(p.s.drop->messages(), 1U) << name;
  }
  {
    profiled p("mercury");
    {
      conversation c = p.s.transaction();
      static_cast<void>(c.say("RETR 1\r\n"));
      static_cast<void>(c.end());
    }
    EXPECT_EQ(p.s.drop->messages(), 2U) << "nothing is deleted without QUIT";
  }
}

}  // namespace
}  // namespace popquiz::mockserver::test
