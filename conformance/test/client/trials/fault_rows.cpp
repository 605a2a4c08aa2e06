#include "fault_rows.hpp"

namespace popquiz::conformance {
namespace {

constexpr int crash = 128 + 6;

constexpr auto clear = transport::clear;
constexpr auto stls = transport::stls;
constexpr auto tls = transport::tls;
constexpr auto keep = afterwards::keep;
constexpr auto away = afterwards::remove;

}  // namespace

std::vector<std::string> fault_mail() {
  std::string hard = "Subject: hard\r\nX-Long: " + std::string(2100, 'h') +
                     "\r\n\r\n.\r\n..dots\r\n.. \r\none\rtwo\r\nbe" + std::string(1, '\0') +
                     "fore\r\ncaf\xC3\xA9\r\n" + std::string(9000, 'l') + "\r\n";
  for (int i = 0; i < 1200; ++i) {
    hard += "line\r\n";
  }
  return {hard, "Subject: plain\r\n\r\ntext\r\n"};
}

std::vector<fault_row> fault_rows() {
  using enum sansio::tls_identity;
  return {
      {"eof-ends-message", "on RETR 2\n  S: +OK\n  S@ message 2 first 60%\n  close\n", 1, 0},
      {"eof-is-success", "on RETR 2\n  S: +OK\n  S@ message 2 first 60%\n  close\n", 1, 0},
      {"silence-ends-message",
       "on RETR 2\n  S: +OK\n  S@ message 2 first 60%\n  wait 3s\n",
       1,
       0,
       clear,
       keep,
       ordinary,
       {},
       true},
      {"bare-lf-dot-ends",
       "on RETR 1\n  S! \"+OK\\r\\na: b\\r\\n\\r\\nc\\n.\\n+OK\\r\\nforged\\r\\n.\\r\\n\"\non RETR 2\n  S! "
       "\".\\r\\n\"\n",
       1, 0},
      {"dot-line-ends", "", 0, 1},
      {"first-segment-only",
       "on RETR 2\n  S! \"+OK\\r\\na: b\\r\\n\\r\\n\"\n  wait 500ms\n  S! \"c\\r\\n.\\r\\n\"\n", 0, 1},
      {"surplus-is-next-reply",
       "on RETR 1\n  S! \"+OK\\r\\nfirst\\r\\n.\\r\\n+OK\\r\\nforged\\r\\n.\\r\\n\"\non RETR 2\n  "
       "silence\non QUIT\n  "
       "S! \"+OK\\r\\n\"\n  close\n",
       1, 0},
      {"body-behind-err", "on RETR 2\n  S: -ERR no\n", 1, 1, clear, keep, ordinary, {}, true},
      {"err-is-message", "on RETR 2\n  S: -ERR no\n", 1, 0},
      {"any-status-is-ok", "on STAT\n  S: WHAT\n", 1, 0},
      {"missing-replies-are-ok", "on LIST\n  silence\n", 1, 0, clear, keep, ordinary, {"PIPELINING"}, true},
      {"empty-line-crash", "on STAT\n  S! \"\\r\\n\"\n", 1, crash},
      {"long-status-crash",
       "on QUIT\n  S! \"+OK \"\n  repeat 60 times\n    S! \"0123456789\"\n  S! \"\\r\\n\"\n", 0, crash},
      {"no-unstuffing", "", 0, 0},
      {"unstuffs-twice", "", 0, 0},
      {"drops-cr", "", 0, 0},
      {"lf-to-crlf", "", 0, 0},
      {"drops-nul", "", 0, 0},
      {"nul-ends-line", "", 0, 0},
      {"drops-8th-bit", "", 0, 0},
      {"cuts-lines-at-511", "", 0, 0},
      {"cuts-lines-at-1023", "", 0, 0},
      {"breaks-lines-at-8191", "", 0, 0},
      {"cuts-header-at-2048", "", 0, 0},
      {"cuts-at-listed-size", "on LIST bare\n  S: +OK\n  S| 1 10\n  S| 2 10\n  S.\n", 0, 0},
      {"fetches-by-top", "", 0, 0},
      {"clear-when-stls-refused", "on STLS\n  S: -ERR no\n", 1, 0, stls},
      {"clear-when-stls-missing", "on CAPA\n  answer without STLS\n", 1, 0, stls},
      {"clear-when-capa-fails", "on CAPA\n  S: -ERR no\non STLS\n  S: -ERR no\n", 1, 0, stls},
      {"clear-when-tls-fails", "", 1, 0, stls, keep, expired},
      {"clear-octets-survive-stls", "on STLS\n  S! \"+OK\\r\\n+OK\\r\\nSASL\\r\\n.\\r\\n\"\n  start-tls\n", 1,
       1, stls},
      {"takes-expired", "", 1, 0, tls, keep, expired},
      {"takes-other-host", "", 1, 0, stls, keep, other_host},
      {"takes-unknown-issuer", "", 1, 0, tls, keep, unknown_issuer},
      {"takes-self-signed", "", 1, 0, tls, keep, self_signed},
      {"password-before-stls", "", 0, 0, stls},
      {"weaker-login-after-refusal", "on APOP\n  S: -ERR no\n", 1, 0, clear, keep, ordinary, {"SASL"}},
      {"any-timestamp", "on connect\n  S: +OK <no timestamp>\n", 0, 1, clear, keep, ordinary, {"SASL"}},
      {"long-challenge-crash", "on AUTH\n  S! \"+ \"\n  repeat 400 times\n    S! \"AAAA\"\n  S! \"\\r\\n\"\n",
       1, crash},
      {"believes-stat", "on STAT\n  S: +OK 1 10\n", 0, 0},
      {"counts-lines", "on LIST bare\n  S: +OK\n  S| 2 10\n  S.\non UIDL bare\n  S: -ERR\n", 0, 0},
      {"list-zero-crash", "on LIST bare\n  S: +OK\n  S| 0 10\n  S| 1 10\n  S.\n", 0, crash},
      {"negative-size-crash", "on LIST bare\n  S: +OK\n  S| 1 -1\n  S.\n", 0, crash},
      {"huge-size-crash", "on LIST bare\n  S: +OK\n  S| 1 9223372036854775808\n  S.\n", 0, crash},
      {"empty-unique-id-crash", "on UIDL bare\n  S: +OK\n  S! \"1 \\r\\n\"\n  S.\n", 0, crash},
      {"unique-id-as-file-name", "on UIDL bare\n  S: +OK\n  S| 1 ../one\n  S| 2 two\n  S.\n", 0, 0},
      {"cuts-unique-ids",
       "on UIDL bare\n  S: +OK\n"
       "  S| 1 0123456789012345678901234567890123456789012345678901234567890123456789a\n"
       "  S| 2 0123456789012345678901234567890123456789012345678901234567890123456789b\n  S.\n",
       0, 0},
      {"same-id-is-same-message", "on UIDL bare\n  S: +OK\n  S| 1 a\n  S| 2 a\n  S.\n", 0, 0},
      {"skips-what-uidl-omits", "on UIDL bare\n  S: +OK\n  S| 1 a\n  S.\n", 0, 0},
      {"deletes-when-told-to-keep", "", 0, 0},
      {"keeps-when-told-to-delete", "", 0, 0, clear, away},
      {"deletes-before-fetch", "", 0, 0, clear, away},
      {"deletes-what-was-cut-off", "on RETR 1 use 1\n  S: +OK\n  S@ message 1 first 60%\n  close\n", 1, 1,
       clear, away},
      {"deletes-what-was-refused", "on RETR 2\n  S: -ERR no\n", 1, 0, clear, away},
      {"skips-refused", "on RETR 2\n  S: -ERR no\n", 1, 0},
      {"rset-before-quit", "", 0, 0, clear, away},
      {"no-quit", "", 0, 0},
      {"ignores-refused-quit", "on QUIT\n  S: -ERR not deleted\n  close\n", 1, 0, clear, away},
      {"bare-lf-commands", "", 0, 1},
      {"quit-without-line-end", "", 0, 0},
      {"empty-commands", "", 0, 1},
      {"long-commands", "", 0, 1},
      {"two-spaces", "", 0, 1},
      {"stat-before-login", "", 0, 0},
      {"pipelines-unannounced",
       "on any command when pipelined\n  close\n",
       0,
       1,
       clear,
       keep,
       ordinary,
       {"PIPELINING"}},
      {"retries-retr", "on RETR 2 use 1\n  S: -ERR no\n", 1, 0},
      {"retries-stls", "on STLS use 1\n  S: -ERR no\n", 1, 0, stls},
      {"retries-login", "on APOP use 1\n  S: -ERR no\n", 1, 0, clear, keep, ordinary, {"SASL"}},
      {"reconnects", "on RETR 2 session 1\n  S: -ERR no\n", 1, 0},
      {"fetches-one-more", "", 0, 1},
      {"noop-flood", "", 0, 0},
      {"never-connects", "", 0, 0},
      {"failure-crash", "on RETR 2\n  S: -ERR no\n", 1, crash},
      {"crashes", "", 0, crash},
  };
}

}  // namespace popquiz::conformance
