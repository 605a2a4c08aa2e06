// What must never reach the wire.
#include "op_test.hpp"

namespace popquiz::client {
namespace {

using std::string_view_literals::operator""sv;

TEST(credentials, that_would_inject_a_command_are_refused) {
  for (const std::string_view bad : {"x\r\nDELE 1"sv, "x\r"sv, "x\n"sv, "x\0y"sv}) {
    session s;
    greet(s);
    login_op password(s, "mrose", std::string(bad));
    op_test().check(password, client_errc::credentials_have_forbidden_octet);
    login_op user(s, std::string(bad), "x");
    op_test().check(user, client_errc::credentials_have_forbidden_octet);
    apop_op apop(s, std::string(bad), "x", [](std::string_view) { return std::string(32, '0'); });
    op_test().check(apop, client_errc::credentials_have_forbidden_octet);
    EXPECT_EQ(s.failure(), client_errc::none);
  }
}

TEST(credentials, that_are_empty_or_too_long_are_refused) {
  session s;
  greet(s);
  login_op empty(s, "mrose", "");
  op_test().check(empty, client_errc::missing_argument);
  login_op longest(s, "mrose", std::string(255 - 7, 'x'));
  op_test()
      .expect_write("USER mrose\r\n")
      .expect_read("+OK\r\n")
      .expect_write("PASS " + std::string(248, 'x') + "\r\n")
      .expect_read("-ERR\r\n")
      .check(longest, client_errc::refused);
  login_op too_long(s, "mrose", std::string(255 - 6, 'x'));
  op_test().check(too_long, client_errc::command_too_long);
  apop_op secret(s, "mrose", "", [](std::string_view) { return std::string(32, '0'); });
  op_test().check(secret, client_errc::missing_argument);
}

TEST(apop, needs_a_valid_timestamp_and_a_digest) {
  for (const char* const greeting :
       {"+OK\r\n", "+OK <no-at-sign>\r\n", "+OK <a@\x80>\r\n", "+OK <a b@c>\r\n"}) {
    session s;
    greet(s, greeting);
    apop_op op(s, "mrose", "tanstaaf", [](std::string_view) { return std::string(32, '0'); });
    op_test().check(op, client_errc::no_timestamp);
  }
  session s;
  greet(s);
  apop_op fips(s, "mrose", "tanstaaf", [](std::string_view) { return std::string(); });
  op_test().check(fips, client_errc::no_digest);
  apop_op none(s, "mrose", "tanstaaf", nullptr);
  op_test().check(none, client_errc::no_digest);
}

}  // namespace
}  // namespace popquiz::client
