#include "client/client_trial.hpp"

#include "client/client_start.hpp"
#include "client/judge.hpp"
#include "client/kept_trial.hpp"
#include "client/shown_sessions.hpp"
#include "client/trial_folder.hpp"
#include "process/process_fault.hpp"
#include "suite/client_needs.hpp"
#include "suite/described_check.hpp"

#include <popquiz/conformance/known_mail.hpp>
#include <popquiz/mock_server.hpp>
#include <popquiz/mockserver/named_maildrop.hpp>
#include <popquiz/script/parse.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace popquiz::conformance {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;

constexpr std::uint64_t mebi = 1024UL * 1024;
constexpr std::uint64_t resident_limit = 256 * mebi;
constexpr std::uint64_t address_space_limit = 4096 * mebi;
constexpr std::uint64_t disk_slack = 64 * mebi;
constexpr std::uint64_t mail_limit = 64 * mebi;  // of a maildrop that deliveries are compared with
constexpr std::size_t commands_slack = 20'000;
constexpr std::size_t connections_slack = 200;
constexpr std::size_t per_message = 20;
constexpr std::size_t told_lines = 12;  // of what the client has printed
constexpr milliseconds for_a_mebi_of_mail{2000};
constexpr milliseconds settling{3000};  // for sessions of a client that is gone

struct mail_of_server {
  std::shared_ptr<mockserver::maildrop> drop;
  std::vector<std::string> messages;  // canonical
  std::uint64_t octets = 0;
};

std::optional<mail_of_server> open_mail(const script::script& scenario, std::string& why) {
  mail_of_server mail;
  const auto name = mockserver::scripted_maildrop(scenario.maildrop, scenario.file, why);
  auto drops =
      name ? mockserver::open_maildrops(*name, 1, why) : std::vector<std::shared_ptr<mockserver::maildrop>>();
  const auto snapshot = drops.empty() ? nullptr : drops.front()->open();
  if (snapshot == nullptr) {
    return std::nullopt;
  }
  for (std::size_t i = 0; i < snapshot->messages(); ++i) {
    mail.octets += snapshot->octets(i);
    const auto reader = mail.octets > mail_limit ? nullptr : snapshot->read(i);
    if (reader == nullptr) {
      why = fmt::format("the maildrop can't be read, or has more than {} MiB", mail_limit / mebi);
      return std::nullopt;
    }
    std::string stored;
    for (std::string_view piece = reader->next(); !piece.empty(); piece = reader->next()) {
      stored += piece;
    }
    mail.messages.push_back(canonical_message(stored));
  }
  mail.drop = std::move(drops.front());
  return mail;
}

transport transport_of(script::connect_kind how) {
  return how == script::connect_kind::clear  ? transport::clear
         : how == script::connect_kind::stls ? transport::stls
                                             : transport::tls;
}

void note_end(const process_outcome& run, milliseconds time_limit, client_observations& seen) {
  switch (run.end) {
    case process_end::exited:
      seen.end = run.status == 0              ? client_end::success
                 : is_fault(run.status - 128) ? client_end::crashed  // as a shell tells it
                                              : client_end::error;
      seen.end_text = fmt::format("exit status {}", run.status);
      break;
    case process_end::signalled:
      seen.end = is_fault(run.status) ? client_end::crashed : client_end::error;
      seen.end_text = signal_name(run.status);
      break;
    case process_end::timed_out:
      seen.end = client_end::hung;
      seen.end_text = fmt::format("no end within {} s", time_limit.count() / 1000);
      break;
    case process_end::stopped:
      seen.end = client_end::over_limits;
      seen.end_text = run.why;
      break;
  }
  if (find_sanitizer_report(run.output.text()) != std::string::npos) {
    seen.end = client_end::crashed;
    seen.end_text += ", a sanitizer has spoken";
  }
}

std::vector<std::string> without_secret(std::vector<std::string> lines, std::string_view secret) {
  for (std::string& line : lines) {
    for (std::size_t at = line.find(secret); at != std::string::npos; at = line.find(secret, at)) {
      line.replace(at, secret.size(), "{secret password}");
    }
  }
  return lines;
}

/// One scenario, from the server's start to the verdict.
class trial {
 public:
  trial(const check& scenario, const client_settings& client, const std::string& spare_ca,
        const run_settings& settings)
      : scenario_(scenario.dialogue),
        client_(client),
        spare_ca_(spare_ca),
        result_(describe_check(scenario, settings)) {}

