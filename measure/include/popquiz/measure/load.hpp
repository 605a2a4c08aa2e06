#pragma once

#include <popquiz/measure/latency_histogram.hpp>
#include <popquiz/measure/machine.hpp>
#include <popquiz/net/connection.hpp>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace popquiz::measure {

/// What is asked of a server over and over.
enum class load_kind : std::uint8_t {
  login,  ///< connect, greeting, USER and PASS; then QUIT, which no latency counts
  stat,   ///< STAT, in sessions that are logged in
  retr,   ///< RETR of one message, in such sessions
};

/// How a server is loaded. Each measure runs for `duration`, one behind the other.
struct load_settings {
  net::endpoint where;
  bool stls = false;     ///< TLS begins by STLS (RFC 2595 §4); `where` has its settings
  std::string user;      ///< "{n}" in it becomes the number of the connection, from 1: POP3 locks a maildrop
  std::string password;  ///< of all of them
  std::size_t connections = 1;
  std::size_t pipeline = 1;  ///< commands outstanding on a connection, at most; more than 1 needs PIPELINING
  std::chrono::milliseconds duration{3000};
  /// Requests a second, of all connections together, each due at its time whether earlier ones are answered
  /// or not (an open loop); 0: each connection asks again as soon as it is answered (a closed loop).
  double rate = 0;
  std::chrono::milliseconds timeout{30'000};  ///< for a reply, and for connecting
  std::vector<load_kind> kinds{load_kind::login, load_kind::stat, load_kind::retr};
  /// Sizes of messages to RETR, in octets: of each the message that is nearest to it, no less than half and
  /// no more than twice as large. A size that the maildrop does not have is left out.
  std::vector<std::uint64_t> sizes;
  /// Told about ten times a second what is measured, and what part of its time is over. May be null.
  std::function<void(std::string_view what, double share)> progress;
  const std::atomic<bool>* stop = nullptr;  ///< true: end behind what is outstanding. May be null.
};

/// One measure. The latency of a request counts from the time at which it was due: with a rate that is its
/// place in the plan, so that a server that stalls is charged for those that had to wait to be sent, too
/// (no coordinated omission). Requests that were due and never sent are charged up to the end.
struct load_row {
  load_kind kind = load_kind::stat;
  std::uint64_t message_octets = 0;  ///< retr: as LIST has it
  std::uint64_t done = 0;            ///< answered +OK
  std::uint64_t refused = 0;         ///< answered -ERR
  std::uint64_t failed = 0;          ///< connections that broke, timed out or never came to be
  std::uint64_t unsent = 0;          ///< with a rate: due, but no connection was free in time
  std::uint64_t octets = 0;          ///< of messages
  double seconds = 0;                ///< from the first request to the last reply
  double own_share = 0;  ///< of a processor, that asking took: near 1 it is popquiz that is measured
  latency_histogram latency;
  std::string first_error;  ///< the first reason for `refused` or `failed`

  [[nodiscard]] double per_second() const noexcept {
    return seconds > 0 ? static_cast<double>(done) / seconds : 0;
  }
  [[nodiscard]] double octets_per_second() const noexcept {
    return seconds > 0 ? static_cast<double>(octets) / seconds : 0;
  }
};

struct load_result {
  std::string server;  ///< "127.0.0.1:110", or what it is called
  std::string greeting;
  std::string tls;  ///< "TLSv1.3 TLS_AES_256_GCM_SHA384"; empty: in clear
  machine where;    ///< this one, before
  bool pipelines = false;
  std::uint64_t messages = 0;  ///< of the maildrop
  std::uint64_t octets = 0;
  std::size_t connections = 1;
  std::size_t pipeline = 1;
  double rate = 0;
  double seconds_each = 0;
  std::vector<load_row> rows;
};

/// 1 KiB, 4 KiB, 16 KiB … 1 GiB.
[[nodiscard]] std::vector<std::uint64_t> usual_sizes();

/// "login", "STAT", "RETR 4 KiB".
[[nodiscard]] std::string name_of(const load_row& row);

/// Asks the server who it is and what it has, and measures. Blocks; all connections are served by this
/// thread. Nothing and `why` set when nobody can log in there.
[[nodiscard]] std::optional<load_result> run_load(const load_settings& settings, std::string& why);

}  // namespace popquiz::measure
