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

/// One message; counts how often it is read.
class counted_maildrop final : public maildrop, public maildrop_snapshot {
 public:
  [[nodiscard]] std::unique_ptr<maildrop_snapshot> open() override {
    return std::make_unique<counted_maildrop>(*this);
  }
  [[nodiscard]] std::size_t messages() const noexcept override { return 1; }
  [[nodiscard]] std::uint64_t octets(std::size_t) const override { return 8; }
  [[nodiscard]] std::string_view unique_id(std::size_t) const override { return "1"; }
  [[nodiscard]] std::unique_ptr<message_reader> read(std::size_t) const override {
    ++*reads;
    return memory_maildrop({"A: b\r\n\r\n"}).open()->read(0);
  }
  [[nodiscard]] bool remove(std::span<const std::size_t>) override { return true; }

  std::shared_ptr<int> reads = std::make_shared<int>(0);
};

TEST(mail_in_utf8, a_header_is_looked_at_once_in_a_session) {
  served_mail s;
  const auto counted = std::make_shared<counted_maildrop>();
  s.server.set_account("mrose", "tan staaf", counted);
  conversation c = s.transaction();
  for (const char* command : {"TOP 1 0\r\n", "RETR 1\r\n", "RETR 1\r\n"}) {
    EXPECT_TRUE(c.say(command).starts_with("+OK")) << command;
  }
  EXPECT_EQ(*counted->reads, 1 + 3);
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
