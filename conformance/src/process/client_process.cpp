#include "process/client_process.hpp"

#include "process/file_descriptor.hpp"
#include "process/process_guard.hpp"
#include "process/process_tree.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/wait.h>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <string_view>
#include <system_error>

namespace popquiz::conformance {
namespace {

using clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr int most_put_off = 4;               // times the time that a client has
constexpr int busy_share = 4;                 // of its time on a processor, a client was not kept from it
constexpr milliseconds grace{1000};           // between SIGTERM and SIGKILL
constexpr milliseconds hangs_on_limit{5000};  // for a guard that was told to kill
// What is resident of a client before it becomes its program may be a little more than what is of the guard.
constexpr std::uint64_t resident_slack = 8UL * 1024 * 1024;
constexpr std::uint64_t mebi = 1024UL * 1024;

std::string words_of(int error) {
  return std::generic_category().message(error);
}

bool make_pipe(file_descriptor& reads, file_descriptor& writes) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
    return false;
  }
  reads = file_descriptor(ends[0]);
  writes = file_descriptor(ends[1]);
  return true;
}

/// `ours` is the master's end.
bool make_terminal(file_descriptor& ours, file_descriptor& theirs) {
  file_descriptor master(::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC));
  if (!master || ::grantpt(master.get()) != 0 || ::unlockpt(master.get()) != 0) {
    return false;
  }
  std::array<char, 64> name{};
  if (::ptsname_r(master.get(), name.data(), name.size()) != 0) {
    return false;
  }
  file_descriptor slave(::open(name.data(), O_RDWR | O_NOCTTY | O_CLOEXEC));
  winsize size{};
  size.ws_row = 24;
  size.ws_col = 80;
  if (!slave || ::ioctl(slave.get(), TIOCSWINSZ, &size) != 0) {
    return false;
  }
  ours = std::move(master);
  theirs = std::move(slave);
  return true;
}

std::string_view value_of(const std::vector<std::string>& environment, std::string_view name) {
  for (const std::string& each : environment) {
    if (each.starts_with(name) && each.size() > name.size() && each[name.size()] == '=') {
      return std::string_view(each).substr(name.size() + 1);
    }
  }
  return {};
}

std::vector<char*> pointers(std::vector<std::string>& words) {
  std::vector<char*> all;
  all.reserve(words.size() + 1);
  for (std::string& word : words) {
    all.push_back(word.data());
  }
  all.push_back(nullptr);
  return all;
}

/// What a run has open, and where it stands.
class guarded_run {
 public:
  explicit guarded_run(const process_start& what) : what_(what) {}

  [[nodiscard]] bool start(std::string& why);
  /// To the end; afterwards nothing runs any more.
  [[nodiscard]] std::optional<process_outcome> watch(std::string& why);

 private:
  [[nodiscard]] bool open_files(file_descriptor& output, file_descriptor& control, file_descriptor& report,
                                file_descriptor& null);
  void fork_guard(const guarded_start& how);
  void read_output();
  [[nodiscard]] bool read_report();
  void look();
  void put_off_end();
  void end_early(process_end how, std::string why);
  [[nodiscard]] std::optional<process_outcome> conclude(std::string& why);

  const process_start& what_;
  pid_t guard_ = -1;
  file_descriptor output_;
  file_descriptor control_;
  file_descriptor report_;
  guard_report told_;
  std::chrono::nanoseconds starved_{};
  std::chrono::nanoseconds ran_{};
  bool has_begun_ = false;  // it is the client's program that runs, and no copy of ours
  bool reported_ = false;
  bool ended_early_ = false;
  clock::time_point begin_ = clock::now();
  clock::time_point begun_ = begin_;     // the client's program has
  clock::time_point deadline_ = begin_;  // for what is to happen next
  process_outcome outcome_;
};

