#include "play/replay.hpp"

#include "account/password.hpp"
#include "play/play_report.hpp"
#include "play/script_input.hpp"
#include "play/serve_settings.hpp"
#include "play/served_script.hpp"
#include "seconds.hpp"
#include "server_endpoint.hpp"

#include <popquiz/conformance/play.hpp>
#include <popquiz/conformance/remote_subject.hpp>
#include <popquiz/net/md5.hpp>
#include <popquiz/script/player.hpp>

#include <fmt/format.h>

#include <chrono>
#include <utility>

namespace popquiz::cli {
namespace {

/// How long a script may go on, what it waits for by design left out.
constexpr auto play_limit = std::chrono::minutes(30);

std::chrono::milliseconds patience_of(const replay_arguments& arguments,
                                      std::chrono::milliseconds otherwise) {
  return arguments.timeout == 0 ? otherwise : milliseconds_of(arguments.timeout);
}

exit_code replay_as_server(const replay_arguments& arguments,
                           std::shared_ptr<const script::script> recording) {
  std::string why;
  if (!arguments.server.empty()) {
    return complain("--as server goes without HOST[:PORT]; --listen says where clients connect",
                    exit_code::usage);
  }
  if (!is_recording(*recording)) {
    return complain(recording->file +
                        ": expected a recording: popquiz serve serves `on` blocks, and a check is "
                        "played --as client",
                    exit_code::usage);
  }
  auto where = find_listener(arguments, why);
  if (!where) {
    return complain(why, exit_code::usage);
  }
  where->connections = 1;
  served_script what{std::move(recording), {}, shown_sessions::all};
  what.play.patience = patience_of(arguments, what.play.patience);
  const listening how{where->address, arguments.format, true};
  return serve_script(what, std::move(*where), how);
}

/// Name and password, as far as the script needs them.
std::optional<script::player_settings> find_login(const replay_arguments& arguments, const script::script& s,
                                                  std::string& why) {
  script::player_settings login;
  login.md5_hex = net::md5_hex;
  login.reply_timeout = patience_of(arguments, login.reply_timeout);
  if (!script::needs_login(s)) {
    return login;
  }
  if (arguments.user.empty()) {
    why = "the script logs in: a name is needed, --user NAME";
    return std::nullopt;
  }
  auto password = find_password(arguments.password_file, arguments.password_env, std::nullopt, why);
  if (!password) {
    return std::nullopt;
  }
  login.user = arguments.user;
  login.password = std::move(*password);
  return login;
}

std::vector<std::string> conversation_of(const script::player& player) {
  std::vector<std::string> lines;
  for (const script::transcript_line& line : player.conversation().lines()) {
    const std::string& session = player.sessions()[line.session];
    const char* const who = line.mark == script::transcript_mark::client   ? "C: "
                            : line.mark == script::transcript_mark::server ? "S: "
                                                                           : "-- ";
    lines.push_back((session.empty() ? std::string() : "[" + session + "] ") + who + line.text);
  }
  if (lines.size() > script::server_player::context_lines) {
    lines.erase(lines.begin(), lines.end() - std::ptrdiff_t{script::server_player::context_lines});
  }
  return lines;
}

exit_code replay_as_client(const replay_arguments& arguments, const script::script& s) {
  std::string why;
  if (arguments.server.empty()) {
    return complain("--as client needs a server: HOST[:PORT]", exit_code::usage);
  }
  const bool is_check = s.subject == script::subject_kind::server;
  if (!is_check && !is_recording(s)) {
    return complain(s.file + ": expected a recording or a check", exit_code::usage);
  }
  const auto login = find_login(arguments, s, why);
  auto where = login ? find_endpoint(arguments.server,
                                     arguments.tls   ? server_tls::at_once
                                     : begins_tls(s) ? server_tls::by_stls
                                                     : server_tls::never,
                                     arguments.ca_file, why)
                     : std::nullopt;
  if (!where) {
    return complain(why, exit_code::usage);
  }
  conformance::remote_subject server({std::move(*where), *login, std::nullopt});
  // A check may ask what mail there is; a recording has it all.
  if (is_check && !server.prepare(s, why)) {
    return complain(why, exit_code::unreachable);
  }
  script::player player(s, server.mail(), *login);
  const bool failed = conformance::play(player, server, server.now() + play_limit + 2 * s.slow);
  play_report report{s.file, "server", player.result(), conversation_of(player)};
  if (report.result.status == script::play_status::aborted && failed && !server.error_text().empty()) {
    report.result.reason += ": " + server.error_text();
  }
  if (player.result().status == script::play_status::aborted && player.conversation().lines().empty()) {
    return complain(fmt::format("{}: {}", server.name(), report.result.reason), exit_code::unreachable);
  }
  return print_out(print_report(report, arguments.format))
             ? code_of(report)
             : complain("standard output can't be written", exit_code::unreachable);
}

}  // namespace

exit_code run_replay(const replay_arguments& arguments) {
  std::string why;
  if (arguments.script.empty() || arguments.role.empty()) {
    return complain("expected SCRIPT --as server, or SCRIPT --as client HOST[:PORT]", exit_code::usage);
  }
  auto loaded = load_script(arguments.script, why);
  if (loaded == nullptr) {
    return complain(why, exit_code::usage);
  }
  return arguments.role == "server" ? replay_as_server(arguments, std::move(loaded))
                                    : replay_as_client(arguments, *loaded);
}

}  // namespace popquiz::cli
