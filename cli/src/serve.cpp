#include "serve.hpp"

#include "script_file.hpp"
#include "serve_settings.hpp"
#include "text_file.hpp"

#include <popquiz/mockserver/listener.hpp>
#include <popquiz/mockserver/named_maildrop.hpp>
#include <popquiz/mockserver/override_script.hpp>
#include <popquiz/mockserver/profile.hpp>
#include <popquiz/mockserver/reference_server.hpp>

#include <fmt/format.h>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <csignal>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace popquiz::cli {
namespace {

using override_list = std::vector<std::shared_ptr<const script::script>>;

/// The `on` blocks of the scripts, then those of the profiles. Nothing and `why` set when one is no good.
std::optional<override_list> load_overrides(const serve_arguments& arguments, std::string& why) {
  override_list all;
  for (const std::string& file : arguments.scripts) {
    const auto text = read_text_file(file, why);
    all.push_back(text ? mockserver::parse_overrides(*text, file, why) : nullptr);
    if (all.back() == nullptr) {
      return std::nullopt;
    }
  }
  for (const std::string& name : arguments.profiles) {
    const mockserver::profile* const found = mockserver::find_profile(name, why);
    all.push_back(found != nullptr ? mockserver::parse_overrides(found->text, found->file(), why) : nullptr);
    if (all.back() == nullptr) {
      why.insert(0, "--profile: ");
      return std::nullopt;
    }
  }
  return all;
}

/// --maildrop, or what the first script that has `maildrop:` names.
std::optional<std::string> find_maildrop(const std::string& given, const override_list& overrides,
                                         std::string& why) {
  if (!given.empty()) {
    return given;
  }
  const auto naming =
      std::ranges::find_if(overrides, [](const auto& each) { return !each->maildrop.empty(); });
  return naming == overrides.end() ? mockserver::scripted_maildrop("", "", why)
                                   : mockserver::scripted_maildrop((*naming)->maildrop, (*naming)->file, why);
}

/// --profile list.
exit_code print_profiles() {
  std::string table;
  for (const mockserver::profile& each : mockserver::profiles()) {
    table += fmt::format("{:<14} {}\n", each.name, each.title);
  }
  return print_out(table) ? exit_code::success
                          : complain("standard output can't be written", exit_code::unreachable);
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
  if (std::ranges::find(arguments.profiles, "list") != arguments.profiles.end()) {
    return print_profiles();
  }
  std::string why;
  auto overrides = load_overrides(arguments, why);
  const auto maildrop = overrides ? find_maildrop(arguments.maildrop, *overrides, why) : std::nullopt;
  auto accounts = maildrop ? find_served_accounts(arguments, *maildrop, why) : std::nullopt;
  auto where = accounts ? find_listener(arguments, why) : std::nullopt;
  auto settings = where ? find_server_settings(arguments, why) : std::nullopt;
  if (!settings) {
    return complain(why, exit_code::usage);
  }
  mockserver::reference_server server(std::move(*settings));
  for (served_account& each : *accounts) {
    server.set_account(std::move(each.user), std::move(each.password), std::move(each.drop));
  }
  server.set_overrides(std::move(*overrides));
  return serve_on(server, std::move(*where), arguments);
}

}  // namespace popquiz::cli
