#pragma once

#include <popquiz/script/transcript.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace popquiz::conformance {

enum class verdict : std::uint8_t {
  pass,
  fail,       ///< the requirement is broken
  deviation,  ///< broken, but the verdict policy reports it without failing the run
  skip,       ///< not run; `reason` says why
  error,      ///< the harness could not come to a verdict
  flaky,      ///< the verdict was not the same in every round
};
[[nodiscard]] std::string_view describe(verdict v) noexcept;

struct check_result {
  std::string id;
  std::string title;
  std::vector<std::string> requirements;
  std::vector<std::string> clauses;  ///< of the requirements, without repetition
  std::string level;                 ///< the strongest of the requirements, or "robustness"
  std::string harm;                  ///< of robustness: what comes of a failure
  verdict outcome = verdict::error;
  /// Of a client: "correct", "tolerant", "informational" or "wrong", as the rule says that decided.
  std::string manner;
  std::string seen;               ///< of a client: what it did
  bool expected_failure = false;  ///< listed in the expectations
  /// The reason given there. Without expected_failure: it is listed, but fails in another way than given
  /// there.
  std::string expectation;
  std::string expected;         ///< fail, deviation: what the clause asks
  std::string came;             ///< and what the server did
  std::string where;            ///< script line concerned, e.g. "rfc1939/5/dele/retr-is-refused.pop3:10"
  std::string reason;           ///< skip, error
  std::vector<verdict> rounds;  ///< of each round; empty when there was but one
  std::chrono::microseconds duration{};
  std::vector<std::string> sessions;  ///< names by index
  std::vector<script::transcript_line> transcript;
};

/// The certificate that the server showed. Texts are printable ASCII (net::certificate_facts).
struct certificate_profile {
  std::string subject;
  std::string issuer;
  std::vector<std::string> names;  ///< of hosts, in subjectAltName
  std::string valid_from;          ///< RFC 3339, UTC
  std::string valid_until;
  std::int64_t days_left = 0;  ///< whole days from when it was seen to valid_until; negative: it is over
  std::string sha256;          ///< fingerprint, "AB:CD:..."
  std::string untrusted;       ///< why it is not trusted; empty when it is
};

/// How TLS begins (RFC 8314 §3, RFC 2595 §4).
enum class tls_beginning : std::uint8_t { none, at_once, by_stls };

/// What was seen of the server's TLS.
struct tls_profile {
  tls_beginning begins = tls_beginning::none;
  std::string cipher;                ///< protocol and cipher, e.g. "TLSv1.3 TLS_AES_256_GCM_SHA384"
  std::string fault;                 ///< why there is no TLS though STLS is announced
  std::vector<std::string> taken;    ///< versions, the newest first, e.g. "TLS 1.2"
  std::vector<std::string> refused;  ///< what is in neither was not found out
  std::optional<certificate_profile> certificate;
  /// Before the login, where STLS began TLS; nothing when CAPA was not answered there.
  std::optional<std::vector<std::string>> capabilities;
};

/// What the server said of itself before the checks ran.
struct server_profile {
  std::string name;
  std::string greeting;
  std::vector<std::string> capabilities_before_login;
  std::vector<std::string> capabilities_after_login;
  bool answers_capa = false;
  bool apop = false;  ///< a timestamp in the greeting
  bool top = false;
  bool uidl = false;
  bool user = false;
  tls_profile tls;
  std::uint64_t messages = 0;
  std::uint64_t octets = 0;
};

/// The client that scenarios were played against.
struct client_profile {
  std::string name;
  std::string version;  ///< what it says of itself; may be empty
  std::string command;  ///< words not filled in
};

struct totals {
  std::size_t pass = 0, fail = 0, deviation = 0, skip = 0, error = 0, flaky = 0;
  std::size_t expected_failures = 0;  ///< of fail, deviation and flaky
  std::size_t unexpected_passes = 0;
};

/// The one model behind every report.
struct run_result {
  std::string version;                   ///< of popquiz
  std::string started;                   ///< RFC 3339, UTC
  server_profile profile;                ///< of a server
  std::optional<client_profile> client;  ///< set: a client was tested, and `profile` is empty
  std::vector<check_result> checks;
  std::chrono::microseconds duration{};
  std::size_t rounds = 1;             ///< how often the checks were played
  std::optional<std::uint64_t> seed;  ///< of the order, when that was random

  [[nodiscard]] totals count() const;
  /// The name of what was tested.
  [[nodiscard]] const std::string& subject_name() const noexcept {
    return client ? client->name : profile.name;
  }
};

/// Exit codes of `popquiz test` (docs/exit-codes.md).
enum class exit_code : std::uint8_t {
  success = 0,
  check_failed = 1,
  usage = 2,
  unreachable = 3,  ///< the subject could not be reached, or the harness failed
  unexpected_pass = 4,
  nothing_ran = 5,
};
/// Failed, or flaky, and not known to be: what makes the exit code 1.
[[nodiscard]] bool is_unexpected_failure(const check_result& c) noexcept;
[[nodiscard]] exit_code exit_code_of(const run_result& r);

}  // namespace popquiz::conformance
