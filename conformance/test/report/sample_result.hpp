#pragma once

#include <popquiz/conformance/result.hpp>

namespace popquiz::conformance {

/// A result with each verdict once, and octets in it that no format likes.
inline run_result sample_result() {
  run_result r;
  r.version = "0.1.0";
  r.started = "2026-01-02T03:04:05Z";
  r.duration = std::chrono::milliseconds(1500);
  r.profile.name = "[::1]:1110";
  r.profile.greeting = "ready \x01 <1896.697170952@dbc.mtview.ca.us> & \"more\" \xFF";
  r.profile.answers_capa = true;
  r.profile.capabilities_before_login = {"TOP", "UIDL"};
  r.profile.capabilities_after_login = {"TOP", "UIDL", "EXPIRE 0"};
  r.profile.tls = {tls_beginning::by_stls,
                   "TLSv1.2 ECDHE-RSA-AES128-GCM-SHA256",
                   "",
                   {"TLS 1.2"},
                   {"TLS 1.3", "TLS 1.1", "TLS 1.0"},
                   certificate_profile{"CN=<&>",
                                       "CN=Quiz & Sons",
                                       {"mail.example", "::1"},
                                       "2026-01-01T00:00:00Z",
                                       "2026-01-09T12:00:00Z",
                                       7,
                                       "AB:CD",
                                       "certificate refused: its issuer CN=Quiz & Sons is not trusted"},
                   std::vector<std::string>{"TOP", "UIDL", "SASL PLAIN <&>"}};
  r.profile.apop = r.profile.top = r.profile.uidl = r.profile.user = true;
  r.profile.messages = 2;
  r.profile.octets = 320;

  const auto add = [&r](std::string id, verdict outcome) -> check_result& {
    check_result c;
    c.id = std::move(id);
    c.title = "title of <" + c.id + ">";
    c.requirements = {"R1939-5-40"};
    c.clauses = {
        "RFC 1939 \xC2\xA7"
        "5 DELE"};
    c.level = "stated";
    c.outcome = outcome;
    c.duration = std::chrono::microseconds(1234);
    c.sessions = {""};
    r.checks.push_back(std::move(c));
    return r.checks.back();
  };
  add("rfc1939/a/passes", verdict::pass);
  auto& failed = add("rfc1939/a/fails", verdict::fail);
  failed.expected = "-ERR";
  failed.came = "+OK <&>\x1b[31m";
  failed.where = "rfc1939/a/fails.pop3:10";
  failed.sessions = {"first", "second"};
  failed.transcript = {{0, script::transcript_mark::client, "DELE 1"},
                       {1, script::transcript_mark::server, "+OK ]]>\xFE", true},
                       {1, script::transcript_mark::note, "connection closed by the server"}};
  auto& deviates = add("rfc1939/a/deviates", verdict::deviation);
  deviates.expected = "-ERR";
  deviates.came = "+OK";
  auto& derived = add("rfc1939/a/derived", verdict::fail);
  derived.level = "derived";
  derived.expected = "+OK";
  derived.came = "nothing";
  add("rfc1939/a/skipped", verdict::skip).reason = "needs 2 messages, the maildrop has 0";
  add("rfc1939/a/errs", verdict::error).reason = "connection reset";
  auto& known = add("rfc1939/a/known", verdict::fail);
  known.expected_failure = true;
  known.expectation = "ticket 12";
  auto& fixed = add("own", verdict::pass);
  fixed.expected_failure = true;
  fixed.expectation = "ticket 13";
  return r;
}

}  // namespace popquiz::conformance
