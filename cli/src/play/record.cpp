#include "play/record.hpp"

#include "play/listening.hpp"
#include "play/script_file.hpp"
#include "play/serve_settings.hpp"
#include "server_endpoint.hpp"

#include <popquiz/mockserver/recording_proxy.hpp>

#include <fmt/format.h>

#include <sys/stat.h>

#include <cstdint>
#include <string>
#include <utility>

namespace popquiz::cli {
namespace {

bool is_folder(const std::string& path) {
  struct stat found{};
  return path.ends_with('/') || (::stat(path.c_str(), &found) == 0 && S_ISDIR(found.st_mode));
}

/// The file of a session.
std::string path_of(const std::string& output, std::uint64_t session) {
  if (is_folder(output)) {
    return fmt::format("{}{}session-{}.pop3", output, output.ends_with('/') ? "" : "/", session);
  }
  return session == 1 ? output : fmt::format("{}.{}", output, session);
}

std::string fault_of(const record_arguments& arguments) {
  if (arguments.to.empty()) {
    return "a server to pass on to is needed: --to HOST[:PORT]";
  }
  const bool by_stls = arguments.tls_mode == "stls";
  return by_stls && arguments.to_tls ? "--tls-mode stls goes without --to-tls: STLS begins TLS on both sides"
                                     : std::string();
}

}  // namespace

exit_code run_record(const record_arguments& arguments) {
  std::string why = fault_of(arguments);
  auto clients = why.empty() ? find_listener(arguments, why) : std::nullopt;
  auto server = clients ? find_endpoint(arguments.to,
                                        arguments.to_tls               ? server_tls::at_once
                                        : arguments.tls_mode == "stls" ? server_tls::by_stls
                                                                       : server_tls::never,
                                        arguments.ca_file, why)
                        : std::nullopt;
  if (!server) {
    return complain(why, exit_code::usage);
  }
  exit_code worst = exit_code::success;
  mockserver::recording_proxy_settings settings;
  const listening how{clients->address, arguments.format, arguments.once};
  settings.clients = std::move(*clients);
  settings.server = std::move(*server);
  settings.clients.connections = arguments.once ? 1 : settings.clients.connections;
  settings.clients.record = [&](std::uint64_t session) {
    std::string fault;
    auto by =
        record_to_file(path_of(arguments.output, session),
                       fmt::format("session {} of popquiz record, with {}", session, arguments.to), fault);
    if (!by) {
      worst = complain(fault, exit_code::usage);
    }
    return by;
  };
  settings.on_trouble = [&](std::uint64_t session, const std::string& what) {
    const exit_code code = complain(fmt::format("session {}: {}", session, what), exit_code::unreachable);
    worst = arguments.once ? code : worst;
  };
  const exit_code listened = listen_until_stopped(
      how, [&](boost::asio::any_io_executor executor, std::function<void()> ended, std::string& fault) {
        settings.clients.on_session_end = std::move(ended);
        return mockserver::open_recording_proxy(std::move(executor), std::move(settings), fault);
      });
  return listened == exit_code::success ? worst : listened;
}

}  // namespace popquiz::cli
