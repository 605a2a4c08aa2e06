#include "served_mail.hpp"

#include <popquiz/mockserver/capability.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <string_view>

// What is announced, what follows from it, and that each can be left out by itself (RFC 2449 §5 and §6).

namespace popquiz::mockserver::test {
namespace {

using namespace std::chrono_literals;

std::string without_line(std::string text, std::string_view line) {
  const std::size_t at = text.find(line);
  EXPECT_NE(at, std::string::npos) << line;
  return at == std::string::npos ? text : text.erase(at, line.size());
}

session_transport with_tls() {
  return {.has_tls = true};
}

struct left_out {
  const char* name;
  const char* line;     ///< of CAPA, that goes
  const char* command;  ///< that is then unknown; null: none is
  bool in_transaction;  ///< where the command belongs
};

constexpr left_out all_left_out[] = {
    {"TOP", "TOP\r\n", "TOP 1 0\r\n", true},
    {"user", "USER\r\n", "USER mrose\r\n", false},
    {"STLS", "STLS\r\n", "STLS\r\n", false},
    {"UIDL", "UIDL\r\n", "UIDL\r\n", true},
    {"RESP-CODES", "RESP-CODES\r\nAUTH-RESP-CODE\r\n", nullptr, false},
    {"AUTH-RESP-CODE", "AUTH-RESP-CODE\r\n", nullptr, false},
    {"PIPELINING", "PIPELINING\r\n", nullptr, false},
    {"LOGIN-DELAY", "LOGIN-DELAY 60\r\n", nullptr, false},
    {"EXPIRE", "EXPIRE 30\r\n", nullptr, false},
    {"UTF8", "UTF8 USER\r\n", "UTF8\r\n", false},
    {"LANG", "LANG\r\n", "LANG\r\n", false},
    {"IMPLEMENTATION", "IMPLEMENTATION popquiz\r\n", nullptr, false},
};

server_settings all_of_it() {
  server_settings settings;
  settings.login_delay = 60s;
  settings.expire_days = 30;
  return settings;
}

TEST(capabilities, each_can_be_left_out_by_itself) {
  const auto capa = [](const server_settings& settings) {
    served_mail s(two_messages(), settings);
    return conversation(s.server, nullptr, with_tls()).say("CAPA\r\n");
  };
  const std::string whole = capa(all_of_it());
  for (const left_out& row : all_left_out) {
    server_settings settings = all_of_it();
    const auto what = find_capability(row.name);
    ASSERT_TRUE(what) << row.name;
    settings.capabilities.leave_out(*what);
    EXPECT_EQ(capa(settings), without_line(whole, row.line)) << row.name;
  }
}

TEST(capabilities, a_command_goes_with_its_capability) {
  for (const left_out& row : all_left_out) {
    for (const bool leave_out : {false, true}) {
      if (row.command == nullptr) {
        continue;
      }
      server_settings settings;
      if (leave_out) {
        settings.capabilities.leave_out(*find_capability(row.name));
      }
      served_mail s(two_messages(), settings);
      conversation c(s.server, nullptr, with_tls());
      static_cast<void>(c.say(row.in_transaction ? log_in : ""));
      const std::string reply = c.say(row.command);
      EXPECT_EQ(reply == "-ERR this command is not implemented\r\n", leave_out) << row.name << " " << reply;
      EXPECT_EQ(reply.starts_with("+OK"), !leave_out) << row.name << " " << reply;
    }
  }
}

TEST(capabilities, are_found_in_any_case_and_no_other_way) {
  for (std::size_t i = 0; i < capability_count; ++i) {
    const auto what = static_cast<capability>(i);
    EXPECT_EQ(find_capability(name_of(what)), what);
  }
  EXPECT_EQ(find_capability("resp-Codes"), capability::resp_codes);
  for (const char* name : {"", "TO", "TOPP", "APOP", "TOP "}) {
    EXPECT_FALSE(find_capability(name)) << name;
  }
}

TEST(capabilities, without_response_codes_no_reply_has_one) {
  for (const auto& [left, reply] : {std::pair{capability::resp_codes, "-ERR invalid"},
                                    std::pair{capability::auth_resp_code, "-ERR invalid"},
                                    std::pair{capability::top, "-ERR [AUTH] invalid"}}) {
    server_settings settings;
    settings.capabilities.leave_out(left);
    served_mail s(two_messages(), settings);
    conversation c(s.server);
    EXPECT_EQ(c.say("USER mrose\r\nPASS no\r\n"),
              "+OK send the password\r\n" + std::string(reply) + " user name or password\r\n");
  }
}

TEST(capabilities, stls_is_offered_where_it_is_permitted_only) {
  served_mail s;
  conversation plain(s.server);
  EXPECT_EQ(plain.say("CAPA\r\n").find("STLS"), std::string::npos);
  conversation c(s.server, nullptr, with_tls());
  EXPECT_NE(c.say("CAPA\r\n").find("STLS\r\n"), std::string::npos);
  EXPECT_EQ(c.say("STLS\r\n"), "+OK begin TLS\r\n");
  EXPECT_TRUE(c.in_tls());
  EXPECT_EQ(c.say("CAPA\r\n").find("STLS"), std::string::npos);
  EXPECT_EQ(c.say("STLS\r\n"), "-ERR TLS is in use already\r\n");
  static_cast<void>(c.say(log_in));
  EXPECT_EQ(c.say("STLS\r\n"), "-ERR not in the TRANSACTION state\r\n");
}

TEST(capabilities, what_was_said_in_clear_is_forgotten_behind_stls) {
  served_mail s;
  conversation c(s.server, nullptr, with_tls());
  // The PASS lies behind STLS in the same segment: dropped, not run (RFC 2595 §4).
  EXPECT_EQ(c.say("USER mrose\r\nSTLS\r\nPASS tan staaf\r\n"), "+OK send the password\r\n+OK begin TLS\r\n");
  EXPECT_EQ(c.say("PASS tan staaf\r\n"), "-ERR not in the AUTHORIZATION state\r\n");
  EXPECT_EQ(statuses(c.say(log_in)), "+OK +OK");
}

TEST(capabilities, secrets_wait_for_tls_where_the_server_says_so) {
  server_settings settings;
  settings.secrets_need_tls = true;
  served_mail s(two_messages(), settings);
  conversation c(s.server, nullptr, with_tls());
  EXPECT_EQ(c.say("CAPA\r\n").find("USER\r\nUIDL"), std::string::npos);
  EXPECT_EQ(c.say("USER mrose\r\n"), "-ERR only inside TLS\r\n");
  EXPECT_EQ(c.say("PASS tan staaf\r\n"), "-ERR not in the AUTHORIZATION state\r\n");
  static_cast<void>(c.say("STLS\r\n"));
  EXPECT_EQ(statuses(c.say(log_in)), "+OK +OK");
}

TEST(capabilities, login_delay_holds_for_as_long_as_it_says) {
  struct row {
    std::chrono::milliseconds between;
    const char* reply;
  };
  for (const row& r : {row{0ms, "-ERR [LOGIN-DELAY] logged in too recently\r\n"},
                       row{59'999ms, "-ERR [LOGIN-DELAY] logged in too recently\r\n"},
                       row{60'000ms, "+OK maildrop has 2 messages (82 octets)\r\n"}}) {
    served_mail s(two_messages(), all_of_it());
    conversation first(s.server);
    EXPECT_EQ(statuses(first.say(log_in)), "+OK +OK");
    EXPECT_EQ(statuses(first.say("QUIT\r\n")), "+OK");
    conversation second(s.server);
    static_cast<void>(second.wait(r.between));
    EXPECT_EQ(second.say(log_in), "+OK send the password\r\n" + std::string(r.reply)) << r.between.count();
  }
}

TEST(capabilities, languages_are_chosen_by_their_tag_or_the_beginning_of_one) {
  server_settings settings;
  settings.languages = {{"en", "English"}, {"de-CH", "Schweizer Hochdeutsch"}, {"tlh", ""}};
  struct row {
    const char* command;
    const char* reply;
  };
  for (const row& r :
       {row{"LANG",
            "+OK language listing follows\r\nen English\r\nde-CH Schweizer Hochdeutsch\r\n"
            "tlh\r\n.\r\n"},
        row{"LANG *", "+OK en language chosen\r\n"}, row{"LANG de", "+OK de-CH language chosen\r\n"},
        row{"LANG DE-ch", "+OK de-CH language chosen\r\n"},
        row{"LANG d", "-ERR this language is not spoken here\r\n"},
        row{"LANG de-CH-1996", "-ERR this language is not spoken here\r\n"}}) {
    served_mail s(two_messages(), settings);
    EXPECT_EQ(conversation(s.server).say(std::string(r.command) + "\r\n"), r.reply);
  }
}

// A tag has alphanumerics and hyphens (RFC 5646 §2.1), a name is UTF-8 (RFC 3629 §4) within a line.
TEST(capabilities, languages_that_no_line_can_say_are_not_spoken) {
  struct row {
    std::string name;
    bool is_utf8;
  };
  server_settings settings;
  settings.languages = {
      {"", "none"}, {"en_US", "none"}, {"en\r\n", "none"}, {std::string(1000, 'a'), "none"}};
  settings.languages.push_back({"en", "a\tb"});
  std::string listed = "+OK language listing follows\r\n";
  for (const row& r : {row{"\xC2\x80", true},
                       row{"\xC1\xBF", false},
                       row{"\xDF\xBF", true},
                       row{"\xDF", false},
                       row{"\xDF\xC0", false},
                       row{"\xE0\xA0\x80", true},
                       row{"\xE0\x9F\xBF", false},
                       row{"\xE1\x80\x80", true},
                       row{"\xE1\x80", false},
                       row{"\xE1\x80\x7F", false},
                       row{"\xED\x9F\xBF", true},
                       row{"\xED\xA0\x80", false},
                       row{"\xEF\xBF\xBF", true},
                       row{"\xF0\x90\x80\x80", true},
                       row{"\xF0\x8F\xBF\xBF", false},
                       row{"\xF1\x80\x80\x80", true},
                       row{"\xF1\x80\x80", false},
                       row{"\xF4\x8F\xBF\xBF", true},
                       row{"\xF4\x90\x80\x80", false},
                       row{"\xF5\x80\x80\x80", false},
                       row{"\x80", false}}) {
    settings.languages.push_back({"tlh", r.name});
    listed += r.is_utf8 ? "tlh " + r.name + "\r\n" : "";
  }
  served_mail s(two_messages(), settings);
  EXPECT_EQ(conversation(s.server).say("LANG\r\n"), listed + ".\r\n");
}

TEST(capabilities, a_name_that_is_none_is_told_with_all_that_are) {
  server_settings settings;
  std::string why;
  EXPECT_FALSE(leave_out("WINGS", settings, why));
  EXPECT_TRUE(why.starts_with("no capability is called \"WINGS\"; there are APOP ")) << why;
  EXPECT_TRUE(why.ends_with(" IMPLEMENTATION")) << why;
  EXPECT_TRUE(leave_out("apop", settings, why));
  EXPECT_FALSE(settings.apop);
}

// RFC 4422 §3.1: 1 to 20 upper-case letters, digits, hyphens and underscores.
TEST(capabilities, mechanisms_that_are_none_are_not_offered) {
  server_settings settings;
  for (const char* const name : {"", "plain", "SCRAM SHA", "A-MECHANISM-OF-TWENTY-1", "X_{}"}) {
    settings.mechanisms.push_back({name, {}});
  }
  served_mail s(two_messages(), settings);
  EXPECT_EQ(conversation(s.server, nullptr, with_tls()).say("CAPA\r\n").find("SASL"), std::string::npos);
}

}  // namespace
}  // namespace popquiz::mockserver::test
