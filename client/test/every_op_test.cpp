// What holds for every operation: failures at every step, streams cut everywhere, states.
#include "memory_sink.hpp"
#include "op_test.hpp"
#include "toy_exchange.hpp"

#include <popquiz/client/auth_op.hpp>
#include <popquiz/client/capa_op.hpp>
#include <popquiz/client/language_ops.hpp>
#include <popquiz/client/maildrop_ops.hpp>
#include <popquiz/client/message_ops.hpp>
#include <popquiz/client/simple_ops.hpp>
#include <popquiz/client/stls_op.hpp>

#include <ostream>

namespace popquiz::client {
namespace {

std::string fixed_digest(std::string_view octets) {
  return octets == "<1896.697170952@dbc.mtview.ca.us>tanstaaf" ? "c4c9334bac560ecc979e58001b3e22fb" : "wrong";
}

// A session, a sink and an operation, and what is seen of them.
struct bench final : fresh_op {
  session s;
  memory_sink sink;
  std::unique_ptr<toy_exchange> exchange;
  std::unique_ptr<command_op> made;
  std::function<std::string()> payload = [] { return std::string(); };

  operation& op() override { return *made; }
  session& on() override { return s; }
  std::string seen() override {
    const op_result& r = made->result();
    std::string text = std::string(describe(r.code)) + '|' + (r.ok ? "ok" : "err") + '|' + r.text + '|' +
                       std::string(parser::describe(r.parse)) + '@' + std::to_string(r.offset) + ':' +
                       std::to_string(r.line) + '|' + (r.response ? r.response->code : "-") + '|' +
                       std::string(parser::describe(s.state())) + '|' + sink.message +
                       (sink.complete ? "." : "") + '|' + std::string(s.greeting()) + '|' + payload();
    if (const auto* known = s.capabilities()) {
      for (const auto& entry : known->entries()) {
        text += entry.keyword + ' ' + entry.arguments + ';';
      }
    }
    for (std::size_t kind = 0; kind < parser::observation_kinds; ++kind) {
      text += ' ' + std::to_string(r.seen.count(static_cast<parser::observation>(kind)));
    }
    return text;
  }
};

enum class from { nothing, authorization, transaction };

struct op_case {
  const char* name;
  from start;
  op_test conversation;
  client_errc expected;
  std::function<void(bench&)> make;
  const char* payload = "";
};

void PrintTo(const op_case& c, std::ostream* out) {
  *out << c.name;
}

std::unique_ptr<bench> prepared(const op_case& c) {
  auto b = std::make_unique<bench>();
  if (c.start == from::authorization) {
    greet(b->s);
  } else if (c.start == from::transaction) {
    log_in(b->s);
  }
  c.make(*b);
  return b;
}

template <class Op>
auto plain() {
  return [](bench& b) { b.made = std::make_unique<Op>(b.s); };
}

void make_stat(bench& b) {
  auto op = std::make_unique<stat_op>(b.s);
  b.payload = [&op = *op] {
    return std::to_string(op.listing().messages) + ' ' + std::to_string(op.listing().octets);
  };
  b.made = std::move(op);
}

template <class... Message>
auto make_list(Message... message) {
  return [=](bench& b) {
    auto op = std::make_unique<list_op>(b.s, message...);
    b.payload = [&op = *op] {
      std::string text;
      for (const auto& entry : op.entries()) {
        text += std::to_string(entry.number) + '=' + std::to_string(entry.octets) + ' ';
      }
      return text;
    };
    b.made = std::move(op);
  };
}

template <class... Message>
auto make_uidl(Message... message) {
  return [=](bench& b) {
    auto op = std::make_unique<uidl_op>(b.s, message...);
    b.payload = [&op = *op] {
      std::string text;
      for (const auto& entry : op.entries()) {
        text += std::to_string(entry.number) + '=' + entry.unique_id + ' ';
      }
      return text;
    };
    b.made = std::move(op);
  };
}

void make_login(bench& b) {
  b.made = std::make_unique<login_op>(b.s, "mrose", " tan staaf ");
}
void make_apop(bench& b) {
  b.made = std::make_unique<apop_op>(b.s, "mrose", "tanstaaf", fixed_digest);
}
void make_retr(bench& b) {
  b.made = std::make_unique<retr_op>(b.s, 1, b.sink);
  b.payload = [&b] { return b.sink.message + (b.sink.complete ? "<end>" : ""); };
}
void make_top(bench& b) {
  b.made = std::make_unique<top_op>(b.s, 1, 0, b.sink);
  b.payload = [&b] { return b.sink.message + (b.sink.complete ? "<end>" : ""); };
}
void make_dele(bench& b) {
  b.made = std::make_unique<dele_op>(b.s, 4294967296U);
}

void make_auth(bench& b) {
  b.exchange = std::make_unique<toy_exchange>(std::vector<std::string>{"me", "proof"});
  b.made = std::make_unique<auth_op>(b.s, *b.exchange);
}
void make_lang(bench& b) {
  auto op = std::make_unique<lang_op>(b.s);
  b.payload = [&op = *op] {
    std::string text;
    for (const auto& each : op.languages()) {
      text += each.tag + '=' + each.name + ' ';
    }
    return text;
  };
  b.made = std::move(op);
}

std::vector<op_case> cases() {
  using enum client_errc;
  constexpr from t = from::transaction;
  constexpr from a = from::authorization;
  std::vector<op_case> all;
  const auto add = [&](const char* name, from start, const op_test& conversation, client_errc expected,
                       auto make, const char* payload = "") {
    all.push_back({name, start, conversation, expected, make, payload});
  };
  add("greeting", from::nothing, op_test().expect_read("+OK <a@b> hello\r\n"), none, plain<greeting_op>());
  add("greeting_bare", from::nothing, op_test().expect_read("+OK\r\n"), none, plain<greeting_op>());
  add("capa", a, op_test().expect_write("CAPA\r\n").expect_read("+OK\r\nTOP\r\nSASL A B\r\n.\r\n"), none,
      plain<capa_op>());
  add("capa_refused", a, op_test().expect_write("CAPA\r\n").expect_read("-ERR no\r\n"), refused,
      plain<capa_op>());
  add("login", a,
      op_test()
          .expect_write("USER mrose\r\n")
          .expect_read("+OK\r\n")
          .expect_write("PASS  tan staaf \r\n")
          .expect_read("+OK in\r\n"),
      none, make_login);
  add("login_refused", a,
      op_test()
          .expect_write("USER mrose\r\n")
          .expect_read("+OK\r\n")
          .expect_write("PASS  tan staaf \r\n")
          .expect_read("-ERR no\r\n"),
      refused, make_login);
  add("user_refused", a, op_test().expect_write("USER mrose\r\n").expect_read("-ERR who\r\n"), refused,
      make_login);
  add("apop", a,
      op_test().expect_write("APOP mrose c4c9334bac560ecc979e58001b3e22fb\r\n").expect_read("+OK in\r\n"),
      none, make_apop);
  add("apop_refused", a,
      op_test().expect_write("APOP mrose c4c9334bac560ecc979e58001b3e22fb\r\n").expect_read("-ERR\r\n"),
      refused, make_apop);
  add("stat", t, op_test().expect_write("STAT\r\n").expect_read("+OK 3 6442450944\r\n"), none, make_stat,
      "3 6442450944");
  add("stat_with_text", t, op_test().expect_write("STAT\r\n").expect_read("+OK 2 320 extra text\r\n"), none,
      make_stat, "2 320");
  add("stat_without_numbers", t, op_test().expect_write("STAT\r\n").expect_read("+OK\r\n"), malformed_listing,
      make_stat, "0 0");
  add("stat_negative", t, op_test().expect_write("STAT\r\n").expect_read("+OK 1 -5\r\n"), malformed_listing,
      make_stat, "0 0");
  add("stat_refused", t, op_test().expect_write("STAT\r\n").expect_read("-ERR 1 2\r\n"), refused, make_stat,
      "0 0");
  add("list", t,
      op_test().expect_write("LIST\r\n").expect_read("+OK 9 messages\r\n2 200\r\n5 1 text\r\n9 0\r\n.\r\n"),
      none, make_list(), "2=200 5=1 9=0 ");
  add("list_empty", t, op_test().expect_write("LIST\r\n").expect_read("+OK\r\n.\r\n"), none, make_list());
  add("list_malformed", t,
      op_test().expect_write("LIST\r\n").expect_read("+OK\r\n1 120\r\nx 1\r\n3 7\r\n.\r\n"),
      malformed_listing, make_list(), "1=120 3=7 ");
  add("list_one", t, op_test().expect_write("LIST 2\r\n").expect_read("+OK 2 200\r\n"), none,
      make_list(std::uint64_t{2}), "2=200 ");
  add("list_one_malformed", t, op_test().expect_write("LIST 2\r\n").expect_read("+OK\r\n"), malformed_listing,
      make_list(std::uint64_t{2}));
  add("list_refused", t, op_test().expect_write("LIST\r\n").expect_read("-ERR\r\n"), refused, make_list());
  add("uidl", t,
      op_test()
          .expect_write("UIDL\r\n")
          .expect_read("+OK\r\n1 whqtswO00WBw418f9t5JxYwZ\r\n2 QhdPYR:00WBw1Ph7x7\r\n3 a/../b\r\n.\r\n"),
      none, make_uidl(), "1=whqtswO00WBw418f9t5JxYwZ 2=QhdPYR:00WBw1Ph7x7 3=a/../b ");
  add("uidl_without_id", t, op_test().expect_write("UIDL\r\n").expect_read("+OK\r\n1 \r\n2 b\r\n.\r\n"),
      malformed_listing, make_uidl(), "2=b ");
  add("uidl_one", t, op_test().expect_write("UIDL 2\r\n").expect_read("+OK 2 x\r\n"), none,
      make_uidl(std::uint64_t{2}), "2=x ");
  add("uidl_refused", t, op_test().expect_write("UIDL\r\n").expect_read("-ERR never heard\r\n"), refused,
      make_uidl());
  add("retr", t,
      op_test()
          .expect_write("RETR 1\r\n")
          .expect_read("+OK 9999 octets\r\na\r\n..\r\n...b\r\n.. \r\n\r\n.\r\n"),
      none, make_retr, "a\r\n.\r\n..b\r\n. \r\n\r\n<end>");
  add("retr_empty", t, op_test().expect_write("RETR 1\r\n").expect_read("+OK\r\n.\r\n"), none, make_retr,
      "<end>");
  add("retr_lf_dot", t, op_test().expect_write("RETR 1\r\n").expect_read("+OK\r\na\n.\nb\r\n.\r\n"), none,
      make_retr, "a\n.\nb\r\n<end>");
  add("retr_refused", t, op_test().expect_write("RETR 1\r\n").expect_read("-ERR gone\r\n"), refused,
      make_retr);
  add("top", t, op_test().expect_write("TOP 1 0\r\n").expect_read("+OK\r\nA: b\r\n\r\n.\r\n"), none, make_top,
      "A: b\r\n\r\n<end>");
  add("top_refused", t, op_test().expect_write("TOP 1 0\r\n").expect_read("-ERR\r\n"), refused, make_top);
  add("dele", t, op_test().expect_write("DELE 4294967296\r\n").expect_read("+OK\r\n"), none, make_dele);
  add("noop", t, op_test().expect_write("NOOP\r\n").expect_read("+OK\r\n"), none, plain<noop_op>());
  add("rset", t, op_test().expect_write("RSET\r\n").expect_read("+OK\r\n"), none, plain<rset_op>());
  add("quit", t, op_test().expect_write("QUIT\r\n").expect_read("+OK bye\r\n"), none, plain<quit_op>());
  add("quit_refused", t, op_test().expect_write("QUIT\r\n").expect_read("-ERR some left\r\n"), refused,
      plain<quit_op>());
  add("quit_before_login", a, op_test().expect_write("QUIT\r\n").expect_read("+OK bye\r\n"), none,
      plain<quit_op>());
  add("stls", a, op_test().expect_write("STLS\r\n").expect_read("+OK begin\r\n").expect_handshake(), none,
      plain<stls_op>());
  add("stls_refused", a, op_test().expect_write("STLS\r\n").expect_read("-ERR no\r\n"), refused,
      plain<stls_op>());
  add("auth", a,
      op_test()
          .expect_write("AUTH TOY\r\n")
          .expect_read("+ \r\n")
          .expect_write("bWU=\r\n")
          .expect_read("+ bW9yZQ==\r\n")
          .expect_write("cHJvb2Y=\r\n")
          .expect_read("+OK in\r\n"),
      none, make_auth);
  add("auth_refused", a,
      op_test()
          .expect_write("AUTH TOY\r\n")
          .expect_read("+ \r\n")
          .expect_write("bWU=\r\n")
          .expect_read("-ERR [AUTH] no\r\n"),
      refused, make_auth);
  add("auth_given_up", a,
      op_test()
          .expect_write("AUTH TOY\r\n")
          .expect_read("+ \r\n")
          .expect_write("bWU=\r\n")
          .expect_read("+ no base64\r\n")
          .expect_write("*\r\n")
          .expect_read("-ERR\r\n"),
      sasl_failed, make_auth);
  add("utf8", a, op_test().expect_write("UTF8\r\n").expect_read("+OK\r\n"), none, plain<utf8_op>());
  add("utf8_refused", a, op_test().expect_write("UTF8\r\n").expect_read("-ERR\r\n"), refused,
      plain<utf8_op>());
  add("lang", t,
      op_test().expect_write("LANG\r\n").expect_read("+OK\r\nen English\r\nde Deutsch\r\ni-default\r\n.\r\n"),
      none, make_lang, "en=English de=Deutsch i-default= ");
  add("lang_set", t, op_test().expect_write("LANG de\r\n").expect_read("+OK de\r\n"), none,
      [](bench& b) { b.made = std::make_unique<lang_op>(b.s, "de"); });
  return all;
}

class every_op : public testing::TestWithParam<op_case> {};

INSTANTIATE_TEST_SUITE_P(client, every_op, testing::ValuesIn(cases()),
                         [](const auto& param) { return param.param.name; });

TEST_P(every_op, has_its_conversation) {
  const auto b = prepared(GetParam());
  GetParam().conversation.check(b->op(), GetParam().expected);
  EXPECT_EQ(b->payload(), GetParam().payload);
  EXPECT_EQ(b->s.failure(), client_errc::none);
}

TEST_P(every_op, survives_failure_at_every_step) {
  check_failures(GetParam().conversation, [] { return prepared(GetParam()); });
}

TEST_P(every_op, does_not_depend_on_segmentation) {
  check_partitions(GetParam().conversation, [] { return prepared(GetParam()); });
}

TEST_P(every_op, sends_nothing_on_a_connection_that_failed) {
  const auto b = prepared(GetParam());
  b->s.fail(client_errc::timed_out);
  op_test().check(b->op(), client_errc::connection_unusable);
  EXPECT_EQ(b->s.failure(), client_errc::timed_out);
}

TEST_P(every_op, sends_nothing_when_it_is_not_legal) {
  if (GetParam().start == from::nothing) {
    auto greeted = std::make_unique<bench>();
    greet(greeted->s);
    GetParam().make(*greeted);
    op_test().check(greeted->op(), client_errc::not_legal_now);
    return;
  }
  auto silent = std::make_unique<bench>();  // no greeting yet
  GetParam().make(*silent);
  op_test().check(silent->op(), client_errc::not_legal_now);
  EXPECT_EQ(silent->s.failure(), client_errc::none);

  auto over = std::make_unique<bench>();
  log_in(over->s);
  quit_op quit(over->s);
  op_test().expect_write("QUIT\r\n").expect_read("+OK\r\n").check(quit, client_errc::none);
  GetParam().make(*over);
  op_test().check(over->op(), client_errc::not_legal_now);
}

TEST_P(every_op, takes_no_reply_that_came_unasked) {
  if (GetParam().start == from::nothing) {
    return;  // the greeting is the one that does
  }
  auto b = prepared(GetParam());
  const auto room = b->s.buffer().prepare();
  std::copy_n("+OK", 3, room.begin());
  b->s.buffer().commit(3);
  op_test().check(b->op(), client_errc::unsolicited_octets);
}

TEST_P(every_op, takes_nothing_but_the_two_indicators) {
  for (const char* const bad :
       {"OK\r\n", "+ok\r\n", "* OK\r\n", "200 fine\r\n", "\r\n", "+ \r\n", "-err\r\n"}) {
    if (bad == std::string_view("+ \r\n") && GetParam().conversation.steps()[0].octets.starts_with("AUTH")) {
      continue;  // a challenge
    }
    op_test wrong;
    for (const auto& step : GetParam().conversation.steps()) {
      if (!step.write) {
        break;
      }
      wrong.expect_write(step.octets);
    }
    const auto b = prepared(GetParam());
    wrong.expect_read(bad).check(b->op(), client_errc::protocol_error);
    EXPECT_EQ(b->op().result().parse, parser::parse_errc::bad_status_indicator);
    EXPECT_EQ(b->s.failure(), client_errc::protocol_error);
  }
}

TEST_P(every_op, gives_up_on_a_status_line_without_end) {
  op_test endless;
  for (const auto& step : GetParam().conversation.steps()) {
    if (!step.write) {
      break;
    }
    endless.expect_write(step.octets);
  }
  const auto b = prepared(GetParam());
  endless.expect_read("+OK " + std::string(8192, 'x')).check(b->op(), client_errc::protocol_error);
  EXPECT_EQ(b->op().result().parse, parser::parse_errc::status_line_too_long);
}

}  // namespace
}  // namespace popquiz::client
