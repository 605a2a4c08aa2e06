#include "served_mail.hpp"

#include <popquiz/parser/capability.hpp>
#include <popquiz/parser/command_table.hpp>

namespace popquiz::mockserver::test {
namespace {

struct answered {
  const char* command;
  const char* reply;
};

TEST(commands, greeting_is_one_positive_line) {
  served_mail s;
  std::string greeting;
  conversation c(s.server, &greeting);
  EXPECT_EQ(greeting, "+OK popquiz POP3 server ready\r\n");
}

TEST(commands, answers_in_transaction) {
  const answered table[] = {
      {"STAT", "+OK 2 82\r\n"},
      {"LIST", "+OK 2 messages (82 octets)\r\n1 47\r\n2 35\r\n.\r\n"},
      {"LIST 2", "+OK 2 35\r\n"},
      {"UIDL", "+OK 2 messages (82 octets)\r\n1 popquiz-1\r\n2 popquiz-2\r\n.\r\n"},
      {"UIDL 1", "+OK 1 popquiz-1\r\n"},
      {"RETR 1", "+OK 47 octets\r\nFrom: a\r\nSubject: one\r\n\r\nfirst\r\nsecond\r\nthird\r\n.\r\n"},
      {"RETR 2", "+OK 35 octets\r\nSubject: two\r\n\r\n..dot\r\nno line end\r\n.\r\n"},
      {"TOP 2 1", "+OK top of message follows\r\nSubject: two\r\n\r\n..dot\r\n.\r\n"},
      {"DELE 1", "+OK message 1 deleted\r\n"},
      {"NOOP", "+OK done\r\n"},
      {"RSET", "+OK maildrop has 2 messages (82 octets)\r\n"},
      {"RETR 02", "+OK 35 octets\r\nSubject: two\r\n\r\n..dot\r\nno line end\r\n.\r\n"},
      {"list 2", "+OK 2 35\r\n"},
      {"StAt", "+OK 2 82\r\n"},
      {"LIST 3", "-ERR no such message, only 2 messages in maildrop\r\n"},
      {"LIST 0", "-ERR no such message, only 2 messages in maildrop\r\n"},
      {"UIDL 3", "-ERR no such message, only 2 messages in maildrop\r\n"},
      {"TOP 0 0", "-ERR no such message, only 2 messages in maildrop\r\n"},
  };
  served_mail s;
  conversation c = s.transaction();
  for (const answered& row : table) {
    EXPECT_EQ(c.say(std::string(row.command) + "\r\n"), row.reply) << row.command;
  }
}

TEST(commands, invalid_syntax_is_refused_and_changes_nothing) {
  // RFC 1939 §3; one space apart, numbers of digits only (verdict policy A8).
  const std::string table[] = {
      "",
      " ",
      "X",
      "XYZZY",
      "STATUS",
      "ABCDEFGHIJKLMNOP",
      " STAT",
      "STAT ",
      "STAT 1",
      "STAT\t",
      "LIST ",
      "LIST  1",
      "LIST 1 ",
      "LIST 1 2",
      "LIST\t1",
      "LIST x",
      "LIST -1",
      "LIST +1",
      "LIST 1.0",
      "LIST 0x1",
      "LIST \xB2",
      "UIDL x",
      "UIDL 1 1",
      "RETR",
      "RETR ",
      "RETR +1",
      "RETR x",
      "RETR 1 1",
      "RETR  1",
      "RETR 18446744073709551617",
      "DELE",
      "DELE -1",
      "DELE 1 2",
      "TOP",
      "TOP 1",
      "TOP 1 ",
      "TOP 1 -1",
      "TOP 1 x",
      "TOP  1 1",
      "TOP 1  1",
      "TOP 1 1 1",
      "NOOP x",
      "RSET 1",
      "QUIT now",
      "QUIT ",
      "CAPA x",
      "STAT\n",
      "STAT\r",
      "ST\x01T",
      std::string("STAT\0", 5),
      std::string("RETR 1\0", 7),
      "RETR 1\x80",
      "LIST 18446744073709551616",
      "LIST 99999999999999999999999999999999999999",
  };
  served_mail s;
  conversation c = s.transaction();
  for (const std::string& line : table) {
    const std::string reply = c.say(line + "\r\n");
    EXPECT_EQ(statuses(reply), "-ERR") << testing::PrintToString(line) << reply;
    EXPECT_LE(reply.size(), 512U);
    EXPECT_EQ(c.say("STAT\r\n"), "+OK 2 82\r\n") << testing::PrintToString(line);
  }
  EXPECT_FALSE(c.closed());
}

TEST(commands, state_decides_by_the_table) {
  using parser::session_state;
  const std::pair<const char*, const char*> valid[] = {
      {"USER", "USER mrose"}, {"PASS", "PASS x"}, {"CAPA", "CAPA"},   {"STAT", "STAT"},
      {"LIST", "LIST"},       {"UIDL", "UIDL"},   {"RETR", "RETR 1"}, {"TOP", "TOP 1 1"},
      {"DELE", "DELE 1"},     {"NOOP", "NOOP"},   {"RSET", "RSET"},   {"QUIT", "QUIT"},
  };
  const std::pair<session_state, const char*> states[] = {{session_state::authorization, ""},
                                                          {session_state::user_given, "USER mrose\r\n"},
                                                          {session_state::transaction, log_in}};
  for (const auto& [state, how] : states) {
    for (const auto& [keyword, line] : valid) {
      served_mail s;
      conversation c(s.server);
      static_cast<void>(c.say(how));
      const std::string reply = c.say(std::string(line) + "\r\n");
      const bool ok = reply.starts_with("+OK");
      const bool legal = parser::find_command(keyword)->legal.contains(state);
      // PASS is legal there, but the password is wrong.
      EXPECT_EQ(ok, legal && std::string_view(keyword) != "PASS")
          << describe(state) << " " << line << " " << reply;
      EXPECT_EQ(c.closed(), std::string_view(keyword) == "QUIT");
    }
  }
}

TEST(commands, what_the_server_has_no_means_for_is_refused_in_every_state) {
  for (const char* how : {"", "USER mrose\r\n", log_in}) {
    for (const char* line : {"AUTH", "AUTH PLAIN", "STLS", "APOP mrose c4c9334bac560ecc979e58001b3e22fb"}) {
      served_mail s;
      conversation c(s.server);
      static_cast<void>(c.say(how));
      EXPECT_EQ(c.say(std::string(line) + "\r\n"), "-ERR this command is not implemented\r\n");
    }
  }
}

TEST(commands, capabilities_are_the_same_in_both_states) {
  served_mail s;
  conversation c(s.server);
  const std::string before = c.say("CAPA\r\n");
  EXPECT_EQ(
      before,
      "+OK capability list follows\r\nTOP\r\nUSER\r\nUIDL\r\nRESP-CODES\r\nAUTH-RESP-CODE\r\nPIPELINING\r\n"
      "EXPIRE NEVER\r\nUTF8 USER\r\nLANG\r\nIMPLEMENTATION popquiz\r\n.\r\n");
  static_cast<void>(c.say(log_in));
  EXPECT_EQ(c.say("CAPA\r\n"), before);
}

TEST(commands, settings_cannot_break_a_line) {
  server_settings settings;
  settings.implementation = "bad\r\nname " + std::string(1000, 'x');
  settings.host = "h>\r\n";
  settings.md5_hex = toy_digest;
  settings.unique_text = [] { return std::string("a b\r\n<@>c"); };
  served_mail s(two_messages(), settings);
  std::string greeting;
  conversation c(s.server, &greeting);
  EXPECT_LE(greeting.size(), 512U);
  EXPECT_TRUE(greeting.ends_with(" <abc@h>\r\n")) << greeting;
  EXPECT_EQ(statuses(greeting), "+OK");
  EXPECT_EQ(
      c.say("CAPA\r\n"),
      "+OK capability list follows\r\nTOP\r\nUSER\r\nUIDL\r\nRESP-CODES\r\nAUTH-RESP-CODE\r\nPIPELINING\r\n"
      "EXPIRE NEVER\r\nUTF8 USER\r\nLANG\r\nIMPLEMENTATION badname" +
          std::string(93, 'x') + "\r\n.\r\n");
}

/// Numbers one message, and calls it so.
class named_maildrop final : public maildrop {
 public:
  explicit named_maildrop(std::string unique_id) : unique_id_(std::move(unique_id)) {}
  std::unique_ptr<maildrop_snapshot> open() override { return std::make_unique<snapshot>(unique_id_); }

