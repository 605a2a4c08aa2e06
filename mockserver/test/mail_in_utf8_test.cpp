#include "served_mail.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

// Which messages need UTF8, and what a name may be (RFC 6856 §2 and §5).

namespace popquiz::mockserver::test {
namespace {

constexpr const char* needs_utf8 = "-ERR [UTF8] this message needs UTF8\r\n";

TEST(mail_in_utf8, a_header_with_octets_over_127_needs_the_command) {
  struct row {
    const char* message;
    bool needs;
  };
  for (const row& r : {row{"Subject: caf\xC3\xA9\r\n\r\nx\r\n", true}, row{"A: b\r\nB: \xFF", true},
                       row{"\xC3\xA9: b\r\n\r\n", true}, row{"Subject: cafe\r\n\r\ncaf\xC3\xA9\r\n", false},
                       row{"\r\ncaf\xC3\xA9\r\n", false}, row{"A: b\n\n\xFF", false}, row{"", false}}) {
    for (const char* command : {"RETR 1\r\n", "TOP 1 1000\r\n"}) {
      served_mail s({r.message});
      conversation plain = s.transaction();
      EXPECT_EQ(plain.say(command) == needs_utf8, r.needs) << r.message;
      server_settings old;
      old.capabilities.leave_out(capability::utf8);
      served_mail without({r.message}, old);
      EXPECT_EQ(statuses(without.transaction().say(command)).substr(0, 3), "+OK") << r.message;
    }
    served_mail s({r.message});
    EXPECT_EQ(statuses(s.transaction("UTF8\r\n").say("RETR 1\r\n")).substr(0, 3), "+OK") << r.message;
  }
}

TEST(mail_in_utf8, utf8_is_for_the_authorization_state_and_may_be_repeated) {
  served_mail s;
  conversation c(s.server);
  EXPECT_EQ(c.say("UTF8\r\nUTF8\r\n"), "+OK UTF-8 it is\r\n+OK UTF-8 it is\r\n");
  static_cast<void>(c.say(log_in));
  EXPECT_EQ(c.say("UTF8\r\n"), "-ERR not in the TRANSACTION state\r\n");
}

TEST(mail_in_utf8, names_and_passwords_are_utf8_or_nothing) {
  served_mail s;
  s.server.set_account("j\xC3\xBCrgen",
                       "stra\xC3\x9F"
                       "e",
                       s.drop);
  struct row {
    const char* login;
    const char* statuses;
  };
  for (const row& r :
       {row{"USER j\xC3\xBCrgen\r\nPASS stra\xC3\x9F"
            "e\r\n",
            "+OK +OK"},
        row{"USER j\xC3\xBCrgen\r\nPASS strasse\r\n", "+OK -ERR"}, row{"USER j\xFCrgen\r\n", "-ERR"},
        row{"USER j\xC3\r\n", "-ERR"}, row{"USER \xED\xA0\x80\r\n", "-ERR"},
        row{"USER \xF4\x90\x80\x80\r\n", "-ERR"}, row{"USER \xC0\xAF\r\n", "-ERR"}}) {
    EXPECT_EQ(statuses(conversation(s.server).say(r.login)), r.statuses) << r.login;
  }
}

}  // namespace
}  // namespace popquiz::mockserver::test
