#include <popquiz/client/session.hpp>

#include "op_test.hpp"

#include <popquiz/client/capa_op.hpp>
#include <popquiz/client/simple_ops.hpp>
#include <popquiz/client/stls_op.hpp>

#include <gmock/gmock.h>

namespace popquiz::client {
namespace {

using parser::session_state;
using parser::verb;
using testing::HasSubstr;
using testing::Not;

class transcript final : public wire_log {
 public:
  void client_said(std::string_view octets) noexcept override { text += "C: " + std::string(octets); }
  void server_said(std::string_view octets) noexcept override { text += "S: " + std::string(octets); }
  std::string text;
};

TEST(session, begins_before_the_greeting) {
  const session s;
  EXPECT_EQ(s.state(), session_state::authorization);
  EXPECT_FALSE(s.greeted());
  EXPECT_FALSE(s.may_send(verb::capa));
  EXPECT_EQ(s.capabilities(), nullptr);
  EXPECT_FALSE(s.timestamp());
}

TEST(session, keeps_the_greeting_and_its_timestamp) {
  session s;
  greet(s);
  EXPECT_EQ(s.greeting(), "ready <1896.697170952@dbc.mtview.ca.us>");
  EXPECT_EQ(s.timestamp(), "<1896.697170952@dbc.mtview.ca.us>");
  EXPECT_TRUE(s.may_send(verb::capa));
  EXPECT_FALSE(s.may_send(verb::stat));
}

TEST(session, a_refusing_greeting_is_no_service) {
  session s;
  greeting_op op(s);
  op_test().expect_read("-ERR busy\r\n").check(op, client_errc::greeting_refused);
  EXPECT_EQ(op.result().text, "busy");
  EXPECT_FALSE(s.may_send(verb::user));
  login_op login(s, "a", "b");
  op_test().check(login, client_errc::connection_unusable);
}

TEST(session, moves_by_the_command_table) {
  session s;
  log_in(s);
  EXPECT_TRUE(s.may_send(verb::stat));
  EXPECT_FALSE(s.may_send(verb::user));
  quit_op quit(s);
  op_test().expect_write("QUIT\r\n").expect_read("+OK\r\n").check(quit, client_errc::none);
  EXPECT_FALSE(s.may_send(verb::stat));
  EXPECT_FALSE(s.may_send(verb::quit));
}

TEST(session, after_a_refused_password_another_login_may_come) {
  session s;
  greet(s);
  login_op wrong(s, "mrose", "x");
  op_test()
      .expect_write("USER mrose\r\n")
      .expect_read("+OK\r\n")
      .expect_write("PASS x\r\n")
      .expect_read("-ERR\r\n")
      .check(wrong, client_errc::refused);
  EXPECT_EQ(wrong.result().command, verb::pass);
  EXPECT_EQ(s.state(), session_state::authorization);
  login_op nobody(s, "who", "x");
  op_test().expect_write("USER who\r\n").expect_read("-ERR\r\n").check(nobody, client_errc::refused);
  EXPECT_EQ(nobody.result().command, verb::user);
}

TEST(session, capabilities_outlive_a_login_but_not_a_stls) {
  session s;
  greet(s);
  capa_op capa(s);
  op_test()
      .expect_write("CAPA\r\n")
      .expect_read("+OK\r\nuidl\r\nSASL PLAIN\r\n.\r\n")
      .check(capa, client_errc::none);
  ASSERT_NE(s.capabilities(), nullptr);
  EXPECT_TRUE(s.capabilities()->has("UIDL"));
  EXPECT_TRUE(s.capabilities()->has_argument("SASL", "plain"));
  login_op login(s, "a", "b");
  op_test()
      .expect_write("USER a\r\n")
      .expect_read("+OK\r\n")
      .expect_write("PASS b\r\n")
      .expect_read("+OK\r\n")
      .check(login, client_errc::none);
  EXPECT_NE(s.capabilities(), nullptr);

  session clear;
  greet(clear);
  capa_op before(clear);
  op_test().expect_write("CAPA\r\n").expect_read("+OK\r\nSTLS\r\n.\r\n").check(before, client_errc::none);
  clear.replied(verb::stls, false);
  EXPECT_NE(clear.capabilities(), nullptr);
  clear.replied(verb::stls, true);
  EXPECT_EQ(clear.capabilities(), nullptr);
}

// RFC 2595 §4: the server must refuse it, so it is not asked.
TEST(session, stls_within_tls_is_not_sent) {
  session s;
  greet(s);
  stls_op begin(s);
  op_test()
      .expect_write("STLS\r\n")
      .expect_read("+OK begin\r\n")
      .expect_handshake()
      .check(begin, client_errc::none);
  ASSERT_TRUE(s.in_tls());
  stls_op again(s);
  op_test().check(again, client_errc::not_legal_now);
}

TEST(session, a_refused_capa_forgets_the_one_before) {
  session s;
  greet(s);
  capa_op first(s);
  op_test().expect_write("CAPA\r\n").expect_read("+OK\r\nTOP\r\n.\r\n").check(first, client_errc::none);
  capa_op second(s);
  op_test().expect_write("CAPA\r\n").expect_read("-ERR\r\n").check(second, client_errc::refused);
  EXPECT_EQ(s.capabilities(), nullptr);
}

TEST(session, response_codes_count_only_when_announced) {
  for (const std::string announced : {"RESP-CODES", "AUTH-RESP-CODE"}) {
    SCOPED_TRACE(announced);
    session s;
    greet(s);
    login_op before(s, "a", "b");
    op_test()
        .expect_write("USER a\r\n")
        .expect_read("-ERR [IN-USE] locked\r\n")
        .check(before, client_errc::refused);
    EXPECT_FALSE(before.result().response);
    EXPECT_EQ(before.result().text, "[IN-USE] locked");
    capa_op capa(s);
    op_test()
        .expect_write("CAPA\r\n")
        .expect_read("+OK\r\n" + announced + "\r\n.\r\n")
        .check(capa, client_errc::none);
    login_op after(s, "a", "b");
    op_test()
        .expect_write("USER a\r\n")
        .expect_read("-ERR [IN-USE] locked\r\n")
        .check(after, client_errc::refused);
    ASSERT_TRUE(after.result().response);
    EXPECT_EQ(after.result().response->kind, parser::response_code_kind::in_use);
  }
}

TEST(session, resets_for_a_new_connection) {
  session s;
  log_in(s);
  noop_op noop(s);
  op_test()
      .expect_write("NOOP\r\n")
      .expect_read(io_status::end_of_stream)
      .check(noop, client_errc::closed_by_peer);
  s.reset();
  EXPECT_EQ(s.failure(), client_errc::none);
  log_in(s);
}

TEST(session, the_log_hears_no_secret) {
  transcript log;
  session s({}, &log);
  log_in(s);
  EXPECT_THAT(log.text, HasSubstr("C: USER mrose\r\nS: +OK\r\nC: PASS {secret}\r\nS: +OK\r\n"));
  EXPECT_THAT(log.text, Not(HasSubstr("tanstaaf")));
  s.reset();
  log.text.clear();
  greet(s);
  apop_op apop(s, "mrose", "tanstaaf", [](std::string_view) { return std::string(32, 'd'); });
  op_test()
      .expect_write("APOP mrose " + std::string(32, 'd') + "\r\n")
      .expect_read("+OK\r\n")
      .check(apop, client_errc::none);
  EXPECT_THAT(log.text, HasSubstr("C: APOP mrose {secret}\r\n"));
  EXPECT_THAT(log.text, Not(HasSubstr("ddd")));
}

}  // namespace
}  // namespace popquiz::client
