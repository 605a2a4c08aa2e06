#pragma once

#include <popquiz/conformance/client_runner.hpp>
#include <popquiz/conformance/driver.hpp>
#include <popquiz/measure/machine.hpp>

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

/// A maildrop that clients fetch, and how far away it is.
struct client_workload {
  std::string name;   ///< "large"
  std::string title;  ///< "one message of 1 GiB"
  std::string mail;   ///< as `generated:` has it (docs/maildrops.md): "1x1GiB"
  std::chrono::nanoseconds round_trip{0};
};
/// "large", "small" and "far": one of 1 GiB, 10,000 of 4 KiB, and 1,000 of 4 KiB at a round trip of 40 ms;
/// `quick`: a sixteenth and a tenth of that.
[[nodiscard]] std::vector<client_workload> usual_workloads(bool quick);

struct client_cost_settings {
  std::vector<conformance::client_settings> clients;
  /// Beside them a client that does nothing but system calls: it says its commands ahead, and writes what
  /// comes into files ({programs}/popquiz-bare).
  bool bare_loop = true;
  std::vector<client_workload> workloads;
  std::vector<conformance::transport> transports{conformance::transport::clear, conformance::transport::tls};
  std::size_t runs = 5;
  std::chrono::milliseconds time_limit{600'000};  ///< a run
  bool counts_system_calls = true;                ///< by strace(1), in a run of its own, where there is one
  std::function<void(std::string_view what)> progress;  ///< may be null
  const std::atomic<bool>* stop = nullptr;              ///< true: end behind the run under way. May be null.
};

/// What one run took.
struct client_cost {
  double wall = 0;  ///< seconds, from the program's start to its end
  double user = 0;  ///< seconds of processor time, its children's too
  double system = 0;
  std::uint64_t resident = 0;   ///< octets: the most of any of its processes; looked at 100 times a second
  std::uint64_t exchanges = 0;  ///< questions that had to wait for their answers (measured with a round trip)
  std::uint64_t connections = 0;

  [[nodiscard]] double processor() const noexcept { return user + system; }
};

/// A client with one workload.
struct client_cost_row {
  std::string client;
  std::string version;
  bool keeps = false;  ///< it leaves the mail on the server, because it can't delete
  std::vector<client_cost> runs;
  std::optional<std::uint64_t> system_calls;
  bool cannot = false;  ///< its driver says that it has no such transport
  std::string why;      ///< not empty: it did not do its work, or can't
};

struct client_cost_table {
  client_workload workload;
  conformance::transport how = conformance::transport::clear;
  std::vector<client_cost_row> rows;  ///< the bare loop first
};

struct client_cost_result {
  machine where;  ///< before
  std::vector<client_cost_table> tables;
};

/// Runs the clients in turn (A B A B), each in a folder of its own against a mock server with a maildrop that
/// is as new. A run counts when the client said that it succeeded, what it delivered is the mail octet for
/// octet in the form that its driver declares, and, where it can delete, nothing is left on the server. One
/// that does not is not run again with that workload. Nothing and `why` set when nothing can be run at all.
[[nodiscard]] std::optional<client_cost_result> measure_clients(const client_cost_settings& settings,
                                                                std::string& why);

[[nodiscard]] std::string client_cost_text(const client_cost_result& of);
/// One JSON document (docs/performance.md).
[[nodiscard]] std::string client_cost_json(const client_cost_result& of);
/// One page that needs nothing else.
[[nodiscard]] std::string client_cost_html(const client_cost_result& of);

}  // namespace popquiz::measure
