#include "client_run.hpp"

#include "round_trip_counter.hpp"

#include <client/client_start.hpp>
#include <client/trial_folder.hpp>

#include <popquiz/mockserver/embedded_server.hpp>
#include <popquiz/mockserver/made_certificates.hpp>
#include <popquiz/mockserver/named_maildrop.hpp>
#include <popquiz/mockserver/reference_server.hpp>
#include <popquiz/net/md5.hpp>

#include <fmt/format.h>

#include <unistd.h>

#include <charconv>
#include <fstream>
#include <utility>

namespace popquiz::measure {
namespace {

namespace fs = std::filesystem;
using conformance::afterwards;
using conformance::process_end;
using conformance::process_outcome;
using conformance::transport;

constexpr std::string_view user = "quiz";
constexpr std::string_view password = "sesame";
constexpr std::string_view home_name = "client";
constexpr std::uint64_t disk_slack = std::uint64_t{64} << 20U;
constexpr std::chrono::milliseconds between_looks{10};
constexpr std::size_t told_lines = 3;
constexpr std::string_view tracer = "strace";
constexpr std::string_view tracer_result = "system-calls";

/// The server of one run: as new, with what it has counted.
class counted_server {
 public:
  [[nodiscard]] bool start(const client_job& job, std::string& why) {
    auto drops = mockserver::open_maildrops("generated:" + job.workload.mail, 1, why);
    if (drops.empty()) {
      return false;
    }
    drop_ = drops.front();
    mockserver::server_settings settings;
    settings.md5_hex = net::md5_hex;
    mockserver::listener_settings listen;
    if (job.how != transport::clear) {
      const auto authority = mockserver::make_certificates(listen, why);
      if (!authority) {
        return false;
      }
      ca_ = *authority;
      listen.tls_begins =
          job.how == transport::tls ? mockserver::tls_start::at_once : mockserver::tls_start::by_stls;
    }
    if (job.workload.round_trip.count() != 0) {
      listen.link.emplace().round_trip = job.workload.round_trip;
    }
    listen.around = [totals = totals_, round_trip = job.workload.round_trip](auto session) {
      return count_round_trips(std::move(session), round_trip, totals);
    };
    server_ = mockserver::embedded_server::start(std::move(settings), std::move(listen), why);
    if (server_ != nullptr) {
      server_->apply([this](mockserver::reference_server& server) {
        server.set_account(std::string(user), std::string(password), drop_);
      });
    }
    return server_ != nullptr;
  }

  [[nodiscard]] std::uint16_t port() const { return server_->port(); }
  [[nodiscard]] const std::string& ca() const { return ca_; }
  [[nodiscard]] const round_trip_totals& totals() const { return *totals_; }
  /// Ends it, and counts what clients have left there.
  [[nodiscard]] std::size_t messages_left() {
    server_.reset();
    const auto snapshot = drop_->open();
    return snapshot == nullptr ? 0 : snapshot->messages();
  }

 private:
  std::shared_ptr<mockserver::maildrop> drop_;
  std::shared_ptr<round_trip_totals> totals_ = std::make_shared<round_trip_totals>();
  std::string ca_;
  std::unique_ptr<mockserver::embedded_server> server_;
};

std::string describe_end(const process_outcome& ended) {
  switch (ended.end) {
    case process_end::exited:
      return ended.status == 0 ? std::string() : fmt::format("exit status {}", ended.status);
    case process_end::signalled:
      return fmt::format("ended by signal {}", ended.status);
    case process_end::timed_out:
      return "no end within the time";
    case process_end::stopped:
      break;
  }
  return "stopped: " + ended.why;
}

std::string last_words(const process_outcome& ended) {
  std::string text;
  for (const std::string& line : ended.output.last_lines(told_lines)) {
    text += "; " + line;
  }
  for (std::size_t at = text.find(password); at != std::string::npos; at = text.find(password, at)) {
    text.replace(at, password.size(), "{secret password}");
  }
  return text;
}

/// A client in its folder, with its server.
class single_run {
 public:
  explicit single_run(const client_job& job) : job_(job) {}
  single_run(const single_run&) = delete;
  single_run& operator=(const single_run&) = delete;
  ~single_run() {
    if (folder_) {
      job_.left.take(std::move(*folder_));
    }
  }

