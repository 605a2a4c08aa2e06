#include "served_mail.hpp"

#include <popquiz/parser/base64.hpp>
#include <popquiz/sasl/mechanism.hpp>
#include <popquiz/sasl/server.hpp>

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

// AUTH's lines (RFC 5034 §4). What a mechanism makes of its octets is sasl/test.

namespace popquiz::mockserver::test {
namespace {

server_settings with_auth() {
  server_settings settings;
  settings.sasl = sasl::make_server;
  for (const sasl::mechanism_info& each : sasl::mechanisms()) {
    settings.mechanisms.push_back({.name = std::string(each.name),
                                   .shows_secret = each.sends_secret_in_clear,
                                   .needs_binding = each.needs_channel_binding,
                                   .needs_client = each.needs_certificate});
  }
  return settings;
}

std::string base64(std::string_view octets) {
  std::string text;
  parser::append_base64(text, octets);
  return text;
}

const std::string right = base64(std::string_view("\0mrose\0tan staaf", 16));
const std::string wrong = base64(std::string_view("\0mrose\0tan stuff", 16));
constexpr const char* entered = "+OK maildrop has 2 messages (82 octets)\r\n";
constexpr const char* refused = "-ERR [AUTH] invalid user name or password\r\n";

TEST(auth, lines_and_what_answers_them) {
  struct row {
    std::string said;
    std::string answered;
  };
  const std::vector<row> rows{
      {"AUTH PLAIN " + right + "\r\n", entered},
      {"auth plain " + right + "\r\n", entered},
      {"AUTH PLAIN\r\n" + right + "\r\n", std::string("+ \r\n") + entered},
      {"AUTH PLAIN " + wrong + "\r\n", refused},
      {"AUTH PLAIN\r\n*\r\n", "+ \r\n-ERR authentication cancelled\r\n"},
      {"AUTH PLAIN\r\nno!base64\r\n", "+ \r\n-ERR expected base64\r\n"},
      {"AUTH PLAIN " + right.substr(0, right.size() - 1) + "\r\n", "-ERR expected base64\r\n"},
      {"AUTH PLAIN =\r\n", refused},
      {"AUTH PLAIN\r\n\r\n", std::string("+ \r\n") + refused},
      {"AUTH CRAM-MD5 " + right + "\r\n", "-ERR this mechanism has no initial response\r\n"},
      {"AUTH KERBEROS_V4\r\n", "-ERR no such mechanism\r\n"},
      {"AUTH EXTERNAL =\r\n", "-ERR not on this connection\r\n"},
      {"AUTH SCRAM-SHA-256-PLUS\r\n", "-ERR not on this connection\r\n"},
      // The line behind a cancelled exchange is a command again.
      {"AUTH PLAIN\r\n*\r\nQUIT\r\n", "+ \r\n-ERR authentication cancelled\r\n+OK popquiz signing off\r\n"},
      {"AUTH PLAIN\r\nQUIT\r\n", std::string("+ \r\n") + refused},
  };
  for (const row& r : rows) {
    for (const std::size_t segment : {std::string::npos, std::size_t{1}}) {
      served_mail s(two_messages(), with_auth());
      EXPECT_EQ(conversation(s.server).say(r.said, segment), r.answered) << r.said;
    }
  }
}

TEST(auth, an_endless_response_is_given_up_and_the_session_goes_on) {
  server_settings settings = with_auth();
  served_mail s(two_messages(), settings);
  conversation c(s.server);
  EXPECT_EQ(c.say("AUTH PLAIN\r\n"), "+ \r\n");
  EXPECT_EQ(c.say(std::string(settings.commands.response + 1, 'A') + "\r\n"),
            "-ERR the response is too long\r\n");
  EXPECT_EQ(c.say("AUTH PLAIN " + right + "\r\n"), entered);
}

TEST(auth, secrets_in_clear_only_inside_tls_where_the_server_says_so) {
  server_settings settings = with_auth();
  settings.secrets_need_tls = true;
  served_mail s(two_messages(), settings);
  conversation c(s.server, nullptr, {.has_tls = true});
  EXPECT_NE(c.say("CAPA\r\n").find("\r\nSASL SCRAM-SHA-256 SCRAM-SHA-1 CRAM-MD5\r\n"), std::string::npos);
  EXPECT_EQ(c.say("AUTH PLAIN " + right + "\r\n"), "-ERR only inside TLS\r\n");
  static_cast<void>(c.say("STLS\r\n"));
  EXPECT_EQ(c.say("AUTH PLAIN " + right + "\r\n"), entered);
}

TEST(auth, external_is_for_whom_the_certificate_vouches) {
  struct row {
    std::vector<std::string> names;
    const char* said;
    std::string answered;
  };
  const std::string mrose = base64("mrose");
  const std::vector<row> rows{
      {{"nobody", "mrose"}, "=", entered},
      {{"mrose"}, mrose.c_str(), entered},
      {{"mrose"}, "b3RoZXI=", refused},
      {{}, "=", "-ERR not on this connection\r\n"},
      {{"nobody"}, "=", "-ERR not on this connection\r\n"},
  };
  for (const row& r : rows) {
    served_mail s(two_messages(), with_auth());
    conversation c(s.server, nullptr,
                   {.in_tls = true, .facts = [&] { return tls_facts{.client_names = r.names}; }});
    EXPECT_EQ(c.say(std::string("AUTH EXTERNAL ") + r.said + "\r\n"), r.answered);
  }
}

TEST(auth, a_locked_maildrop_is_in_use) {
  served_mail s(two_messages(), with_auth());
  conversation first(s.server);
  EXPECT_EQ(first.say("AUTH PLAIN " + right + "\r\n"), entered);
  EXPECT_EQ(conversation(s.server).say("AUTH PLAIN " + right + "\r\n"),
            "-ERR [IN-USE] another session has locked this maildrop\r\n");
}

}  // namespace
}  // namespace popquiz::mockserver::test
