#include "dialogue_rows.hpp"

namespace popquiz::conformance::constructs {
namespace {

const std::string in = "login\n";

std::vector<dialogue_row> lines() {
  const std::string list = in + "C: LIST\nS: +OK\n";
  return {
      {"C: and S:", "C: NOOP\nS: -ERR\n", "C: NOOP\nS: +OK\n"},
      {"S=", in + "C: NOOP\nS= +OK done\n", in + "C: NOOP\nS= +OK\n"},
      {"C! and S!", in + "C! \"NO\"\nC! \"OP\\r\\n\"\nS! \"+OK done\\r\\n\"\n",
       in + "C! \"NOOP\\r\\n\"\nS! \"+OK d\\x20ne\\r\\n\"\n"},
      {"S| and S.", list + "S| 1 207\nS| 2 254\nS.\n", list + "S| 1 207\nS.\n"},
      {"S*", list + "S* {number} {number}\nS.\n", list + "S* 1 {number}\nS.\n"},
      {"S@ message", in + "C: RETR 2\nS: +OK\nS@ message 2\n", in + "C: RETR 2\nS: +OK\nS@ message 1\n"},
      {"headers", in + "C: TOP 1 0\nS: +OK\nS@ message 1 headers\n",
       in + "C: TOP 1 1\nS: +OK\nS@ message 1 headers\n"},
      {"lines", in + "C: TOP 2 3\nS: +OK\nS@ message 2 lines 3\n",
       in + "C: TOP 2 3\nS: +OK\nS@ message 2 lines 2\n"},
      {"message {=n}", in + "for n in 1 2\n  C: RETR {=n}\n  S: +OK\n  S@ message {=n}\n",
       in + "for n in 1 2\n  C: RETR 1\n  S: +OK\n  S@ message {=n}\n"},
      {"a comment", "# said by nobody\nC: NOOP\n  # nor this\nS: -ERR\n",
       "# said by nobody\nC: NOOP\nS: +OK\n"},
  };
}

std::vector<dialogue_row> placeholders() {
  const std::string stat = in + "C: STAT\n";
  return {
      {"any", stat + "S: +OK {any rest}\ncheck length of {=rest} == 5\n", stat + "S: +OK 2{any}1\nS: +OK\n"},
      {"word", stat + "S= +OK {word} {word}\n", stat + "S= +OK {word}\n"},
      {"number", stat + "S= +OK {number count} {number}\ncheck {=count} == 2\n",
       in + "C: NOOP\nS= +OK {number}\n"},
      {"unique-id", in + "C: UIDL 1\nS= +OK 1 {unique-id u}\n", in + "C: NOOP\nS= +OK done{unique-id u}\n"},
      {"a name", in + "C: LIST 1\nS= +OK {n} {size}\nC: LIST {=n}\nS= +OK 1 {=size}\n",
       in + "C: LIST 1\nS= +OK {n} {size}\nC: LIST 2\nS= +OK 2 {=size}\n"},
      {"an offset", stat + "S: +OK {number n} {any}\nC: RETR {=n + 1}\nS: -ERR\nC: LIST {=n - 1}\nS: +OK 1\n",
       stat + "S: +OK {number n} {any}\nC: LIST {=n - 1}\nS: +OK 2\n"},
      {"predefined", "C: APOP {=user} {=apop-digest}\nS: +OK\nC: STAT\nS: +OK {=messages}\n",
       "C: APOP {=user} {=timestamp}\nS: +OK\n"},
      {"escapes", "C! \"\\x4eO\\t\\0\\{\\\\\\\"\\r\\n\"\nS: -ERR\n", "C: NO\\t\\{\nS: +OK\n"},
  };
}

std::vector<dialogue_row> moves() {
  return {
      {"login", "login\nC: STAT\nS: +OK\n", "C: STAT\nS: +OK\n"},
      {"login or refused",
       "session a\n  login\nsession b\n  login or refused\n  if refused\n    C: STAT\n    S: -ERR\n",
       "session a\n  login\nsession b\n  login\n"},
      {"if logged in", "login or refused\nif logged in\n  C: STAT\n  S: +OK\n",
       "login or refused\nif logged in\n  C: STAT\n  S: -ERR\n"},
      {"if +OK and if -ERR",
       in + "C: NOOP\nS: +OK\nif +OK\n  C: XYZZY\n  S: -ERR\nif -ERR\n  C: NOOP\n  S: +OK\n",
       in + "C: XYZZY\nS: -ERR\nif -ERR\n  C: NOOP\n  S: -ERR\n"},
      {"expect nothing", in + "C! \"NO\"\nexpect nothing for 20ms\nC! \"OP\\r\\n\"\nS: +OK\n",
       "expect nothing for 20ms\n"},
      {"expect close", in + "C: QUIT\nS: +OK\nexpect close\n", in + "C: NOOP\nexpect close\n"},
      {"wait", in + "wait 2ms\nC: NOOP\nS: +OK\n", in + "wait 2ms\nC: NOOP\nS: -ERR\n"},
      {"close", in + "C: DELE 1\nS: +OK\nclose\nsession b\nlogin\nC: STAT\nS: +OK 2\n",
       in + "close\nsession b\nlogin\nC: STAT\nS: +OK 1\n"},
      {"reset", in + "C: DELE 1\nS: +OK\nreset\nsession b\nlogin\nC: STAT\nS: +OK 2\n",
       in + "reset\nsession b\nlogin\nC: STAT\nS: +OK 1\n"},
      {"session", "session a\nlogin\nsession b\n  C: NOOP\n  S: -ERR\nC: NOOP\nS: +OK\n",
       "session a\nlogin\nsession b\n  C: NOOP\n  S: -ERR\nC: NOOP\nS: -ERR\n"},
      {"together", in + "together\n  C: NOOP\n  C: XYZZY\nS: +OK\nS: -ERR\n",
       in + "together\n  C: NOOP\n  C: XYZZY\nS: +OK\nS: +OK\n"},
      {"cut at", in + "cut at 3\n  C: NOOP\n  S: +OK\n", in + "cut at 3\n  C: NOOP\n  S: -ERR\n"},
      {"cut every with pause", in + "cut every 2 pause 2ms\n  C: NOOP\n  S: +OK\n",
       in + "cut every 2 pause 2ms\n  C: NOOP\n  S: -ERR\n"},
      {"cut everywhere", in + "cut everywhere\n  C: NOOP\n  S: +OK\n",
       in + "cut everywhere\n  C: NOOP\n  S: -ERR\n"},
      {"for in maildrop", in + "for n in maildrop\n  C: LIST {=n}\n  S: +OK {=n}\n",
       in + "for n in maildrop\n  C: LIST {=n}\n  S: +OK 1\n"},
      {"for in a list", in + "for x in -1 \"1 1\" 0x1\n  C: RETR {=x}\n  S: -ERR\n",
       in + "for x in -1 1\n  C: LIST {=x}\n  S: -ERR\n"},
      {"repeat times", in + "repeat 3 times\n  C: NOOP\n  S: +OK\n",
       in + "repeat 2 times\n  C: DELE 1\n  S: +OK\n"},
      {"expect nothing or close",
       in + "expect nothing for 20ms or close\nC: QUIT\nS: +OK\nexpect nothing for 5s or close\nif closed\n  "
            "session b\n  login\n",
       in + "C: QUIT\nexpect nothing for 20ms or close\n"},
      {"if closed", in + "C: QUIT\nS: +OK\nexpect close\nif closed\n  session b\n  C: NOOP\n  S: -ERR\n",
       in + "C: QUIT\nS: +OK\nexpect close\nif closed\n  session b\n  C: NOOP\n  S: +OK\n"},
      {"start-tls", "C: STLS\nS: +OK\nstart-tls\nlogin\n", "C: STLS\nS: -ERR\n"},
      {"start-tls or refused", "C: STLS\nS: +OK\nstart-tls or refused\nif in TLS\n  login\n",
       "C: STLS\nS: +OK\nstart-tls or refused\nif in TLS\n  C: STLS\n  S: +OK\n"},
  };
}

std::vector<dialogue_row> checks() {
  const std::string list = in + "C: LIST\nS: +OK\n";
  const std::string top = in + "C: RETR 1\nS: +OK\nremember body as whole\nC: TOP 1 1\nS: +OK\n";
  const std::string capa = "C: CAPA\nS: +OK\n";
  const std::string tags =
      capa + "remember body as before\n" + in + capa + "check body has every tag of before";
  return {
      {"check lines of a body",
       list + "check a line of body is \"2 {number}\"\ncheck no line of body is \"3 {any}\"\ncheck every "
              "line of "
              "body is \"{number} {number}\"\n",
       list + "check every line of body is \"1 {any}\"\n"},
      {"check every line is a capability", capa + "check every line of body is a capability\n",
       list + "check a line of body is \"3 {any}\"\n"},
      {"check every tag", tags + " but STLS\n", tags + "\n"},
      {"check reply",
       in + "C: NOOP\nS: +OK\ncheck reply is \"+OK {any}\"\ncheck reply is not \"-ERR{any}\"\n",
       in + "C: NOOP\nS: +OK\ncheck reply is not \"+OK{any}\"\n"},
      {"if a line of body", list + "if a line of body is \"1 {number}\"\n  C: NOOP\n  S: +OK\n",
       list + "if no line of body is \"3 {number}\"\n  C: NOOP\n  S: -ERR\n"},
      {"if reply", list + "if reply is \"-ERR{any}\"\n  C: NOOP\n  S: -ERR\n",
       list + "if reply is not \"-ERR{any}\"\n  C: NOOP\n  S: -ERR\n"},
      {"check == and !=", "check 1 + 2 == 3\ncheck 1 != 2\n", in + "check 1 == 2\n"},
      {"check < and <=", "check 1 < 2\ncheck 2 <= 2\n", in + "check 2 < 2\n"},
      {"check > and >=", "check - 1 + 4 > 2\ncheck 2 >= 2\n", in + "check 2 > 2\n"},
      {"check terms of a body",
       list + "check octets of body == 14\ncheck lines of body == 2\ncheck column 2 of body == 461\n",
       list + "check column 2 of body == 460\n"},
      {"check terms of the maildrop",
       in + "check messages of maildrop == 2\ncheck octets of maildrop == 461\ncheck octets of message 1 == "
            "207\n",
       in + "check octets of message 2 == 207\n"},
      {"check length", in + "check length of {=user} == 4\n", in + "check length of {=user} == 5\n"},
      {"check distinct", list + "check distinct column 2 of body\n",
       "login\nC: CAPA\nS: +OK\ncheck distinct column 9 of body\ncheck 1 > 1\n"},
      {"remember and check body is",
       in + "C: RETR 1\nS: +OK\nremember body as a\nC: RETR 1\nS: +OK\ncheck body is a\n",
       in + "C: RETR 1\nS: +OK\nremember body as a\nC: RETR 2\nS: +OK\ncheck body is a\n"},
      {"check body is not",
       in + "C: RETR 1\nS: +OK\nremember body as a\nC: RETR 2\nS: +OK\ncheck body is not a\n",
       in + "C: RETR 1\nS: +OK\nremember body as a\nC: RETR 1\nS: +OK\ncheck body is not a\n"},
      {"check body begins", top + "check body begins whole\n",
       top + "C: RETR 2\nS: +OK\ncheck body begins whole\n"},
      {"check is and differs from",
       in + "C: UIDL 1\nS: +OK 1 {a}\nC: UIDL 2\nS: +OK 2 {b}\ncheck {=a} differs from {=b}\ncheck {=a} is "
            "{=a}\n",
       in + "C: UIDL 1\nS: +OK 1 {a}\ncheck {=a} differs from {=a}\n"},
  };
}

/// A login by SCRAM; `mechanism` is SCRAM-SHA-1 or SCRAM-SHA-256, `last` what the client says before its
/// proof.
std::string scram(const std::string& mechanism, const std::string& last) {
  const std::string about = " of \"{=bare},{=heard},{=last}\"\n";
  return "let bare be \"n={=user},r=abc\"\nlet first be base64 of \"n,,{=bare}\"\nC: AUTH " + mechanism +
         " {=first}\nS= + {word a}\nlet heard be decoded \"{=a}\"\ncheck {=heard} is \"r={any "
         "r},s={any},i={number "
         "i}\"\nlet last be \"" +
         last + "\"\nlet p be " + mechanism + " proof" + about +
         "let final be base64 of \"{=last},p={=p}\"\nC: {=final}\nS= + {word b}\nlet told be decoded "
         "\"{=b}\"\nlet v be " +
         mechanism + " signature" + about + "check {=told} is \"v={=v}\"\nC:\nS: +OK\n";
}

std::vector<dialogue_row> texts() {
  const std::string cram = "C: AUTH CRAM-MD5\nS= + {word a}\nlet heard be decoded \"{=a}\"\n";
  const std::string answer = "let said be base64 of \"{=user} {=d}\"\nC: {=said}\nS: +OK\n";
  return {
      {"let", in + "let a be \"x{=user}\"\ncheck {=a} is \"x{word b}\"\ncheck {=b} is {=user}\n",
       in + "let a be \"x\"\ncheck {=a} is \"y\"\n"},
      {"let base64 and decoded",
       in + "let a be base64 of \"a{=messages}\"\ncheck {=a} is \"YTI=\"\nlet b be decoded \"{=a}\"\ncheck "
            "{=b} is "
            "\"a2\"\ncheck {=b} is not \"x{any}\"\n",
       in + "let b be decoded \"YTI\"\n"},
      {"let SCRAM-SHA-1", scram("SCRAM-SHA-1", "c=biws,r={=r}"), scram("SCRAM-SHA-1", "c=eSws,r={=r}")},
      {"let SCRAM-SHA-256", scram("SCRAM-SHA-256", "c=biws,r={=r}"),
       scram("SCRAM-SHA-256", "c=biws,r={=r}x")},
      {"let CRAM-MD5", cram + "let d be CRAM-MD5 digest of \"{=heard}\"\n" + answer,
       cram + "let d be CRAM-MD5 digest of \"x{=heard}\"\n" + answer},
  };
}

}  // namespace

const std::vector<dialogue_row>& dialogue_rows() {
  static const std::vector<dialogue_row> all = [] {
    std::vector<dialogue_row> rows;
    for (auto&& group : {lines(), placeholders(), moves(), checks(), texts()}) {
      rows.insert(rows.end(), group.begin(), group.end());
    }
    return rows;
  }();
  return all;
}

}  // namespace popquiz::conformance::constructs