  /// False: why() says what kept it from a verdict.
  [[nodiscard]] bool run() {
    if (!set_up()) {
      return false;
    }
    const std::size_t plays = std::max<std::uint64_t>(scenario_.client.cuts, 1);
    std::optional<judged> worst;
    for (std::size_t play = 1; play <= plays && (!worst || worst->outcome != verdict::fail); ++play) {
      auto verdict_now = this->play(play, plays);
      if (!verdict_now) {
        return false;
      }
      if (!worst || verdict_now->manner > worst->manner || verdict_now->outcome == verdict::fail) {
        worst = std::move(verdict_now);
      }
    }
    if (why_ = server_->problem(); !why_.empty()) {
      return false;
    }
    conclude(*worst);
    return true;
  }

  [[nodiscard]] const std::string& why() const noexcept { return why_; }
  [[nodiscard]] check_result take_result() { return std::move(result_); }

 private:
  [[nodiscard]] bool set_up() {
    auto mail = open_mail(scenario_, why_);
    auto folder = client_.keep.empty() ? trial_folder::make(client_.as, why_)
                                       : trial_folder::make_at(client_.keep / scenario_.id, client_.as, why_);
    if (!mail || !folder || !folder->add("tmp", why_)) {
      return false;
    }
    mail_ = std::move(*mail);
    folder_.emplace(std::move(*folder));
    const script::client_setup& how = scenario_.client;
    mock_server_settings server;
    server.maildrop = mail_.drop;
    server.profile = how.profile;
    server.tls = how.connects == script::connect_kind::clear  ? mock_tls::none
                 : how.connects == script::connect_kind::stls ? mock_tls::by_stls
                                                              : mock_tls::at_once;
    server.certificate = how.certificate;
    server.segment_octets = how.segment_octets;
    server.user = how.user.empty() ? server.user : how.user;
    server.password = how.password.empty() ? server.password : how.password;
    user_ = server.user;
    password_ = server.password;
    server_ = mock_server::start(script::print_script(scenario_), server, why_);
    if (!server_) {
      return false;
    }
    const fs::path ca = folder_->path() / "ca.pem";
    std::error_code error;
    if (!write_text(ca, server_->ca_pem().empty() ? spare_ca_ : server_->ca_pem(), why_)) {
      return false;
    }
    fs::permissions(ca, fs::perms::owner_read | fs::perms::group_read | fs::perms::others_read, error);
    time_limit_ = client_.time_limit + scenario_.slow + mail_.octets * for_a_mebi_of_mail / mebi;
    return true;
  }

  /// Once more against this server, with a new folder.
  [[nodiscard]] std::optional<judged> play(std::size_t number, std::size_t plays) {
    const std::string name = plays == 1 ? "client" : fmt::format("client-{}", number);
    const std::string below = name + "/home";  // so that "../../x" from there is within the trial, too
    const fs::path home = folder_->path() / below;
    const std::size_t connections_before = server_->connections();
    const std::size_t sessions_before = server_->sessions();
    client_observations seen;
    seen.scratch = home;
    seen.status_has_meaning = !client_.client.cannot.contains("exit-status");
    if (!folder_->add(name, why_) || !folder_->add(below, why_)) {
      return std::nullopt;
    }
    output_.clear();
    for (std::uint64_t run = 1; run <= scenario_.client.runs && !ended_badly(seen); ++run) {
      if (!run_client(home, name, run == 1, seen)) {
        return std::nullopt;
      }
    }
    observe(home, connections_before, sessions_before, seen);
    judged verdict_now = judge(scenario_, seen);
    if (plays > 1) {
      for (std::string* const text : {&verdict_now.came, &verdict_now.seen}) {
        *text = fmt::format("in run {} of {}: {}", number, plays, *text);
      }
    }
    duration_ += seen.duration;
    return verdict_now;
  }

  [[nodiscard]] static bool ended_badly(const client_observations& seen) {
    return seen.end != client_end::success && seen.end != client_end::error;
  }

  [[nodiscard]] bool run_client(const fs::path& home, const std::string& name, bool is_first,
                                client_observations& seen) {
    client_start with;
    with.how = transport_of(scenario_.client.connects);
    with.host =
        with.how == transport::clear ? "127.0.0.1" : "localhost";  // names are what certificates are for
    with.port = server_->port();
    with.user = user_;
    with.password = password_;
    with.ca = folder_->path() / "ca.pem";
    with.then = scenario_.client.job == script::job_kind::keep ? afterwards::keep : afterwards::remove;
    auto ready = make_ready(client_, with, home, folder_->path() / "tmp", is_first, why_);
    if (!ready || (is_first && !folder_->give_away(name, why_))) {
      return false;
    }
    process_limits& limits = ready->start.limits;
    limits.time = time_limit_;
    limits.file_octets = disk_limit();
    if (client_.limits_memory) {
      limits.address_space = address_space_limit;
      limits.resident = resident_limit;
    }
    std::size_t looks = 0;
    ready->start.over_limit = [&] { return over_limit(home, ++looks); };
    const auto ended = run_client_process(ready->start, why_);
    if (!ended) {
      return false;
    }
    started_ = ready->start;
    note_end(*ended, time_limit_, seen);
    seen.duration += ended->duration;
    if (client_.limits_memory) {
      seen.resident = std::max(seen.resident.value_or(0), ended->resident);
    }
    output_ += ended->output.text();
    last_lines_ = ended->output.last_lines(told_lines);
    left_behind_ += ended->left_behind;
    return true;
  }

