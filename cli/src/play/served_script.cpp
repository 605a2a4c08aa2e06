#include "play/served_script.hpp"

#include "play/script_input.hpp"

#include <algorithm>
#include <functional>
#include <optional>
#include <utility>

namespace popquiz::cli {
namespace {

using report_function = std::function<void(const play_report&)>;

/// Tells of its verdict once there is one.
class played_session final : public sansio::any_machine {
 public:
  played_session(const served_script& what, report_function report)
      : recording_(what.recording), player_(*recording_, what.play), report_(std::move(report)) {}

  [[nodiscard]] sansio::next_action resume(sansio::io_result last, sansio::time_point now) noexcept override {
    const sansio::next_action action = player_.resume(last, now);
    if (player_.result().status != script::play_status::running && !std::exchange(is_told_, true)) {
      report_({recording_->file, "client", player_.result(), player_.context()});
    }
    return action;
  }

 private:
  std::shared_ptr<const script::script> recording_;
  script::server_player player_;
  report_function report_;
  bool is_told_ = false;
};

/// Why the recording can't be played there; empty when it can.
std::string fault_of(const script::script& recording, const mockserver::listener_settings& where) {
  if (const auto fault = script::find_unplayable_by_server(recording)) {
    return fault->text();
  }
  return begins_tls(recording) && !where.tls
             ? recording.file + " has start-tls: a certificate is needed, e.g. --tls-self-signed FILE"
             : std::string();
}

}  // namespace

exit_code serve_script(const served_script& what, mockserver::listener_settings where, const listening& how) {
  if (const std::string fault = fault_of(*what.recording, where); !fault.empty()) {
    return complain(fault, exit_code::usage);
  }
  where.tls_begins =
      begins_tls(*what.recording) ? mockserver::tls_start::by_stls : mockserver::tls_start::at_once;
  exit_code worst = exit_code::success;
  std::size_t verdicts = 0;
  std::size_t sessions = 0;
  const auto note = [&](const play_report& report) {
    ++verdicts;
    const exit_code code = code_of(report);
    if (code == exit_code::check_failed || worst == exit_code::success) {
      worst = code;
    }
    if (code != exit_code::success || what.shown == shown_sessions::all) {
      static_cast<void>(print_out(print_report(report, how.format)));
    }
  };
  const exit_code listened = listen_until_stopped(how, [&](boost::asio::any_io_executor executor,
                                                           std::function<void()> ended, std::string& why) {
    where.on_session_end = [&, ended = std::move(ended)] {
      ++sessions;
      ended();
    };
    return mockserver::listener::open(
        std::move(executor),
        [&](const mockserver::session_transport&) { return std::make_unique<played_session>(what, note); },
        std::move(where), why);
  });
  if (listened != exit_code::success) {
    return listened;
  }
  if (verdicts < sessions && worst != exit_code::check_failed) {
    return complain("a client connected, but TLS did not begin", exit_code::check_failed);
  }
  if (how.once && sessions == 0) {
    return complain("stopped before a client came", exit_code::unreachable);
  }
  return worst;
}

}  // namespace popquiz::cli
