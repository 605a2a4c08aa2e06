#include "started_program.hpp"

#include "process/client_process.hpp"
#include "process/process_fault.hpp"
#include "process/process_tree.hpp"

#include <fmt/format.h>

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <utility>

namespace popquiz::fuzz_wire {
namespace {

constexpr std::size_t kept_output = 8UL * 1024;
constexpr std::uint64_t mebi = 1024UL * 1024;
constexpr std::uint64_t looks_between_lists = 64;  // of the processes there are
constexpr std::size_t most_processes = 1000;

started_program::end end_of(const conformance::process_outcome& outcome) {
  using conformance::is_fault;
  using conformance::process_end;
  using conformance::signal_name;
  switch (outcome.end) {
    case process_end::signalled:
      return {signal_name(outcome.status), is_fault(outcome.status)};
    case process_end::exited:
      // A shell tells so that a program was ended by a signal.
      return is_fault(outcome.status - 128)
                 ? started_program::end{signal_name(outcome.status - 128), true}
                 : started_program::end{fmt::format("exit status {}", outcome.status), false};
    case process_end::timed_out:
      return {"it ran for too long", false};
    case process_end::stopped:
      break;
  }
  return {outcome.why, false};
}

}  // namespace

started_program::started_program(std::string command, std::vector<std::string> environment)
    : command_(std::move(command)), environment_(std::move(environment)) {}

started_program::~started_program() {
  stop();
}

void started_program::start() {
  stop();
  stops_ = false;
  guard_ = 0;
  {
    const std::scoped_lock lock(mutex_);
    end_.reset();
    output_.clear();
    sanitizer_.clear();
    why_.clear();
  }
  processes_.clear();
  looks_ = 0;
  thread_ = std::thread([this] { run(); });
}

void started_program::stop() {
  stops_ = true;
  if (thread_.joinable()) {
    thread_.join();
  }
}

void started_program::run() {
  std::error_code error;
  conformance::process_start what;
  what.command = {"/bin/sh", "-c", command_};
  what.environment = environment_;
  what.folder = std::filesystem::current_path(error);
  what.limits.time = std::chrono::hours(24 * 30);
  what.limits.file_octets = 1024 * mebi * 1024;
  what.limits.output_octets = UINT64_MAX;
  what.limits.processes = most_processes;
  what.over_limit = [this] { return std::string(stops_ ? "enough" : ""); };
  what.has_begun = [this](pid_t guard) { guard_ = guard; };
  what.has_printed = [this](std::string_view octets) { take(octets); };
  std::string why;
  const auto outcome = conformance::run_client_process(what, why);
  const std::scoped_lock lock(mutex_);
  if (!outcome) {
    why_ = why;
    end_ = end{why, false};
  } else if (!stops_) {
    end_ = end_of(*outcome);
    end_->is_fault = end_->is_fault || !sanitizer_.empty();
  }
}

void started_program::take(std::string_view octets) {
  const std::scoped_lock lock(mutex_);
  output_ += octets;
  if (sanitizer_.empty()) {
    const std::size_t at = conformance::find_sanitizer_report(output_);
    if (at != std::string::npos) {
      const std::size_t begin = output_.rfind('\n', at) + 1;
      sanitizer_ = output_.substr(begin, std::min<std::size_t>(output_.find('\n', at) - begin, 200));
    }
  }
  if (output_.size() > 2 * kept_output) {
    output_.erase(0, output_.size() - kept_output);
  }
}

std::optional<started_program::end> started_program::has_ended() const {
  const std::scoped_lock lock(mutex_);
  return end_;
}

bool started_program::is_ending() const {
  return guard_ != 0 && conformance::one_is_ending_below(guard_, most_processes);
}

std::string started_program::sanitizer_line() const {
  const std::scoped_lock lock(mutex_);
  return sanitizer_;
}

std::string started_program::last_output() const {
  const std::scoped_lock lock(mutex_);
  return output_.substr(output_.size() - std::min(output_.size(), kept_output));
}

std::string started_program::why() const {
  const std::scoped_lock lock(mutex_);
  return why_;
}

std::uint64_t started_program::resident() {
  if (guard_ == 0) {
    return 0;
  }
  if (looks_++ % looks_between_lists == 0) {
    processes_ = conformance::processes_below(guard_, most_processes);
  }
  std::uint64_t pages = 0;
  for (const int process : processes_) {
    std::ifstream in(fmt::format("/proc/{}/statm", process));
    std::uint64_t all = 0;
    std::uint64_t resident = 0;
    pages += in >> all >> resident ? resident : 0;
  }
  return pages * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

std::uint16_t free_port() {
  const int file = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in where{};
  where.sin_family = AF_INET;
  where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t octets = sizeof where;
  auto* const general =
      reinterpret_cast<sockaddr*>(&where);  // NOLINT(cppcoreguidelines-pro-type-reinterpret-cast)
  const bool ok =
      file >= 0 && ::bind(file, general, octets) == 0 && ::getsockname(file, general, &octets) == 0;
  if (file >= 0) {
    ::close(file);
  }
  return ok ? ntohs(where.sin_port) : std::uint16_t{0};
}

}  // namespace popquiz::fuzz_wire