  [[nodiscard]] std::uint64_t disk_limit() const { return disk_slack + 4 * mail_.octets; }

  /// Why the client is to be ended at once; empty: nothing.
  [[nodiscard]] std::string over_limit(const fs::path& home, std::size_t looks) const {
    constexpr std::size_t between_walks = 5;
    const std::size_t commands = commands_slack + per_message * mail_.messages.size();
    const std::size_t connections = connections_slack + per_message * mail_.messages.size();
    if (server_->client_lines() > commands) {
      return fmt::format("more than {} commands", commands);
    }
    if (server_->sessions() > connections) {
      return fmt::format("more than {} connections", connections);
    }
    const bool walks = looks % between_walks == 0;
    if (walks && octets_below(home, disk_limit()) + octets_below(folder_->path() / "tmp", disk_limit()) >
                     disk_limit()) {
      return fmt::format("more than {} MiB on disk", disk_limit() / mebi);
    }
    return {};
  }

  /// What is to be seen once nothing of the client runs any more.
  void observe(const fs::path& home, std::size_t connections_before, std::size_t sessions_before,
               client_observations& seen) {
    std::size_t connections = 0;
    do {
      connections = server_->connections();
    } while (server_->wait_until_ended(connections, settling) && server_->connections() > connections);
    seen.connected = connections > connections_before;
    const session_begin begin = scenario_.client.connects == script::connect_kind::tls
                                    ? session_begin::in_tls
                                    : session_begin::in_clear;
    transcripts_.clear();
    for (std::size_t i = sessions_before + 1; i <= server_->sessions(); ++i) {
      transcripts_.push_back(server_->transcript(i));
      listen_to(transcripts_.back(), begin, seen.said);
    }
    seen.connections = transcripts_.size();
    for (const std::size_t number : server_->deleted()) {
      seen.deleted.push_back(number);
    }
    std::string incomplete;
    seen.mail = match_deliveries(client_.client.delivery, mail_.messages,
                                 read_deliveries(client_.client.delivery, home, disk_limit(), incomplete));
    seen.disk = octets_below(home, UINT64_MAX);
    notes_.clear();
    if (!incomplete.empty()) {
      notes_.push_back("deliveries: " + incomplete);
    }
  }

  void conclude(const judged& worst) {
    result_.outcome = worst.outcome;
    result_.manner = script::describe(worst.manner);
    result_.duration = duration_;
    show_sessions(transcripts_, result_);
    if (left_behind_ != 0) {
      notes_.push_back(fmt::format("processes that it left behind, which were killed: {}", left_behind_));
    }
    for (const std::string& line : without_secret(last_lines_, password_)) {
      notes_.push_back("output: " + line);
    }
    show_notes(notes_, result_);
    result_.seen = worst.seen;
    if (worst.outcome != verdict::pass) {
      result_.expected = worst.expected;
      result_.came = worst.came;
      result_.where = fmt::format("{}.pop3:{}", scenario_.id, worst.line);
    }
    if (!client_.keep.empty()) {
      keep_trial({scenario_, folder_->path(), started_, server_->port(), transcripts_, output_}, result_);
    }
  }

  const script::script& scenario_;
  const client_settings& client_;
  const std::string& spare_ca_;
  check_result result_;
  std::string why_;
  mail_of_server mail_;
  std::optional<trial_folder> folder_;
  std::optional<mock_server> server_;
  std::string user_;
  std::string password_;
  milliseconds time_limit_{};
  milliseconds duration_{};
  process_start started_;                 // of the last run
  std::vector<std::string> transcripts_;  // of the last play
  std::string output_;                    // the same
  std::vector<std::string> last_lines_;
  std::vector<std::string> notes_;
  std::size_t left_behind_ = 0;
};

}  // namespace

check_result run_trial(const check& scenario, const client_settings& client, const std::string& spare_ca,
                       const run_settings& settings) {
  if (std::string missing = missing_client_need(scenario.dialogue, client.client); !missing.empty()) {
    return skipped(scenario, settings, std::move(missing));
  }
  trial one(scenario, client, spare_ca, settings);
  if (!one.run()) {
    return failed_to_run(scenario, settings, one.why());
  }
  check_result result = one.take_result();
  if (result.outcome == verdict::fail || result.outcome == verdict::deviation) {
    note_whether_known(result, settings);
  }
  return result;
}

}  // namespace popquiz::conformance
