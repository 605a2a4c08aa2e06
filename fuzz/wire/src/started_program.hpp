#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace popquiz::fuzz_wire {

/// The peer under test as a program that we have started, under the guard that the client suite has: whatever
/// it leaves behind is ended with it, and with us.
class started_program {
 public:
  /// How it ended by itself.
  struct end {
    std::string what;       ///< "SIGSEGV", "exit status 1"
    bool is_fault = false;  ///< a signal that is a fault's, or a sanitizer has spoken
  };

  /// `command` is for sh(1), in which {host} and {port} are filled in; `environment`: "NAME=VALUE", all of
  /// it.
  started_program(std::string command, std::vector<std::string> environment);
  ~started_program();
  started_program(const started_program&) = delete;
  started_program& operator=(const started_program&) = delete;

  void start();
  /// Ends it and whatever it has started.
  void stop();

  /// It has ended without being told to.
  [[nodiscard]] std::optional<end> has_ended() const;
  /// One of its processes is about to end, or has ended. Once a connection was closed by the end of a
  /// process, this is true at least until has_ended() tells of it.
  [[nodiscard]] bool is_ending() const;
  /// A sanitizer's report has begun since the start: its first line, else empty.
  [[nodiscard]] std::string sanitizer_line() const;
  /// What it has printed last, 8 KiB at most.
  [[nodiscard]] std::string last_output() const;
  /// Octets that are resident of all its processes now; 0 when that can't be known.
  [[nodiscard]] std::uint64_t resident();
  /// Why it could not be started; empty otherwise.
  [[nodiscard]] std::string why() const;

 private:
  void run();
  void take(std::string_view octets);

  std::string command_;
  std::vector<std::string> environment_;
  std::thread thread_;
  std::atomic<bool> stops_ = false;
  std::atomic<int> guard_ = 0;
  mutable std::mutex mutex_;  // of what follows
  std::optional<end> end_;
  std::string output_;
  std::string sanitizer_;
  std::string why_;
  std::vector<int> processes_;  // as of the last look; of the fuzzing thread
  std::uint64_t looks_ = 0;
};

/// A port of loopback that is free now.
[[nodiscard]] std::uint16_t free_port();

}  // namespace popquiz::fuzz_wire
