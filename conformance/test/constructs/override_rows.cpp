#include "override_rows.hpp"

#include <utility>

namespace popquiz::conformance::constructs {
namespace {

using enum session_end;

const std::string hello = "+OK popquiz POP3 server ready <1@popquiz.invalid>\n";
const std::string user_and_pass = "USER mrose\nPASS tan staaf\n";
const std::string welcome = "+OK send the password\n+OK maildrop has 2 messages (82 octets)\n";
const std::string goodbye = "+OK popquiz signing off (2 messages left)\n";

client_session told(std::string said, std::string heard, session_end end = closed) {
  return {{{std::move(said), std::move(heard)}}, end};
}

/// Logs in, says it, and QUIT.
override_row in(std::string name, std::string blocks, const std::string& said, const std::string& heard,
                const std::string& left = goodbye) {
  return {std::move(name),
          std::move(blocks),
          {told(user_and_pass + said + "QUIT\n", hello + welcome + heard + left)}};
}

/// The same with other sessions.
override_row with(std::string name, std::string blocks, std::vector<client_session> sessions) {
  return {std::move(name), std::move(blocks), std::move(sessions)};
}

override_row whole(override_row row) {
  row.whole_only = true;
  return row;
}

override_row showing(sansio::tls_identity identity, const std::string& word) {
  return {"start-tls as " + word,
          "on STLS\n  S: +OK\n  start-tls as " + word + "\n",
          {{{{"STLS\n", hello + "+OK\n"}, {"", "", true}}, tls_refused}},
          false,
          identity};
}

const std::string one = "From: a\nSubject: one\n\nfirst\nsecond\nthird\n";

std::vector<override_row> lines_and_messages() {
  return {
      in("S:", "on NOOP\n  S: +OK a \\x41 {=messages} {=octets}\n", "NOOP\n", "+OK a A 2 82\n"),
      in("S=", "on NOOP\n  S= +OK exact\n", "NOOP\n", "+OK exact\n"),
      in("S!", "on NOOP\n  S! \"+OK\\n\\\"\\\\\\{\\r\\n\"\n", "NOOP\n", "+OK\v\"\\{\n"),
      in("S| and S.", "on UIDL bare\n  S: +OK\n  S| 1 a\n  S| .dot\n  S|\n  S.\n", "UIDL\n",
         "+OK\n1 a\n..dot\n\n.\n"),
      in("S@ message", "on NOOP\n  S: +OK\n  S@ message 2\n", "NOOP\n",
         "+OK\nSubject: two\n\n..dot\nno line end\n.\n"),
      in("S@ message {=n}", "on RETR {n}\n  S: +OK {=size} {=uid}\n  S@ message {=n}\n", "RETR 1\n",
         "+OK 47 popquiz-1\n" + one + ".\n"),
      in("headers", "on NOOP\n  S: +OK\n  S@ message 1 headers\n", "NOOP\n",
         "+OK\nFrom: a\nSubject: one\n\n.\n"),
      in("lines", "on TOP\n  S: +OK\n  S@ message {=n} lines {=lines}\n", "TOP 1 2\n",
         "+OK\nFrom: a\nSubject: one\n\nfirst\nsecond\n.\n"),
      in("first octets", "on NOOP\n  S: +OK\n  S@ message 1 first 4 octets\n  S! \"\\r\\n.\\r\\n\"\n",
         "NOOP\n", "+OK\nFrom\n.\n"),
      in("first %", "on NOOP\n  S: +OK\n  S@ message 1 first 50%\n  S! \"\\r\\n.\\r\\n\"\n", "NOOP\n",
         "+OK\nFrom: a\nSubject: one\n\n.\n"),
      in("unstuffed", "on NOOP\n  S: +OK\n  S@ message 2 unstuffed\n", "NOOP\n",
         "+OK\nSubject: two\n\n.dot\nno line end\n.\n"),
      in("with LF line ends", "on NOOP\n  S: +OK\n  S@ message 2 with LF line ends\n", "NOOP\n",
         "+OK\nSubject: two\v\v..dot\vno line end\v.\n"),
      in("without final line end",
         "on NOOP\n  S: +OK\n  S@ message 2 without final line end\n  S! \"\\r\\n.\\r\\n\"\n", "NOOP\n",
         "+OK\nSubject: two\n\n..dot\nno line end\n.\n"),
  };
}

std::vector<override_row> blocks_within_blocks() {
  return {
      in("together", "on NOOP\n  together\n    S: +OK a\n    S: +OK b\n", "NOOP\n", "+OK a\n+OK b\n"),
      in("cut at", "on NOOP\n  cut at 2\n    answer\n", "NOOP\n", "+OK done\n"),
      in("cut every", "on NOOP\n  cut every 2 pause 2ms\n    answer\n", "NOOP\n", "+OK done\n"),
      in("cut everywhere", "on NOOP\n  cut everywhere\n    answer\n", "NOOP\nNOOP\n", "+OK done\n+OK done\n"),
      in("in last octets", "on RETR\n  cut everywhere in last 12 octets pause 1ms\n    answer\n", "RETR 1\n",
         "+OK 47 octets\n" + one + ".\n"),
      in("for in maildrop", "on LIST bare\n  S: +OK\n  for m in maildrop\n    S| {=m} {=size} {=uid}\n  S.\n",
         "LIST\n", "+OK\n1 47 popquiz-1\n2 35 popquiz-2\n.\n"),
      in("for in a list", "on NOOP\n  for x in a \"b c\" 0x1\n    S: +OK {=x}\n", "NOOP\n",
         "+OK a\n+OK b c\n+OK 0x1\n"),
      in("repeat times", "on NOOP\n  repeat 3 times\n    S: +OK\n", "NOOP\n", "+OK\n+OK\n+OK\n"),
      in("repeat until closed or octets", "on NOOP\n  repeat until closed or 12 octets\n    S: +OK\n",
         "NOOP\n", "+OK\n+OK\n+OK\n"),
      with("repeat until closed or KiB",
           "on NOOP\n  repeat until closed or 1 KiB\n    S! \"+OK 3456789abcd\\r\\n\"\n  close\n",
           {told(
               "NOOP\n", hello +
                             [] {
                               std::string said;
                               for (int i = 0; i < 61; ++i) {
                                 said += "+OK 3456789abcd\n";
                               }
                               return said;
                             }())}),
      in("wait", "on NOOP\n  wait 2ms\n  S: +OK\n", "NOOP\n", "+OK\n"),
      with("close", "on NOOP\n  S: +OK\n  close\n", {told("NOOP\n", hello + "+OK\n")}),
      with("reset", "on NOOP\n  S: +OK\n  wait 1ms\n  reset\n",
           {told("NOOP\n", hello + "+OK\n", session_end::reset)}),
  };
}

std::vector<override_row> what_the_server_does() {
  const std::string empty = "+OK popquiz signing off (maildrop empty)\n";
  return {
      in("answer", "on STAT\n  S: +OK first\n  answer\n", "STAT\n", "+OK first\n+OK 2 82\n"),
      with("answer with and without",
           "on CAPA\n  answer with PIPELINING \"EXPIRE 7\" without TOP USER STLS UIDL RESP-CODES "
           "AUTH-RESP-CODE PIPELINING "
           "EXPIRE UTF8 LANG IMPLEMENTATION SASL\n",
           {told("CAPA\nQUIT\n",
                 hello + "+OK capability list follows\nPIPELINING\nEXPIRE 7\n.\n+OK popquiz signing off\n")}),
      in("perform", "on DELE\n  perform\n  S: -ERR\n", "DELE 1\nSTAT\n", "-ERR\n+OK 1 35\n",
         "+OK popquiz signing off (1 message left)\n"),
      in("silence", "on NOOP\n  silence\non RSET\n", "NOOP\nRSET\n", ""),
      in("drop rest", "on STAT\n  answer\n  drop rest\n", "NOOP\n", "+OK done\n"),
      whole(with(
          "drop rest of what came", "on STAT\n  answer\n  drop rest\n",
          {{{{user_and_pass, hello + welcome}, {"STAT\nNOOP\nLIST\n", "+OK 2 82\n"}, {"QUIT\n", goodbye}}}})),
      in("also", "on NOOP\n  also DELE {=messages}\n  answer\n", "NOOP\nSTAT\n", "+OK done\n+OK 1 47\n",
         "+OK popquiz signing off (1 message left)\n"),
      in("remove message", "on NOOP\n  remove message 1\n  answer\n", "NOOP\nSTAT\n", "+OK done\n+OK 1 35\n",
         "+OK popquiz signing off (1 message left)\n"),
      in("restore message", "on NOOP\n  restore message 1\n  answer\n", "DELE 1\nNOOP\nSTAT\n",
         "+OK message 1 deleted\n+OK done\n+OK 2 82\n"),
      with("update", "on NOOP\n  update\n  answer\n  close\n",
           {told(user_and_pass + "DELE 1\nNOOP\n", hello + welcome + "+OK message 1 deleted\n+OK done\n"),
            told(user_and_pass + "QUIT\n",
                 "+OK popquiz POP3 server ready <2@popquiz.invalid>\n+OK send the password\n"
                 "+OK maildrop has 1 message (35 octets)\n"
                 "+OK popquiz signing off (1 message left)\n")}),
      with("keep lock and ignore lock",
           "on QUIT session 1\n  keep lock\n  answer\non PASS session 3\n  ignore lock\n  answer\n",
           {told(user_and_pass + "QUIT\n", hello + welcome + goodbye),
            told(user_and_pass + "QUIT\n",
                 "+OK popquiz POP3 server ready <2@popquiz.invalid>\n+OK send the password\n"
                 "-ERR [IN-USE] another session has locked this maildrop\n+OK popquiz signing off\n"),
            told(user_and_pass + "QUIT\n",
                 "+OK popquiz POP3 server ready <3@popquiz.invalid>\n" + welcome + goodbye)}),
      in("release lock", "on NOOP\n  release lock\n  answer\n", "NOOP\n", "+OK done\n"),
      with("enter TRANSACTION and AUTHORIZATION",
           "on USER\n  S: +OK\n  enter TRANSACTION\non NOOP\n  enter AUTHORIZATION\n  S: +OK\n",
           {told("USER mrose\nSTAT\nNOOP\nSTAT\nQUIT\n",
                 hello +
                     "+OK\n+OK 2 82\n+OK\n-ERR not in the AUTHORIZATION state\n+OK popquiz signing off\n")}),
      with("start-tls", "on STLS\n  S: +OK begin\n  start-tls\n",
           {{{{"STLS\n", hello + "+OK begin\n"}, {user_and_pass + "QUIT\n", welcome + goodbye, true}}}}),
      whole(with("start-tls keeping octets in clear",
                 "on STLS\n  S: +OK begin\n  start-tls keeping octets in clear\n",
                 {{{{"STLS\nNOOP\n", hello + "+OK begin\n"},
                    {"QUIT\n", "-ERR not in the AUTHORIZATION state\n+OK popquiz signing off\n", true}}}})),
      showing(sansio::tls_identity::self_signed, "self-signed"),
      showing(sansio::tls_identity::expired, "expired"),
      showing(sansio::tls_identity::other_host, "another host"),
      showing(sansio::tls_identity::unknown_issuer, "unknown issuer"),
      {"start-tls as several names",
       "on STLS\n  S: +OK\n  start-tls as several names\n",
       {{{{"STLS\n", hello + "+OK\n"}, {"QUIT\n", "+OK popquiz signing off\n", true}}}},
       false,
       sansio::tls_identity::several_names},
      showing(sansio::tls_identity::subject_only, "subject only"),
      showing(sansio::tls_identity::wildcard, "wildcard"),
      showing(sansio::tls_identity::partial_wildcard, "partial wildcard"),
      showing(sansio::tls_identity::uri_only, "URI only"),
  };
}

std::vector<override_row> events() {
  return {
      in("on a command", "on LIST\n  S: -ERR\n", "LIST 1\nLIST\n", "-ERR\n-ERR\n"),
      in("on a command with an argument", "on RETR {number n}\n  S: -ERR {=n}\n", "RETR 9\n", "-ERR 9\n"),
      in("on a command with a quoted argument", "on LIST \"1 when deleted\"\n  S: -ERR a\n",
         "LIST 1 when deleted\n", "-ERR a\n"),
      in("bare", "on LIST bare\n  S: -ERR\n", "LIST\nLIST 1\n", "-ERR\n+OK 1 47\n"),
      in("unknown", "on unknown\n  S: -ERR what\n", "XYZZY\n", "-ERR what\n"),
      in("invalid", "on invalid\n  S: -ERR bad\n", "RETR x\n", "-ERR bad\n"),
      in("invalid with a command", "on invalid RETR\n  S: -ERR bad\n", "RETR x\n", "-ERR bad\n"),
      in("any command", "on any command after NOOP\n  S: -ERR\n  close\n", "NOOP\n", "+OK done\n", "-ERR\n"),
      with("connect", "on connect\n  S: -ERR busy\n  close\n", {told("", "-ERR busy\n")}),
      with("disconnect", "on disconnect\n  update\n",
           {told(user_and_pass + "DELE 1\n", hello + welcome + "+OK message 1 deleted\n", by_client),
            told(user_and_pass + "QUIT\n",
                 "+OK popquiz POP3 server ready <2@popquiz.invalid>\n+OK send the password\n"
                 "+OK maildrop has 1 message (35 octets)\n"
                 "+OK popquiz signing off (1 message left)\n")}),
      in("login", "on login\n  S: +OK unasked\n", "", "+OK unasked\n"),
      with("response", "on response use 1\n  S: + \non response\n  answer\n",
           {told("AUTH PLAIN\n*\n*\nQUIT\n",
                 hello + "+ \n+ \n-ERR authentication cancelled\n+OK popquiz signing off\n")}),
      with("idle", "on idle 20ms\n  S: +OK time is up\n  close\n", {told("", hello + "+OK time is up\n")}),
  };
}

std::vector<override_row> guards() {
  return {
      in("when AUTHORIZATION",
         "on CAPA when AUTHORIZATION\n  S: -ERR\non CAPA when TRANSACTION\n  S: +OK\n  S.\n", "CAPA\n",
         "+OK\n.\n"),
      in("when deleted", "on RETR when deleted\n  S: -ERR gone\n", "DELE 1\nRETR 1\nRSET\n",
         "+OK message 1 deleted\n-ERR gone\n+OK maildrop has 2 messages (82 octets)\n"),
      in("when not deleted", "on RETR when not deleted\n  S: -ERR here\n", "RETR 1\n", "-ERR here\n"),
      in("when empty", "on STAT when empty\n  S: +OK nothing\n", "STAT\nDELE 1\nDELE 2\nSTAT\n",
         "+OK 2 82\n+OK message 1 deleted\n+OK message 2 deleted\n+OK nothing\n",
         "+OK popquiz signing off (maildrop empty)\n"),
      in("when lower case", "on NOOP when lower case\n  S: +OK small\n", "NOOP\nnoop\n",
         "+OK done\n+OK small\n"),
      whole(with("when pipelined", "on NOOP when pipelined\n  S: +OK more\n",
                 {{{{user_and_pass, hello + welcome},
                    {"NOOP\nNOOP\n", "+OK more\n+OK done\n"},
                    {"QUIT\n", goodbye}}}})),
      in("after", "on STAT after DELE\n  S: +OK after\n", "STAT\nDELE 1\nSTAT\nRSET\n",
         "+OK 2 82\n+OK message 1 deleted\n+OK after\n+OK maildrop has 2 messages (82 octets)\n"),
      in("use", "on NOOP use 2\n  S: +OK second\n", "NOOP\nNOOP\nNOOP\n", "+OK done\n+OK second\n+OK done\n"),
      in("from use", "on NOOP from use 2\n  S: +OK later\n", "NOOP\nNOOP\nNOOP\n",
         "+OK done\n+OK later\n+OK later\n"),
      with("session", "on NOOP session 2\n  S: +OK second\n",
           {told("QUIT\n", hello + "+OK popquiz signing off\n"),
            told(user_and_pass + "NOOP\nQUIT\n", "+OK popquiz POP3 server ready <2@popquiz.invalid>\n" +
                                                     welcome + "+OK second\n" + goodbye)}),
      with("from session", "on NOOP from session 2\n  S: +OK later\n",
           {told(user_and_pass + "NOOP\nQUIT\n", hello + welcome + "+OK done\n" + goodbye),
            told(user_and_pass + "NOOP\nQUIT\n",
                 "+OK popquiz POP3 server ready <2@popquiz.invalid>\n" + welcome + "+OK later\n" + goodbye)}),
      in("larger than",
         "on RETR 1 larger than 1 KiB\n  S: -ERR large\non RETR 1 larger than 10 octets\n  S: -ERR not "
         "small\n",
         "RETR 1\n", "-ERR not small\n"),
      in("longer than", "on any command longer than 16\n  S: -ERR long\n", "XYZZY 6789012345678\n",
         "-ERR long\n"),
  };
}

/// What is thought of the client is read, and changes nothing that the server does.
std::vector<override_row> judgements() {
  return {
      in("judge",
         "on NOOP\n  S: +OK\njudge\n"
         "  correct when delivered 1 2 exactly, deleted nothing, reported success, ended within 30s\n"
         "  correct when delivered all exactly, deleted all\n"
         "  tolerant when delivered nothing, reported error, memory < 64 MiB, disk > 1 GiB, commands > 100\n"
         "  wrong when delivered 1 truncated, deleted 1, aborted before authentication\n"
         "  wrong when delivered 1 altered, replies out of step, secret in clear, file \"x\" exists\n"
         "  wrong when crashed, hung, never connected, never said \"QUIT\"\n"
         "  wrong when said \"DELE 1\", said an invalid command, connections > 3\n"
         "  correct when delivered a line \"x\", delivered no line \"y\"\n"
         "  informational when delivered 1 twice, delivered without 2\n",
         "NOOP\n", "+OK\n")};
}

}  // namespace

std::vector<std::string> mail_of_rows() {
  return {"From: a\r\nSubject: one\r\n\r\nfirst\r\nsecond\r\nthird\r\n", "Subject: two\n\n.dot\nno line end"};
}

const std::vector<override_row>& override_rows() {
  static const std::vector<override_row> all = [] {
    std::vector<override_row> rows;
    for (auto&& group : {lines_and_messages(), blocks_within_blocks(), what_the_server_does(), events(),
                         guards(), judgements()}) {
      rows.insert(rows.end(), group.begin(), group.end());
    }
    return rows;
  }();
  return all;
}

}  // namespace popquiz::conformance::constructs
