#include "served_mail.hpp"

#include <set>

namespace popquiz::mockserver::test {
namespace {

server_settings with_apop() {
  server_settings settings;
  settings.md5_hex = toy_digest;
  return settings;
}

std::string timestamp_of(const std::string& greeting) {
  const std::size_t begin = greeting.find('<');
  return begin == std::string::npos ? "" : greeting.substr(begin, greeting.find('>') + 1 - begin);
}

class broken_maildrop final : public maildrop {
 public:
  std::unique_ptr<maildrop_snapshot> open() override { return nullptr; }
};

TEST(login, user_and_password_with_all_its_spaces) {
  served_mail s;
  s.server.set_account("a", " two  words ", s.drop);
  const std::pair<const char*, const char*> table[] = {
      {"USER mrose\r\nPASS tan staaf\r\nSTAT\r\n", "+OK +OK +OK"},
      {"USER mrose\r\nPASS tan  staaf\r\nSTAT\r\n", "+OK -ERR -ERR"},
      {"USER mrose\r\nPASS tan staaf \r\nSTAT\r\n", "+OK -ERR -ERR"},
      {"USER mrose\r\nPASS TAN STAAF\r\n", "+OK -ERR"},
      {"USER a\r\nPASS  two  words \r\n", "+OK +OK"},
      {"USER a\r\nPASS two  words\r\n", "+OK -ERR"},
      {"user mrose\r\npass tan staaf\r\n", "+OK +OK"},
      {"USER MROSE\r\nPASS tan staaf\r\n", "+OK -ERR"},
      {"USER nobody\r\nPASS tan staaf\r\n", "+OK -ERR"},
      {"USER nobody\r\nUSER mrose\r\nPASS tan staaf\r\n", "+OK +OK +OK"},
      {"PASS tan staaf\r\n", "-ERR"},
      {"USER mrose\r\nPASS x\r\nPASS tan staaf\r\n", "+OK -ERR -ERR"},
      {"USER mrose\r\nPASS x\r\nUSER mrose\r\nPASS tan staaf\r\n", "+OK -ERR +OK +OK"},
      {"USER mrose\r\nPASS\r\nPASS tan staaf\r\n", "+OK -ERR -ERR"},
      {"USER mrose\r\nPASS \r\n", "+OK -ERR"},
      {"USER mrose\r\nUSER\r\nPASS tan staaf\r\n", "+OK -ERR -ERR"},
      {"USER mrose\r\nCAPA x\r\nPASS tan staaf\r\n", "+OK -ERR +OK"},
      {"USER mrose\r\nSTAT\r\nXYZZY\r\nPASS tan staaf\r\n", "+OK -ERR -ERR +OK"},
      {"USER\r\nUSER \r\nUSER a b\r\n", "-ERR -ERR -ERR"},
      {"USER mrose\r\nPASS tan staaf\r\nUSER mrose\r\nPASS tan staaf\r\nSTAT\r\n", "+OK +OK -ERR -ERR +OK"},
  };
  for (const auto& [said, expected] : table) {
    conversation c(s.server);
    EXPECT_EQ(statuses(c.say(said)), expected) << said;
    EXPECT_FALSE(c.closed());
  }
}

TEST(login, replies_give_no_clue_which_names_exist) {
  served_mail s;
  conversation known(s.server);
  conversation unknown(s.server);
  EXPECT_EQ(known.say("USER mrose\r\nPASS x\r\n"), unknown.say("USER nobody\r\nPASS x\r\n"));
}

TEST(login, apop_wants_the_digest_of_this_greeting) {
  served_mail s(two_messages(), with_apop());
  std::string greeting;
  conversation first(s.server, &greeting);
  const std::string stamp = timestamp_of(greeting);
  ASSERT_FALSE(stamp.empty()) << greeting;
  const std::string digest = toy_digest(stamp + "tan staaf");

  conversation second(s.server);
  EXPECT_EQ(second.say("APOP mrose " + digest + "\r\nSTAT\r\n"),
            "-ERR [AUTH] permission denied\r\n-ERR not in the AUTHORIZATION state\r\n");
  EXPECT_EQ(statuses(first.say("APOP nobody " + digest + "\r\n")), "-ERR");
  EXPECT_EQ(statuses(first.say("APOP mrose " + toy_digest(stamp + "other") + "\r\n")), "-ERR");
  EXPECT_EQ(statuses(first.say("APOP mrose\r\nAPOP\r\nAPOP mrose x\r\nAPOP mrose " + digest + " x\r\n")),
            "-ERR -ERR -ERR -ERR");
  EXPECT_EQ(statuses(first.say("APOP mrose " + digest + "\r\nSTAT\r\nAPOP mrose " + digest + "\r\n")),
            "+OK +OK -ERR");
}

TEST(login, a_failed_apop_leaves_the_user_before_it) {
  served_mail s(two_messages(), with_apop());
  s.server.set_account("other", "pw", s.drop);
  conversation c(s.server);
  EXPECT_EQ(statuses(c.say("USER mrose\r\nAPOP other " + toy_digest("x") + "\r\nPASS tan staaf\r\n")),
            "+OK -ERR +OK");
}

TEST(login, every_greeting_has_its_own_timestamp) {
  served_mail s(two_messages(), with_apop());
  std::set<std::string> seen;
  for (int i = 0; i < 200; ++i) {
    std::string greeting;
    conversation c(s.server, &greeting);
    EXPECT_TRUE(seen.insert(timestamp_of(greeting)).second);
  }
}

TEST(login, no_timestamp_where_apop_is_off_or_md5_is_refused) {
  server_settings off = with_apop();
  off.apop = false;
  server_settings refused = with_apop();
  refused.md5_hex = [](std::string_view) { return std::string(); };
  for (const server_settings& settings : {off, refused}) {
    served_mail s(two_messages(), settings);
    std::string greeting;
    conversation c(s.server, &greeting);
    EXPECT_EQ(timestamp_of(greeting), "");
    EXPECT_EQ(statuses(c.say("APOP mrose " + toy_digest("tan staaf") + "\r\n")), "-ERR");
  }
}

TEST(login, one_session_locks_the_maildrop_until_it_ends) {
  served_mail s;
  const auto refused = [&] {
    conversation c(s.server);
    const std::string reply = c.say(log_in);
    return reply.find("-ERR [IN-USE] ") != std::string::npos && statuses(c.say("STAT\r\n")) == "-ERR";
  };
  {
    conversation c = s.transaction();
    EXPECT_TRUE(refused());
    EXPECT_EQ(statuses(c.say("QUIT\r\n")), "+OK");
    EXPECT_FALSE(refused());  // as soon as QUIT is answered
  }
  for (const auto how : {sansio::io_status::end_of_stream, sansio::io_status::connection_reset,
                         sansio::io_status::cancelled}) {
    conversation c = s.transaction();
    EXPECT_TRUE(refused());
    static_cast<void>(c.end(how));
    EXPECT_TRUE(c.closed());
    EXPECT_FALSE(refused());
  }
  {
    conversation c = s.transaction();
    EXPECT_TRUE(refused());
  }
  EXPECT_FALSE(refused()) << "a session that is destroyed lets go";
}

TEST(login, the_lock_does_not_keep_a_session_from_trying_again) {
  served_mail s;
  conversation holder = s.transaction();
  conversation c(s.server);
  EXPECT_EQ(statuses(c.say(log_in)), "+OK -ERR");
  static_cast<void>(holder.say("QUIT\r\n"));
  EXPECT_EQ(statuses(c.say(std::string(log_in) + "STAT\r\n")), "+OK +OK +OK");
}

TEST(login, a_maildrop_that_does_not_open_is_not_left_locked) {
  served_mail s;
  for (const std::shared_ptr<maildrop>& drop :
       {std::shared_ptr<maildrop>(), std::shared_ptr<maildrop>(std::make_shared<broken_maildrop>())}) {
    s.server.set_account("mrose", "tan staaf", drop);
    for (int i = 0; i < 2; ++i) {
      conversation c(s.server);
      EXPECT_EQ(c.say(log_in), "+OK send the password\r\n-ERR [SYS/PERM] the maildrop can't be opened\r\n");
      EXPECT_EQ(statuses(c.say("STAT\r\n")), "-ERR");
    }
  }
}

TEST(login, replacing_an_account_leaves_sessions_what_they_opened) {
  served_mail s;
  conversation c = s.transaction();
  s.server.set_account("mrose", "new", std::make_shared<memory_maildrop>(std::vector<std::string>{"x"}));
  EXPECT_EQ(c.say("STAT\r\n"), "+OK 2 82\r\n");
  conversation other(s.server);
  EXPECT_EQ(statuses(other.say("USER mrose\r\nPASS new\r\n")), "+OK +OK");
  EXPECT_EQ(other.say("STAT\r\n"), "+OK 1 3\r\n");
}

}  // namespace
}  // namespace popquiz::mockserver::test
