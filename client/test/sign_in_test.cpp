// From the greeting to TRANSACTION, and that nothing secret is said on the way that must not be.
#include "op_test.hpp"
#include "toy_exchange.hpp"

#include <popquiz/client/sign_in_op.hpp>

#include <gmock/gmock.h>

#include <array>

namespace popquiz::client {
namespace {

using testing::HasSubstr;

std::string digest(std::string_view) {
  return std::string(32, 'd');
}

constexpr std::array mechanisms{mechanism_option{"STRONG-PLUS", false, true},
                                mechanism_option{"TOY", false, false},
                                mechanism_option{"PLAIN", true, false}};

sign_in_settings settings_of(tls_demand tls, bool allow_clear_text = false, std::string_view only = {}) {
  sign_in_settings settings;
  settings.tls = tls;
  settings.user = "mrose";
  settings.password = "tanstaaf";
  settings.md5 = digest;
  settings.login.mechanisms = mechanisms;
  settings.login.allow_clear_text = allow_clear_text;
  settings.login.only = only;
  settings.sasl = [](std::string_view mechanism, std::string& why) -> std::unique_ptr<sansio::sasl_exchange> {
    if (mechanism == "STRONG-PLUS") {
      why = "nothing to bind to";
      return nullptr;
    }
    return std::make_unique<toy_exchange>(std::vector<std::string>{"me"});
  };
  return settings;
}

constexpr std::string_view plain_greeting = "+OK ready\r\n";
constexpr std::string_view capa = "CAPA\r\n";

struct sign_in_case {
  const char* name;
  sign_in_settings settings;
  bool in_tls;
  op_test conversation;
  client_errc expected;
  sign_in_stage stage;
  std::string_view login;
};

std::vector<sign_in_case> cases() {
  using enum client_errc;
  constexpr auto required = tls_demand::required;
  constexpr auto no_tls = tls_demand::none;
  const auto greeted = [](std::string_view greeting, std::string_view capabilities) {
    return op_test().expect_read(greeting).expect_write(capa).expect_read(capabilities);
  };
  constexpr std::string_view toy = "+OK\r\nSASL PLAIN TOY\r\nUSER\r\n.\r\n";
  constexpr std::string_view with_stls = "+OK\r\nSTLS\r\nSASL FAKE\r\nUSER\r\n.\r\n";
  std::vector<sign_in_case> all;
  all.push_back({"implicit TLS and the strongest mechanism", settings_of(required), true,
                 greeted(plain_greeting, toy)
                     .expect_write("AUTH TOY bWU=\r\n")
                     .expect_read("+OK in\r\n")
                     .expect_write(capa)
                     .expect_read("+OK\r\nUIDL\r\n.\r\n"),
                 none, sign_in_stage::signed_in, "TOY"});
  all.push_back({"STLS, and what was announced in clear is forgotten", settings_of(required), false,
                 greeted(plain_greeting, with_stls)
                     .expect_write("STLS\r\n")
                     .expect_read("+OK\r\n")
                     .expect_handshake()
                     .expect_write(capa)
                     .expect_read(toy)
                     .expect_write("AUTH TOY bWU=\r\n")
                     .expect_read("+OK\r\n")
                     .expect_write(capa)
                     .expect_read("-ERR\r\n"),
                 none, sign_in_stage::signed_in, "TOY"});
  all.push_back({"STLS stripped from CAPA", settings_of(required), false,
                 greeted("+OK <a@b>\r\n", "+OK\r\nUSER\r\nSASL PLAIN TOY\r\n.\r\n"), stls_not_offered,
                 sign_in_stage::capabilities, ""});
  all.push_back({"STLS refused", settings_of(required), false,
                 greeted(plain_greeting, with_stls).expect_write("STLS\r\n").expect_read("-ERR no\r\n"),
                 stls_not_offered, sign_in_stage::tls, ""});
  all.push_back({"without CAPA STLS is tried all the same", settings_of(required), false,
                 greeted(plain_greeting, "-ERR\r\n").expect_write("STLS\r\n").expect_read("-ERR what\r\n"),
                 stls_not_offered, sign_in_stage::tls, ""});
  all.push_back(
      {"octets behind the STLS reply", settings_of(required), false,
       greeted(plain_greeting, with_stls).expect_write("STLS\r\n").expect_read("+OK\r\n+OK injected\r\n"),
       unsolicited_octets, sign_in_stage::tls, ""});
  all.push_back({"one octet behind the STLS reply", settings_of(required), false,
                 greeted(plain_greeting, with_stls).expect_write("STLS\r\n").expect_read("+OK\r\n+"),
                 unsolicited_octets, sign_in_stage::tls, ""});
  all.push_back({"the handshake fails", settings_of(required), false,
                 greeted(plain_greeting, with_stls)
                     .expect_write("STLS\r\n")
                     .expect_read("+OK\r\n")
                     .expect_handshake(io_status::tls_failed),
                 tls_failed, sign_in_stage::tls, ""});
  all.push_back({"no TLS, no secret in clear", settings_of(no_tls), false,
                 greeted(plain_greeting, "+OK\r\nUSER\r\nSASL PLAIN\r\n.\r\n"), secret_in_clear,
                 sign_in_stage::login, ""});
  all.push_back({"no TLS, CAPA refused, no secret in clear", settings_of(no_tls), false,
                 greeted(plain_greeting, "-ERR\r\n"), secret_in_clear, sign_in_stage::login, ""});
  all.push_back({"no TLS, a digest is no secret", settings_of(no_tls), false,
                 greeted("+OK <a@b>\r\n", "-ERR\r\n")
                     .expect_write("APOP mrose dddddddddddddddddddddddddddddddd\r\n")
                     .expect_read("+OK\r\n")
                     .expect_write(capa)
                     .expect_read("-ERR\r\n"),
                 none, sign_in_stage::signed_in, "APOP"});
  all.push_back({"a timestamp that is no msg-id is none", settings_of(no_tls), false,
                 greeted("+OK <abc>\r\n", "-ERR\r\n"), secret_in_clear, sign_in_stage::login, ""});
  all.push_back({"APOP refused is not followed by PASS", settings_of(no_tls, true), false,
                 greeted("+OK <a@b>\r\n", "+OK\r\nUSER\r\n.\r\n")
                     .expect_write("APOP mrose dddddddddddddddddddddddddddddddd\r\n")
                     .expect_read("-ERR\r\n"),
                 refused, sign_in_stage::login, "APOP"});
  all.push_back({"a digest comes before a secret in clear", settings_of(no_tls, true), false,
                 greeted("+OK <a@b>\r\n", "+OK\r\nUSER\r\nSASL PLAIN\r\n.\r\n")
                     .expect_write("APOP mrose dddddddddddddddddddddddddddddddd\r\n")
                     .expect_read("+OK\r\n")
                     .expect_write(capa)
                     .expect_read("-ERR\r\n"),
                 none, sign_in_stage::signed_in, "APOP"});
  all.push_back({"USER and PASS in clear when the user says so", settings_of(no_tls, true), false,
                 greeted(plain_greeting, "+OK\r\nUSER\r\n.\r\n")
                     .expect_write("USER mrose\r\n")
                     .expect_read("+OK\r\n")
                     .expect_write("PASS tanstaaf\r\n")
                     .expect_read("+OK\r\n")
                     .expect_write(capa)
                     .expect_read("-ERR\r\n"),
                 none, sign_in_stage::signed_in, "USER"});
  all.push_back({"CAPA without USER: no PASS", settings_of(no_tls, true), false,
                 greeted(plain_greeting, "+OK\r\nTOP\r\nSASL OTHER\r\n.\r\n"), no_way_to_log_in,
                 sign_in_stage::login, ""});
  const auto named = [](std::string_view user, std::string_view password) {
    sign_in_settings settings = settings_of(no_tls, true);
    settings.user = user;
    settings.password = password;
    settings.prepare = [](const std::string& text, bool is_stored) {
      return std::optional<std::string>((is_stored ? "stored " : "query-") + text.substr(0, 2));
    };
    return settings;
  };
  constexpr std::string_view utf8_user = "+OK\r\nUSER\r\nUTF8 USER\r\n.\r\n";
  all.push_back({"a name that is not ASCII, and no UTF8 USER", named("qu\xC3\xADz", "sesame"), false,
                 greeted(plain_greeting, "+OK\r\nUSER\r\nUTF8\r\n.\r\n")
                     .expect_write("UTF8\r\n")
                     .expect_read("+OK\r\n"),
                 no_way_to_log_in, sign_in_stage::login, "USER"});
  all.push_back({"a password that is not ASCII, and no UTF8 USER", named("quiz", "s\xC3\xA9same"), false,
                 greeted("+OK <a@b>\r\n", "+OK\r\nUSER\r\n.\r\n"), no_way_to_log_in, sign_in_stage::login,
                 "APOP"});
  all.push_back({"a name that is not ASCII, and UTF8 USER", named("qu\xC3\xADz", "sesame"), false,
                 greeted(plain_greeting, utf8_user)
                     .expect_write("UTF8\r\n")
                     .expect_read("+OK\r\n")
                     .expect_write("USER qu\xC3\xADz\r\n")
                     .expect_read("-ERR\r\n"),
                 refused, sign_in_stage::login, "USER"});
  all.push_back({"APOP prepares what is not ASCII", named("quiz", "s\xC3\xA9same"), false,
                 greeted("+OK <a@b>\r\n", utf8_user)
                     .expect_write("UTF8\r\n")
                     .expect_read("+OK\r\n")
                     .expect_write("APOP query-qu " + digest("<a@b>stored s\xC3") + "\r\n")
                     .expect_read("-ERR\r\n"),
                 refused, sign_in_stage::login, "APOP"});
  all.push_back(
      {"only what the user wants", settings_of(required, false, "USER"), true,
       greeted("+OK <a@b>\r\n", toy).expect_write("USER mrose\r\n").expect_read("-ERR [SYS/TEMP] later\r\n"),
       refused, sign_in_stage::login, "USER"});
  all.push_back({"a mechanism that is wanted, but not announced", settings_of(required, false, "OTHER"), true,
                 greeted(plain_greeting, toy), no_way_to_log_in, sign_in_stage::login, ""});
  all.push_back({"-PLUS without TLS is not chosen", settings_of(no_tls), false,
                 greeted(plain_greeting, "+OK\r\nSASL STRONG-PLUS TOY\r\n.\r\n")
                     .expect_write("AUTH TOY bWU=\r\n")
                     .expect_read("+OK\r\n")
                     .expect_write(capa)
                     .expect_read("-ERR\r\n"),
                 none, sign_in_stage::signed_in, "TOY"});
  all.push_back({"UTF8 where it is announced", settings_of(required), true,
                 greeted(plain_greeting, "+OK\r\nUTF8 USER\r\nSASL TOY\r\n.\r\n")
                     .expect_write("UTF8\r\n")
                     .expect_read("-ERR not today\r\n")
                     .expect_write("AUTH TOY bWU=\r\n")
                     .expect_read("+OK\r\n")
                     .expect_write(capa)
                     .expect_read("-ERR\r\n"),
                 none, sign_in_stage::signed_in, "TOY"});
  all.push_back({"PIPELINING announced before the login still holds", settings_of(required), true,
                 greeted(plain_greeting, "+OK\r\nSASL TOY\r\nPIPELINING\r\n.\r\n")
                     .expect_write("AUTH TOY bWU=\r\n")
                     .expect_read("+OK\r\n"),
                 none, sign_in_stage::signed_in, "TOY"});
  all.push_back({"the greeting is -ERR", settings_of(required), false, op_test().expect_read("-ERR busy\r\n"),
                 greeting_refused, sign_in_stage::greeting, ""});
  return all;
}

TEST(sign_in, has_its_conversation) {
  for (const sign_in_case& each : cases()) {
    SCOPED_TRACE(each.name);
    session s;
    s.reset(each.in_tls);
    sign_in_op op(s, each.settings);
    each.conversation.check(op, each.expected);
    EXPECT_EQ(describe(op.stage()), describe(each.stage));
    EXPECT_EQ(op.login_name(), each.login);
    EXPECT_EQ(s.state() == parser::session_state::transaction, each.expected == client_errc::none);
  }
}

// What fits no line must not get out, whichever way is taken.
TEST(sign_in, refuses_names_and_passwords_that_would_be_two_lines) {
  for (const std::string_view bad : {"a\r\nDELE 1", "a\nb", "a\rb"}) {
    for (const bool in_name : {true, false}) {
      session s;
      s.reset(true);
      sign_in_settings settings = settings_of(tls_demand::required);
      (in_name ? settings.user : settings.password) = bad;
      sign_in_op op(s, settings);
      op_test()
          .expect_read(plain_greeting)
          .expect_write(capa)
          .expect_read("+OK\r\nUSER\r\n.\r\n")
          .check(op, client_errc::credentials_have_forbidden_octet);
    }
  }
}

TEST(sign_in, a_success_before_the_proof_is_an_impostors) {
  session s;
  s.reset(true);
  sign_in_settings settings = settings_of(tls_demand::required);
  settings.sasl = [](std::string_view, std::string&) {
    return std::make_unique<toy_exchange>(std::vector<std::string>{"me", "proof"});
  };
  sign_in_op op(s, settings);
  op_test()
      .expect_read(plain_greeting)
      .expect_write(capa)
      .expect_read("+OK\r\nSASL TOY\r\n.\r\n")
      .expect_write("AUTH TOY bWU=\r\n")
      .expect_read("+OK welcome\r\n")
      .check(op, client_errc::server_not_proven);
  EXPECT_FALSE(s.may_send(parser::verb::stat));
}

TEST(sign_in, an_initial_response_too_long_for_the_line_waits) {
  session s;
  s.reset(true);
  sign_in_settings settings = settings_of(tls_demand::required);
  settings.sasl = [](std::string_view, std::string&) {
    return std::make_unique<toy_exchange>(std::vector<std::string>{std::string(300, 'x')});
  };
  sign_in_op op(s, settings);
  std::string base64;
  for (int i = 0; i < 100; ++i) {
    base64 += "eHh4";
  }
  op_test()
      .expect_read(plain_greeting)
      .expect_write(capa)
      .expect_read("+OK\r\nSASL TOY\r\n.\r\n")
      .expect_write("AUTH TOY\r\n")
      .expect_read("+ \r\n")
      .expect_write(base64 + "\r\n")
      .expect_read("+OK\r\n")
      .expect_write(capa)
      .expect_read("-ERR\r\n")
      .check(op, client_errc::none);
}

TEST(sign_in, an_empty_initial_response_is_an_equals_sign) {
  session s;
  s.reset(true);
  sign_in_settings settings = settings_of(tls_demand::required);
  settings.sasl = [](std::string_view, std::string&) {
    return std::make_unique<toy_exchange>(std::vector<std::string>{""});
  };
  sign_in_op op(s, settings);
  op_test()
      .expect_read(plain_greeting)
      .expect_write(capa)
      .expect_read("+OK\r\nSASL TOY\r\n.\r\n")
      .expect_write("AUTH TOY =\r\n")
      .expect_read("+OK\r\n")
      .expect_write(capa)
      .expect_read("-ERR\r\n")
      .check(op, client_errc::none);
}

class transcript final : public wire_log {
 public:
  void client_said(std::string_view octets) noexcept override { text += octets; }
  void server_said(std::string_view) noexcept override {}
  std::string text;
};

TEST(sign_in, the_log_hears_no_response) {
  transcript log;
  session s({}, &log);
  s.reset(true);
  sign_in_settings settings = settings_of(tls_demand::required);
  settings.sasl = [](std::string_view, std::string&) {
    return std::make_unique<toy_exchange>(std::vector<std::string>{"me", "tanstaaf"});
  };
  sign_in_op op(s, settings);
  op_test()
      .expect_read(plain_greeting)
      .expect_write(capa)
      .expect_read("+OK\r\nSASL TOY\r\n.\r\n")
      .expect_write("AUTH TOY bWU=\r\n")
      .expect_read("+ \r\n")
      .expect_write("dGFuc3RhYWY=\r\n")
      .expect_read("-ERR\r\n")
      .check(op, client_errc::refused);
  EXPECT_EQ(log.text, "CAPA\r\nAUTH TOY {secret}\r\n{secret}\r\n");
}

}  // namespace
}  // namespace popquiz::client
