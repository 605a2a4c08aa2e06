#pragma once

#include <popquiz/conformance/client_runner.hpp>
#include <popquiz/fuzz_wire/finding.hpp>
#include <popquiz/net/connection.hpp>
#include <popquiz/script/player.hpp>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace popquiz::fuzz_wire {

/// How far a campaign is.
struct campaign_figures {
  double seconds = 0;
  std::uint64_t executions = 0;  ///< sessions of a server, or runs of a client
  std::uint64_t states = 0;
  std::uint64_t transitions = 0;  ///< state, command, class of reply, state behind it
  std::uint64_t features = 0;     ///< kinds of behaviour
  std::uint64_t edges = 0;        ///< of an instrumented target
  std::uint64_t corpus = 0;       ///< inputs kept
  std::uint64_t failures = 0;
  std::uint64_t differences = 0;
  std::uint64_t unrepeated = 0;  ///< seen once and not again
  std::uint64_t restarts = 0;
  std::uint64_t withheld = 0;  ///< turns that could have deleted mail, and were not said
};

struct campaign_settings {
  std::filesystem::path folder;    ///< report.html, and what the others do not name
  std::filesystem::path corpus;    ///< empty: corpus/ in `folder`
  std::filesystem::path findings;  ///< empty: findings/ in `folder`
  std::optional<std::uint64_t> seed;
  std::chrono::milliseconds time{60'000};  ///< 0: no end
  std::uint64_t runs = 0;                  ///< executions; 0: no end
  std::size_t jobs = 1;
  const std::atomic<bool>* interrupt = nullptr;  ///< set from outside: the end
  /// Told several times a second, and of each finding when it is there.
  std::function<void(const campaign_figures& far, const std::vector<finding>& new_ones)> progress;
};

/// The server under test.
struct server_campaign {
  net::endpoint where;
  script::player_settings login;
  std::string start;      ///< a command for sh(1) that starts it, {host} and {port} filled in; may be empty
  bool any_port = false;  ///< each start is told a port of its own
  bool is_instrumented = false;  ///< built with the coverage runtime
  std::string log;               ///< a file in which it tells of what has crashed
  bool is_alone = true;          ///< one engine only has sessions with it: what the log tells is of this one
  bool allow_changes = false;
  std::chrono::milliseconds patience{2000};
  std::uint64_t memory_limit = 1024ULL * 1024 * 1024;  ///< octets resident of what was started
  std::string repeat_options;  ///< of `popquiz replay`: "--user quiz --password-file pw"
};

/// The client under test.
struct client_campaign {
  conformance::client_settings client;
  std::string repeat_options;  ///< of `popquiz test client`: "--driver mpop", or what stands behind --
};

struct campaign_result {
  std::string subject;  ///< its name
  std::string version;  ///< of popquiz
  std::uint64_t seed = 0;
  std::size_t jobs = 1;
  std::filesystem::path corpus;
  std::filesystem::path findings_folder;
  campaign_figures figures;
  std::vector<finding> findings;            ///< failures first
  std::vector<campaign_figures> over_time;  ///< at most a few hundred
  std::string why;                          ///< not empty: it could not go on, or not begin
};

/// Fuzzes until time, runs or `interrupt` end it. The engines run in processes of their own, which end with
/// us. To be called while this process has one thread.
[[nodiscard]] campaign_result fuzz_server(const server_campaign& subject, const campaign_settings& settings);
[[nodiscard]] campaign_result fuzz_client(const client_campaign& subject, const campaign_settings& settings);

/// "12 s, 640 a second, 9 states, ..." for the line of a terminal.
[[nodiscard]] std::string figures_text(const campaign_figures& far);
/// What was found, for a person.
[[nodiscard]] std::string report_text(const campaign_result& result);
/// The same as a page that stands alone, with states and findings over time.
[[nodiscard]] std::string report_html(const campaign_result& result);

}  // namespace popquiz::fuzz_wire
