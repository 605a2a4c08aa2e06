#pragma once

#include "started_program.hpp"
#include "target_coverage.hpp"

#include <popquiz/conformance/known_mail.hpp>
#include <popquiz/conformance/tcp_subject.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace popquiz::fuzz_wire {

/// How the server under test is reached, and started when it is ours to start.
struct server_address {
  net::endpoint where;
  std::string start;             ///< a command for sh(1), {host} and {port} filled in; empty: it runs already
  bool any_port = false;         ///< each start is told a port of its own
  bool is_instrumented = false;  ///< it was built with the coverage runtime
  std::string log;       ///< a file that it writes, in which it tells of what has crashed; may be empty
  bool is_alone = true;  ///< nobody else has sessions with it that the log may tell of
};

/// A server behind TCP, of which nothing is known but what it says.
class wire_subject final : public conformance::tcp_subject {
 public:
  explicit wire_subject(net::endpoint where) : tcp_subject(std::move(where)) {}
  [[nodiscard]] bool prepare(const script::script& /*dialogue*/, std::string& /*why*/) override {
    return true;
  }
  [[nodiscard]] const script::maildrop_facts& mail() const override { return mail_; }
  [[nodiscard]] bool knows_mail() const override { return false; }
  [[nodiscard]] std::unique_ptr<conformance::subject> another(std::string& /*why*/) const override {
    return nullptr;
  }

 private:
  conformance::known_mail mail_;
};

/// How a session came to its end, as far as it tells of a crash.
enum class session_end : std::uint8_t {
  in_order,
  unclear,    ///< closed by the server, which may have had to
  by_server,  ///< in the midst, or it did not even begin
};

/// How long a crash is waited for, that may be the end of a session.
enum class crash_watch : std::uint8_t {
  brief,    ///< only as long as something points to one
  patient,  ///< half a second: a server may close first and crash then
};

/// The server under test: started, watched and started again where that is ours to do.
class server_peer {
 public:
  explicit server_peer(server_address address);

  /// Starts it, and waits until it greets. False and `why` set when it does not within 15 s.
  [[nodiscard]] bool start(std::string& why);
  /// Whether it takes a connection and greets, within so long.
  [[nodiscard]] bool answers_within(std::chrono::milliseconds time);

  [[nodiscard]] wire_subject& wire() { return *wire_; }
  [[nodiscard]] bool is_ours() const noexcept { return program_ != nullptr; }
  [[nodiscard]] std::string name() const { return wire_->name(); }
  [[nodiscard]] std::uint16_t port() const noexcept { return address_.where.port; }

  /// What tells that it has crashed since the start, or since this was asked last: "SIGSEGV", a sanitizer's
  /// line, a line of its log. Waits for it when the server has ended the session.
  [[nodiscard]] std::string crash(session_end end, crash_watch watch);
  /// What it has printed last.
  [[nodiscard]] std::string last_output() const { return program_ ? program_->last_output() : std::string(); }
  /// Octets that are resident of its processes; 0: not to be known.
  [[nodiscard]] std::uint64_t resident() { return program_ ? program_->resident() : 0; }
  [[nodiscard]] const std::optional<target_coverage>& coverage() const noexcept { return coverage_; }

 private:
  [[nodiscard]] std::chrono::milliseconds crash_patience(session_end end, crash_watch watch) const;
  [[nodiscard]] std::string crash_of_program() const;
  [[nodiscard]] std::string crash_in_log();

  server_address address_;
  std::unique_ptr<started_program> program_;
  std::optional<target_coverage> coverage_;
  std::unique_ptr<wire_subject> wire_;
  std::uint64_t log_read_ = 0;
};

}  // namespace popquiz::fuzz_wire
