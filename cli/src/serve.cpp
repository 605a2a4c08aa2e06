#include "serve.hpp"

#include "script_file.hpp"
#include "serve_settings.hpp"
#include "text_file.hpp"

#include <popquiz/mockserver/listener.hpp>
#include <popquiz/mockserver/reference_server.hpp>
#include <popquiz/script/parse.hpp>

#include <fmt/format.h>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <csignal>

namespace popquiz::cli {
namespace {

/// The `on` blocks of a file; what it says of the client is for others to judge. Null and `why` set when it
/// has anything else.
std::shared_ptr<const script::script> load_overrides(const std::string& file, std::string& why) {
  const auto text = read_text_file(file, why);
  if (!text) {
    return nullptr;
  }
  auto parsed = script::parse_script(*text, file);
  if (!parsed.value) {
    why = parsed.error.text();
    return nullptr;
  }
  const auto other = std::ranges::find_if_not(parsed.value->steps, [](const script::step& each) {
    return std::holds_alternative<script::on_step>(each.what) ||
           std::holds_alternative<script::judge_step>(each.what);
  });
  if (other != parsed.value->steps.end()) {
    why = fmt::format("{}:{}:{}: expected nothing but `on` blocks in a script to serve", file,
                      other->where.line, other->where.column);
    return nullptr;
  }
  return std::make_shared<const script::script>(std::move(*parsed.value));
}

/// The line that says where clients can connect.
std::string address_line(const std::string& format, const std::string& address, std::uint16_t port) {
  if (format == "json") {
    return boost::json::serialize(boost::json::object{{"address", address}, {"port", port}}) + "\n";
  }
  const bool is_ipv6 = address.find(':') != std::string::npos;
  return fmt::format("listening on {}:{}\n", is_ipv6 ? "[" + address + "]" : address, port);
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

/// Until a signal comes, or with --once until a session has ended.
exit_code serve_on(mockserver::reference_server& server, mockserver::listener_settings where,
                   const serve_arguments& arguments) {
  boost::asio::io_context io(1);
  boost::asio::signal_set signals(io, SIGINT, SIGTERM);
  std::unique_ptr<mockserver::listener> listening;
  if (arguments.once) {
    where.connections = 1;  // others wait in vain
    where.on_session_end = [&] {
      listening->stop([] {});
      signals.cancel();
    };
  }
  record_sessions(arguments.transcript, where);
  std::string why;
  const std::string address = where.address;
  listening = mockserver::listener::open(io.get_executor(), server, std::move(where), why);
  if (listening == nullptr) {
    return complain(why, exit_code::unreachable);
  }
  signals.async_wait([&](const boost::system::error_code& error, int /*signal*/) {
    if (!error) {
      listening->stop([] {});
    }
  });
  if (!print_out(address_line(arguments.format, address, listening->port()))) {
    return complain("standard output can't be written", exit_code::unreachable);
  }
  io.run();
  // Only a conversation shows that a block asks for what there is not.
  if (!server.override_problem().empty()) {
    return complain(server.override_problem(), exit_code::usage);
  }
  return exit_code::success;
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
  mockserver::reference_server server(std::move(*settings));
  for (served_account& each : *accounts) {
    server.set_account(std::move(each.user), std::move(each.password), std::move(each.drop));
  }
  if (!arguments.script.empty()) {
    auto overrides = load_overrides(arguments.script, why);
    if (overrides == nullptr) {
      return complain(why, exit_code::usage);
    }
    server.set_overrides(std::move(overrides));
  }
  return serve_on(server, std::move(*where), arguments);
}

}  // namespace popquiz::cli
