#include "served_mail.hpp"

#include <popquiz/mockserver/recorded_session.hpp>

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace popquiz::mockserver::test {
namespace {

TEST(recorded_session, tells_what_was_read_and_written) {
  served_mail s;
  std::string text;
  conversation c(make_recorded(s.server.new_session({.has_tls = true}),
                               script::recorder([&](std::string_view lines) { text += lines; })));
  static_cast<void>(c.say("STLS\r\n"));
  static_cast<void>(c.say(log_in));
  static_cast<void>(c.say("RETR 2\r\nQUIT\r\n"));
  EXPECT_TRUE(c.closed());
  EXPECT_EQ(text,
            "S: +OK popquiz POP3 server ready\nC: STLS\nS: +OK begin TLS\nstart-tls\nC: USER mrose\nC: PASS "
            "{secret password}\n"
            "S: +OK send the password\nS: +OK maildrop has 2 messages (82 octets)\nC: RETR 2\nC: QUIT\nS: "
            "+OK 35 octets\n"
            "S| Subject: two\nS|\nS| .dot\nS| no line end\nS.\nS: +OK popquiz signing off (2 messages "
            "left)\nclose\n");
}

TEST(recorded_session, tells_how_much_of_a_write_went_out) {
  served_mail s;
  std::string text;
  s.bend("on NOOP\n  S: +OK\n  reset\n");
  conversation c(make_recorded(s.server.new_session(),
                               script::recorder([&](std::string_view lines) { text += lines; })));
  static_cast<void>(c.say("NOOP\r\n"));
  EXPECT_TRUE(text.ends_with("C: NOOP\nS: +OK\nreset\n")) << text;
}

}  // namespace
}  // namespace popquiz::mockserver::test
