#include "campaign_processes.hpp"

#include "client/trial_folder.hpp"
#include "process/process_fault.hpp"

#include <fmt/format.h>

#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <fstream>
#include <iterator>
#include <random>
#include <thread>

namespace popquiz::fuzz_wire {
namespace {

namespace fs = std::filesystem;
using clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr milliseconds between_looks{100};
constexpr milliseconds grace{5000};  // for an engine that was told to end
constexpr std::size_t most_samples = 400;
constexpr unsigned looks_a_listing = 10;  // of the corpus

std::string text_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::size_t files_in(const fs::path& folder) {
  std::error_code error;
  const fs::directory_iterator all(folder, error);
  return error ? 0 : static_cast<std::size_t>(std::distance(all, fs::directory_iterator()));
}

class campaign {
 public:
  campaign(const campaign_settings& settings, const make_target& make) : settings_(settings), make_(make) {}

  campaign_result run() {
    result_.jobs = settings_.jobs;
    result_.seed = settings_.seed ? *settings_.seed : std::random_device()();
    board_ = make_board();
    if (!make_folders() || board_ == nullptr) {
      result_.why = result_.why.empty() ? "there is no memory" : result_.why;
      return std::move(result_);
    }
    began_ = clock::now();
    for (std::size_t job = 0; job < settings_.jobs; ++job) {
      start_engine(job);
    }
    watch();
    const std::vector<finding> all = read_findings(text_of(result_.findings_folder / "findings.jsonl"));
    for (const bool fails : {true, false}) {
      std::ranges::copy_if(all, std::back_inserter(result_.findings),
                           [&](const finding& each) { return is_failure(each.kind) == fails; });
    }
    if (result_.why.empty()) {
      result_.why = board_->why();
    }
    return std::move(result_);
  }

 private:
  bool make_folders() {
    const fs::path folder = fs::absolute(settings_.folder);
    result_.corpus = fs::absolute(settings_.corpus.empty() ? folder / "corpus" : settings_.corpus);
    result_.findings_folder =
        fs::absolute(settings_.findings.empty() ? folder / "findings" : settings_.findings);
    log_ = folder / "log";
    seeds_ = folder / "seeds";
    for (const fs::path& each : {folder, result_.corpus, result_.findings_folder, log_, seeds_}) {
      std::error_code error;
      fs::create_directories(each, error);
      if (error) {
        result_.why = fmt::format("{}: {}", each.string(), error.message());
        return false;
      }
    }
    return conformance::write_text(result_.findings_folder / "findings.jsonl", "", result_.why);
  }

  void start_engine(std::size_t job) {
    const pid_t parent = ::getpid();
    const pid_t child = ::fork();
    if (child != 0) {
      if (child > 0) {
        engines_.push_back(child);
      }
      return;
    }
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != parent) {
      ::_exit(3);
    }
    static_cast<void>(std::signal(SIGINT, SIG_IGN));  // the supervisor says when it is over
    run_one(job);
  }

  [[noreturn]] void run_one(std::size_t job) {
    finding_folder findings(result_.findings_folder, *board_, began_);
    const std::uint64_t share =
        settings_.runs == 0 ? 0 : std::max<std::uint64_t>(settings_.runs / settings_.jobs, 1);
    engine_beginning beginning = make_(*board_, findings, share);
    const fs::path seeds = seeds_ / std::to_string(job + 1);
    std::error_code error;
    fs::remove_all(seeds, error);
    fs::create_directories(seeds, error);
    std::string& why = beginning.why;
    for (std::size_t i = 0; why.empty() && i < beginning.seeds.size(); ++i) {
      static_cast<void>(
          conformance::write_text(seeds / fmt::format("{:04}.pop3", i), beginning.seeds[i], why));
    }
    if (beginning.target == nullptr || !why.empty()) {
      board_->give_up(why);
      ::_exit(3);
    }
    run_engine(*beginning.target, {result_.corpus, seeds, log_ / fmt::format("engine-{}", job + 1),
                                   result_.seed + job + (result_.seed + job == 0 ? 1 : 0)});
  }

  void watch() {
    auto next_sample = began_;
    auto between_samples = milliseconds(500);
    clock::time_point kill_at = clock::time_point::max();
    for (unsigned look = 0; !engines_.empty(); ++look) {
      std::this_thread::sleep_for(between_looks);
      const auto now = clock::now();
      update(look % looks_a_listing == 0);
      if (now >= next_sample) {
        next_sample += between_samples;
        if (result_.over_time.size() == most_samples) {
          thin_out();
          between_samples *= 2;
        }
        result_.over_time.push_back(result_.figures);
      }
      tell();
      const bool is_over = (settings_.time.count() != 0 && now >= began_ + settings_.time) ||
                           (settings_.interrupt != nullptr && *settings_.interrupt) || board_->stop;
      if (is_over && kill_at == clock::time_point::max()) {
        board_->stop = true;
        kill_at = now + grace;
      }
      if (now >= kill_at) {
        for (const pid_t each : engines_) {
          ::kill(each, SIGKILL);
        }
      }
      reap(now >= kill_at);
    }
    update(true);
    result_.over_time.push_back(result_.figures);
    tell();
  }

  void reap(bool were_killed) {
    std::erase_if(engines_, [&](pid_t each) {
      int status = 0;
      if (::waitpid(each, &status, WNOHANG) != each) {
        return false;
      }
      if (WIFSIGNALED(status) && !were_killed) {
        board_->give_up(fmt::format("an engine was ended by {} ({})",
                                    conformance::signal_name(WTERMSIG(status)), log_.string()));
      } else if (WIFEXITED(status) && WEXITSTATUS(status) != 0) {
        board_->give_up(
            fmt::format("an engine ended with status {} ({})", WEXITSTATUS(status), log_.string()));
      }
      return true;
    });
  }

  void update(bool lists) {
    campaign_figures& f = result_.figures;
    f.seconds = std::chrono::duration<double>(clock::now() - began_).count();
    f.executions = board_->executions;
    f.states = board_->states;
    f.transitions = board_->transitions;
    f.features = board_->features;
    f.edges = board_->edges;
    f.failures = board_->failures;
    f.differences = board_->differences;
    f.unrepeated = board_->unrepeated;
    f.restarts = board_->restarts;
    f.withheld = board_->withheld;
    f.corpus = lists ? files_in(result_.corpus) : f.corpus;
  }

  void tell() {
    if (!settings_.progress) {
      return;
    }
    std::vector<finding> fresh;
    if (result_.figures.failures + result_.figures.differences != told_) {
      fresh = read_findings(text_of(result_.findings_folder / "findings.jsonl"));
      const std::size_t all = fresh.size();
      fresh.erase(fresh.begin(),
                  fresh.begin() + static_cast<std::ptrdiff_t>(std::min<std::size_t>(told_, all)));
      told_ = all;
    }
    settings_.progress(result_.figures, fresh);
  }

  void thin_out() {
    std::size_t kept = 0;
    for (std::size_t i = 0; i < result_.over_time.size(); i += 2) {
      result_.over_time[kept++] = result_.over_time[i];
    }
    result_.over_time.resize(kept);
  }

  const campaign_settings& settings_;
  const make_target& make_;
  campaign_result result_;
  shared_board board_;
  fs::path log_;
  fs::path seeds_;
  clock::time_point began_;
  std::vector<pid_t> engines_;
  std::uint64_t told_ = 0;
};

}  // namespace

campaign_result run_campaign(const campaign_settings& settings, const make_target& make) {
  return campaign(settings, make).run();
}

}  // namespace popquiz::fuzz_wire