  [[nodiscard]] bool set_up(std::string& why) {
    auto folder = conformance::trial_folder::make(job_.client.as, why);
    const std::string home(home_name);
    if (!folder || !folder->add("tmp", why) || !folder->add(home, why) || !server_.start(job_, why)) {
      return false;
    }
    folder_.emplace(std::move(*folder));
    conformance::client_start with;
    with.how = job_.how;
    with.host = job_.how == transport::clear ? "127.0.0.1" : "localhost";
    with.port = server_.port();
    with.user = user;
    with.password = password;
    with.ca = folder_->path() / "ca.pem";
    with.then = keeps() ? afterwards::keep : afterwards::remove;
    if (!conformance::write_text(with.ca, server_.ca(), why)) {
      return false;
    }
    std::error_code error;
    fs::permissions(with.ca, fs::perms::owner_read | fs::perms::group_read | fs::perms::others_read, error);
    ready_ = conformance::make_ready(job_.client, with, folder_->path() / home, folder_->path() / "tmp", true,
                                     why);
    if (!ready_ || !folder_->give_away("tmp", why) || !folder_->give_away(home, why)) {
      return false;
    }
    ready_->start.limits.time = job_.time_limit;
    ready_->start.limits.file_octets = 2 * job_.mail.octets() + disk_slack;
    ready_->start.look_every = between_looks;
    return true;
  }

  [[nodiscard]] conformance::process_start& start() { return ready_->start; }
  [[nodiscard]] fs::path home() const { return folder_->path() / home_name; }
  [[nodiscard]] bool keeps() const { return job_.client.client.cannot.contains("delete"); }

  /// What the client took, when it did its work.
  [[nodiscard]] std::optional<client_cost> run(std::string& why) {
    ::sync();  // what an earlier run wrote is not this one's to wait for
    const auto ended = conformance::run_client_process(ready_->start, why);
    if (!ended) {
      return std::nullopt;
    }
    why = describe_end(*ended);
    if (!why.empty()) {
      why += last_words(*ended);
      return std::nullopt;
    }
    const std::size_t left = server_.messages_left();
    if (left != (keeps() ? job_.mail.messages() : 0)) {
      why = fmt::format("{} messages are left on the server", left);
      return std::nullopt;
    }
    why = job_.mail.fault_of(ready_->form, ready_->deliveries);
    if (!why.empty()) {
      return std::nullopt;
    }
    const auto seconds = [](std::chrono::microseconds t) { return std::chrono::duration<double>(t).count(); };
    client_cost cost;
    cost.wall = seconds(ended->cost.wall);
    cost.user = seconds(ended->cost.user);
    cost.system = seconds(ended->cost.system);
    cost.resident = ended->resident;
    cost.exchanges = server_.totals().exchanges;
    cost.connections = server_.totals().sessions;
    return cost;
  }

 private:
  const client_job& job_;
  counted_server server_;
  std::optional<conformance::trial_folder> folder_;
  std::optional<conformance::ready_client> ready_;
};

/// The number of calls in the line "100.00 … CALLS [ERRORS] total" of `strace -c`.
std::optional<std::uint64_t> total_calls(const fs::path& file) {
  constexpr std::size_t column = 3;
  std::ifstream in(file);
  std::optional<std::uint64_t> total;
  for (std::string line; std::getline(in, line);) {
    if (!line.ends_with(" total")) {
      continue;
    }
    std::string_view rest = line;
    for (std::size_t i = 0; i < column; ++i) {
      rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size()));
      rest.remove_prefix(std::min(rest.find(' '), rest.size()));
    }
    rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size()));
    std::uint64_t number = 0;
    if (std::from_chars(rest.data(), rest.data() + rest.size(), number).ec == std::errc()) {
      total = number;
    }
  }
  return total;
}

}  // namespace

std::optional<client_cost> run_client_once(const client_job& job, std::string& why) {
  single_run one(job);
  return one.set_up(why) ? one.run(why) : std::nullopt;
}

std::optional<std::uint64_t> count_system_calls(const client_job& job, std::string& why) {
  why.clear();
  const char* const path = std::getenv("PATH");
  const std::string program = conformance::find_program(std::string(tracer), path == nullptr ? "" : path);
  single_run one(job);
  if (program.empty() || !one.set_up(why)) {
    return std::nullopt;
  }
  const fs::path result = one.home() / tracer_result;
  std::vector<std::string> command{program, "--follow-forks", "--summary-only",
                                   "--output=" + result.string()};
  command.insert(command.end(), one.start().command.begin(), one.start().command.end());
  one.start().command = std::move(command);
  return one.run(why) ? total_calls(result) : std::nullopt;
}

}  // namespace popquiz::measure