bool guarded_run::open_files(file_descriptor& output, file_descriptor& control, file_descriptor& report,
                             file_descriptor& null) {
  null = file_descriptor(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  return null && (what_.terminal ? make_terminal(output_, output) : make_pipe(output_, output)) &&
         make_pipe(control, control_) && make_pipe(report_, report) &&
         ::fcntl(output_.get(), F_SETFL, O_NONBLOCK) == 0;
}

void guarded_run::fork_guard(const guarded_start& how) {
  // No signal that is ours may reach the guard, which has to outlive it all.
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  ::pthread_sigmask(SIG_SETMASK, &all, &before);
  guard_ = ::fork();
  if (guard_ == 0) {
    guard_client(how);
  }
  const int error = errno;
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
  errno = error;
}

bool guarded_run::start(std::string& why) {
  const std::string program = what_.command.empty()
                                  ? std::string()
                                  : find_program(what_.command.front(), value_of(what_.environment, "PATH"));
  if (program.empty()) {
    why =
        what_.command.empty() ? "there is no command" : what_.command.front() + ": there is no such program";
    return false;
  }
  file_descriptor output;
  file_descriptor control;
  file_descriptor report;
  file_descriptor null;
  if (!open_files(output, control, report, null)) {
    why = "no pipe or terminal can be had: " + words_of(errno);
    return false;
  }
  std::vector<std::string> words = what_.command;
  std::vector<std::string> environment = what_.environment;
  const std::vector<char*> word_list = pointers(words);
  const std::vector<char*> environment_list = pointers(environment);
  guarded_start how;
  how.program = program.c_str();
  how.words = word_list.data();
  how.environment = environment_list.data();
  how.folder = what_.folder.c_str();
  how.output = output.get();
  how.is_terminal = what_.terminal;
  how.null = null.get();
  how.control = control.get();
  how.report = report.get();
  const uid_t user = what_.as ? what_.as->user : ::geteuid();
  if (what_.as) {
    how.as_other = true;
    how.user = what_.as->user;
    how.group = what_.as->group;
  }
  const process_limits& limits = what_.limits;
  how.cpu_seconds =
      static_cast<std::uint64_t>(std::chrono::ceil<std::chrono::seconds>(limits.time).count()) + 1;
  how.address_space = limits.address_space.value_or(0);
  how.file_octets = limits.file_octets;
  how.user_processes = user == 0 ? 0 : tasks_of_user(user) + 2 * limits.processes;
  begin_ = clock::now();
  begun_ = begin_;
  deadline_ = begin_ + limits.time;
  fork_guard(how);
  if (guard_ < 0) {
    why = "no process can be had: " + words_of(errno);
  }
  return guard_ > 0;
}

void guarded_run::read_output() {
  std::array<char, 65'536> block{};
  for (;;) {
    const ssize_t got = ::read(output_.get(), block.data(), block.size());
    if (got > 0) {
      const std::string_view octets(block.data(), static_cast<std::size_t>(got));
      outcome_.output.add(octets);
      if (what_.has_printed) {
        what_.has_printed(octets);
      }
      if (outcome_.output.octets() > what_.limits.output_octets) {
        end_early(process_end::stopped,
                  fmt::format("more than {} MiB of output", what_.limits.output_octets / mebi));
        return;
      }
    } else if (got == 0 || errno != EINTR) {
      if (got == 0 || (errno != EAGAIN && errno != EWOULDBLOCK)) {
        output_.close();  // the end; of a terminal it is an error
      }
      return;
    }
  }
}

bool guarded_run::read_report() {
  ssize_t got = 0;
  do {
    got = ::read(report_.get(), &told_, sizeof told_);
  } while (got < 0 && errno == EINTR);
  return got == sizeof told_;
}

void guarded_run::end_early(process_end how, std::string why) {
  if (!ended_early_) {
    ended_early_ = true;
    outcome_.end = how;
    outcome_.why = std::move(why);
  }
  control_.close();
  deadline_ = clock::now() + hangs_on_limit;
}

void guarded_run::look() {
  if (!has_begun_) {
    return;
  }
  const process_tree tree = look_at_process_tree(guard_, what_.limits.processes + 1);
  outcome_.resident = std::max(outcome_.resident, tree.resident);
  starved_ = std::max(starved_, tree.starved);
  ran_ = std::max(ran_, tree.ran);
  if (tree.processes > what_.limits.processes) {
    end_early(process_end::stopped, fmt::format("more than {} processes", what_.limits.processes));
  } else if (what_.limits.resident && tree.resident > *what_.limits.resident) {
    end_early(process_end::stopped, fmt::format("more than {} MiB of memory", *what_.limits.resident / mebi));
  } else if (std::string why = what_.over_limit ? what_.over_limit() : std::string(); !why.empty()) {
    end_early(process_end::stopped, std::move(why));
  }
}

/// A client that a busy machine has kept waiting does not hang; one that has had much of a processor, and is
/// not through, does.
void guarded_run::put_off_end() {
  look();
  const auto time = what_.limits.time;
  if (!ended_early_ && ran_ < time / busy_share) {
    const auto waited = std::min(most_put_off * time, std::chrono::ceil<milliseconds>(starved_));
    // No further than to the next look: by then it may have had its share.
    deadline_ = std::min(begun_ + time + waited, clock::now() + what_.look_every);
  }
}

std::optional<process_outcome> guarded_run::watch(std::string& why) {
  clock::time_point next_look = begin_ + what_.look_every;
  for (bool over = false; !over;) {
    const clock::time_point now = clock::now();
    if (now >= deadline_ && !ended_early_) {
      put_off_end();
    }
    if (now >= deadline_) {
      if (!control_) {
        ::kill(guard_, SIGKILL);  // its client, which can't be killed, is init's now
        break;
      }
      if (ended_early_) {
        control_.close();
        deadline_ = now + hangs_on_limit;
      } else {
        ended_early_ = true;
        outcome_.end = process_end::timed_out;
        static_cast<void>(::write(control_.get(), "T", 1) < 0);
        deadline_ = now + grace;
      }
    }
    if (now >= next_look && control_) {
      look();
      next_look = now + what_.look_every;
    }
    const auto until = std::min(deadline_, control_ ? next_look : deadline_) - clock::now();
    const auto left = std::max(milliseconds(0), std::chrono::ceil<milliseconds>(until));
    std::array<pollfd, 2> waiting{{{report_.get(), POLLIN, 0}, {output_.get(), POLLIN, 0}}};
    const int ready = ::poll(waiting.data(), output_ ? 2 : 1, static_cast<int>(left.count()));
    if (ready > 0 && output_ && waiting[1].revents != 0) {
      read_output();
    }
    if (ready > 0 && waiting[0].revents != 0) {
      const bool has_told = read_report();
      if (has_told && !has_begun_ && !ended_early_) {
        begun_ = clock::now();  // what it takes to start it is no time of its own
        deadline_ = begun_ + what_.limits.time;
      }
      if (has_told && !has_begun_ && what_.has_begun) {
        what_.has_begun(guard_);
      }
      has_begun_ = has_told;
      reported_ = has_told && told_.is_over;
      over = !has_told || told_.is_over;
    }
  }
  if (output_) {
    read_output();  // what was printed last; nobody prints any more
  }
  return conclude(why);
}

std::optional<process_outcome> guarded_run::conclude(std::string& why) {
  while (::waitpid(guard_, nullptr, 0) < 0 && errno == EINTR) {
  }
  outcome_.duration = std::chrono::duration_cast<milliseconds>(clock::now() - begin_);
  if (!reported_) {
    why = "the process that watches over the client was lost";
    return std::nullopt;
  }
  if (told_.started != 0) {
    why = fmt::format("{}: {}", what_.command.front(), words_of(told_.started));
    return std::nullopt;
  }
  // The kernel counts what was resident of the guard in, so only more than that is the client's for sure.
  if (told_.resident > told_.own_resident + resident_slack) {
    outcome_.resident = std::max(outcome_.resident, told_.resident);
  }
  outcome_.left_behind = told_.left_behind;
  outcome_.cost = told_.cost;
  outcome_.status = WIFSIGNALED(told_.status) ? WTERMSIG(told_.status) : WEXITSTATUS(told_.status);
  if (!ended_early_) {
    outcome_.end = WIFSIGNALED(told_.status) ? process_end::signalled : process_end::exited;
  }
  if (outcome_.end == process_end::signalled && outcome_.status == SIGXCPU) {
    outcome_.end = process_end::timed_out;
  } else if (outcome_.end == process_end::signalled && outcome_.status == SIGXFSZ) {
    outcome_.end = process_end::stopped;
    outcome_.why = fmt::format("a file of more than {} MiB", what_.limits.file_octets / mebi);
  }
  return std::move(outcome_);
}

}  // namespace

std::string find_program(const std::string& word, std::string_view path) {
  if (word.find('/') != std::string::npos) {
    return ::access(word.c_str(), X_OK) == 0 ? word : std::string();
  }
  while (!path.empty()) {
    const std::string_view folder = path.substr(0, path.find(':'));
    path.remove_prefix(std::min(path.size(), folder.size() + 1));
    std::string file = fmt::format("{}/{}", folder.empty() ? "." : folder, word);
    if (::access(file.c_str(), X_OK) == 0) {
      return file;
    }
  }
  return {};
}

std::optional<process_outcome> run_client_process(const process_start& what, std::string& why) {
  guarded_run run(what);
  if (!run.start(why)) {
    return std::nullopt;
  }
  return run.watch(why);
}

}  // namespace popquiz::conformance
