#include "serve.hpp"

#include "listening.hpp"
#include "script_file.hpp"
#include "script_input.hpp"
#include "serve_settings.hpp"
#include "served_script.hpp"

#include <popquiz/mockserver/listener.hpp>
#include <popquiz/mockserver/reference_server.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <variant>

namespace popquiz::cli {
namespace {

/// Of an override: it has nothing but `on` blocks; what it says of the client is for others to judge.
bool is_override(const script::script& given, std::string& why) {
  const auto other = std::ranges::find_if_not(given.steps, [](const script::step& each) {
    return std::holds_alternative<script::on_step>(each.what) ||
           std::holds_alternative<script::judge_step>(each.what);
  });
  if (other == given.steps.end()) {
    return true;
  }
  why = fmt::format("{}:{}:{}: expected a recording, or nothing but `on` blocks, in a script to serve",
                    given.file, other->where.line, other->where.column);
  return false;
}

/// --transcript: the first session to the file, the others to files beside it.
void record_sessions(const std::string& path, mockserver::listener_settings& into) {
  if (path.empty()) {
    return;
  }
  into.record = [path](std::uint64_t session) {
    std::string why;
    auto by = record_to_file(session == 1 ? path : fmt::format("{}.{}", path, session),
                             fmt::format("session {} of popquiz serve", session), why);
    if (!by) {
      static_cast<void>(complain(why, exit_code::usage));
    }
    return by;
  };
}

exit_code serve_on(mockserver::reference_server& server, mockserver::listener_settings where,
                   const listening& how) {
  const exit_code listened = listen_until_stopped(
      how, [&](boost::asio::any_io_executor executor, std::function<void()> ended, std::string& why) {
        where.on_session_end = std::move(ended);
        return mockserver::listener::open(std::move(executor), server, std::move(where), why);
      });
  // Only a conversation shows that a block asks for what there is not.
  return listened == exit_code::success && !server.override_problem().empty()
             ? complain(server.override_problem(), exit_code::usage)
             : listened;
}

}  // namespace

exit_code run_serve(const serve_arguments& arguments) {
  std::string why;
  auto accounts = find_served_accounts(arguments, why);
  auto where = accounts ? find_listener(arguments, why) : std::nullopt;
  auto settings = where ? find_server_settings(arguments, why) : std::nullopt;
  if (!settings) {
    return complain(why, exit_code::usage);
  }
  const listening how{where->address, arguments.format, arguments.once};
  where->connections = arguments.once ? 1 : where->connections;  // others wait in vain
  record_sessions(arguments.transcript, *where);
  auto given = arguments.script.empty() ? nullptr : load_script(arguments.script, why);
  if (given != nullptr && is_recording(*given)) {
    return serve_script({std::move(given), {}, shown_sessions::failed}, std::move(*where), how);
  }
  mockserver::reference_server server(std::move(*settings));
  for (served_account& each : *accounts) {
    server.set_account(std::move(each.user), std::move(each.password), std::move(each.drop));
  }
  if (!arguments.script.empty()) {
    if (given == nullptr || !is_override(*given, why)) {
      return complain(why, exit_code::usage);
    }
    server.set_overrides(std::move(given));
  }
  return serve_on(server, std::move(*where), how);
}

}  // namespace popquiz::cli
