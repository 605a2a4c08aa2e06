#pragma once

#include "client/kept_output.hpp"

#include <popquiz/conformance/client_runner.hpp>

#include <sys/types.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace popquiz::conformance {

/// What a client may use.
struct process_limits {
  /// Then it is asked to end, and made to a second later. What it has to wait for a busy processor is not
  /// counted, up to four times this, and no longer than until it has had the processor for a quarter of this.
  std::chrono::milliseconds time{20'000};
  std::optional<std::uint64_t> address_space = std::nullopt;  ///< octets a process
  std::optional<std::uint64_t> resident = std::nullopt;       ///< octets of any of its processes
  std::uint64_t file_octets = 64UL * 1024 * 1024;             ///< of one file
  std::uint64_t output_octets = 64UL * 1024 * 1024;           ///< to its standard output and error
  std::size_t processes = 200;                                ///< at a time
};

/// What a program has cost, and everything that it has started.
struct process_cost {
  std::chrono::microseconds user{};    ///< processor time
  std::chrono::microseconds system{};  ///< the same, in the kernel
  std::chrono::microseconds wall{};    ///< from its start to its end
};

/// A program to be run apart from everything else: nothing of ours but what stands here reaches it.
struct process_start {
  std::vector<std::string> command;      ///< the first is looked for along PATH of `environment`
  std::vector<std::string> environment;  ///< "NAME=VALUE", all of it
  std::filesystem::path folder;          ///< its working folder
  bool terminal = false;  ///< a pseudo-terminal is its standard input and output, else /dev/null and a pipe
  std::optional<system_user> as;  ///< needs that we are root
  process_limits limits;
  /// Asked every now and then, about twenty times a second: a reason to end it at once, or nothing. Optional.
  std::function<std::string()> over_limit;
  /// How often memory, processes and over_limit() are looked at.
  std::chrono::milliseconds look_every{50};
  /// Told, once it runs, which process watches over it: what descends from that one is the program's.
  /// Optional.
  std::function<void(pid_t guard)> has_begun;
  /// Told what it prints, as it comes, on the thread that called. Optional.
  std::function<void(std::string_view octets)> has_printed;
};

enum class process_end : std::uint8_t {
  exited,     ///< `status` is its exit status
  signalled,  ///< `status` is the signal
  timed_out,  ///< its time was over
  stopped,    ///< a limit was reached; `why` names it
};

struct process_outcome {
  process_end end = process_end::exited;
  int status = 0;
  std::string why;  ///< stopped: "more than 200 processes"
  std::chrono::milliseconds duration{};
  std::uint64_t resident = 0;  ///< octets: the most of any of its processes, as far as it was seen
  process_cost cost;
  std::size_t left_behind = 0;  ///< processes that it left running: they were killed
  kept_output output;
};

/// A path as it is, or the first program of that name along PATH; empty when there is none.
[[nodiscard]] std::string find_program(const std::string& word, std::string_view path);

/// Runs it to its end, or to a limit's. When it returns nothing that it has started runs any more, whatever
/// session or process group that went to. Also when we are killed in between. May be called on any thread.
/// Nothing and `why` set when it can't be started.
[[nodiscard]] std::optional<process_outcome> run_client_process(const process_start& what, std::string& why);

}  // namespace popquiz::conformance