 private:
  class snapshot final : public maildrop_snapshot {
   public:
    explicit snapshot(const std::string& unique_id) : unique_id_(unique_id) {}
    [[nodiscard]] std::size_t messages() const noexcept override { return 1; }
    [[nodiscard]] std::uint64_t octets(std::size_t) const override { return 5; }
    [[nodiscard]] std::string_view unique_id(std::size_t) const override { return unique_id_; }
    [[nodiscard]] std::unique_ptr<message_reader> read(std::size_t) const override { return nullptr; }
    bool remove(std::span<const std::size_t>) override { return true; }

   private:
    const std::string& unique_id_;
  };

  std::string unique_id_;
};

TEST(commands, a_maildrop_cannot_break_a_listing) {
  // RFC 1939 §7: 1 to 70 octets 0x21 to 0x7E.
  const std::string good[] = {"x", ".", "..", "~!", std::string(70, 'u')};
  const std::string bad[] = {"",    std::string(71, 'u'),  "a b",  "a\r\n.\r\n+OK",
                             "a\n", std::string("a\0", 2), "\x7F", "\xC3\xA9"};
  for (const std::string& unique_id : good) {
    served_mail s;
    s.server.set_account("mrose", "tan staaf", std::make_shared<named_maildrop>(unique_id));
    EXPECT_EQ(s.transaction().say("UIDL 1\r\nUIDL\r\n"),
              "+OK 1 " + unique_id + "\r\n+OK 1 message (5 octets)\r\n1 " + unique_id + "\r\n.\r\n");
  }
  for (const std::string& unique_id : bad) {
    served_mail s;
    s.server.set_account("mrose", "tan staaf", std::make_shared<named_maildrop>(unique_id));
    conversation c = s.transaction();
    EXPECT_EQ(c.say("LIST 1\r\nUIDL 1\r\nLIST\r\n"),
              "+OK 1 5\r\n-ERR [SYS/PERM] this message has no valid unique-id\r\n"
              "+OK 1 message (5 octets)\r\n1 5\r\n.\r\n");
    // As with a message that fails on the way: what can't be finished is broken off.
    EXPECT_EQ(c.say("UIDL\r\n").find("\r\n.\r\n"), std::string::npos) << testing::PrintToString(unique_id);
    EXPECT_TRUE(c.reset());
  }
}

TEST(commands, a_line_of_255_octets_is_whole_and_256_are_refused) {
  // RFC 2449 §4, with CRLF.
  served_mail s;
  s.server.set_account(std::string(248, 'u'), std::string(248, 'p'), s.drop);
  conversation c(s.server);
  EXPECT_EQ(statuses(c.say("USER " + std::string(248, 'u') + "\r\nPASS " + std::string(248, 'p') + "\r\n")),
            "+OK +OK");
  EXPECT_EQ(statuses(c.say("NOOP\r\n")), "+OK");
  EXPECT_EQ(statuses(c.say("RETR " + std::string(248, '0') + "1\r\n")), "-ERR");
  for (const std::size_t size : {256U, 512U, 4097U, 65'536U, 1'000'000U}) {
    EXPECT_EQ(statuses(c.say("NOOP " + std::string(size - 7, 'x') + "\r\n")), "-ERR") << size;
    EXPECT_EQ(statuses(c.say(std::string(size, 'x') + "DELE 1\r\n")), "-ERR") << size;
  }
  EXPECT_EQ(c.say("STAT\r\n"), "+OK 2 82\r\n");
}

TEST(commands, an_empty_maildrop_has_empty_listings) {
  served_mail s{std::vector<std::string>{}};
  conversation c = s.transaction();
  EXPECT_EQ(c.say("STAT\r\n"), "+OK 0 0\r\n");
  EXPECT_EQ(c.say("LIST\r\n"), "+OK 0 messages (0 octets)\r\n.\r\n");
  EXPECT_EQ(c.say("UIDL\r\n"), "+OK 0 messages (0 octets)\r\n.\r\n");
  EXPECT_EQ(statuses(c.say("RETR 1\r\nLIST 1\r\nRSET\r\n")), "-ERR -ERR +OK");
}

TEST(commands, nothing_behind_quit_is_answered) {
  for (const char* how : {"", log_in}) {
    served_mail s;
    conversation c(s.server);
    static_cast<void>(c.say(how));
    EXPECT_EQ(statuses(c.say("QUIT\r\nNOOP\r\nSTAT\r\n")), "+OK");
    EXPECT_TRUE(c.closed());
    EXPECT_FALSE(c.reset());
    EXPECT_TRUE(c.is_done());
  }
}

}  // namespace
}  // namespace popquiz::mockserver::test
