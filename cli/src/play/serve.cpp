#include "play/serve.hpp"

#include "play/listening.hpp"
#include "play/script_file.hpp"
#include "play/script_input.hpp"
#include "play/serve_settings.hpp"
#include "play/served_script.hpp"

#include <popquiz/mockserver/listener.hpp>
#include <popquiz/mockserver/named_maildrop.hpp>
#include <popquiz/mockserver/override_script.hpp>
#include <popquiz/mockserver/profile.hpp>
#include <popquiz/mockserver/reference_server.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace popquiz::cli {
namespace {

using script_list = std::vector<std::shared_ptr<const script::script>>;

/// The scripts, then the profiles. Nothing and `why` set when one can't be read.
std::optional<script_list> load_scripts(const serve_arguments& arguments, std::string& why) {
  script_list all;
  for (const std::string& file : arguments.scripts) {
    all.push_back(load_script(file, why));
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
std::optional<std::string> find_maildrop(const std::string& given, const script_list& scripts,
                                         std::string& why) {
  if (!given.empty()) {
    return given;
  }
  const auto naming = std::ranges::find_if(scripts, [](const auto& each) { return !each->maildrop.empty(); });
  return naming == scripts.end() ? mockserver::scripted_maildrop("", "", why)
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
  if (std::ranges::find(arguments.profiles, "list") != arguments.profiles.end()) {
    return print_profiles();
  }
  std::string why;
  auto scripts = load_scripts(arguments, why);
  const auto maildrop = scripts ? find_maildrop(arguments.maildrop, *scripts, why) : std::nullopt;
  auto accounts = maildrop ? find_served_accounts(arguments, *maildrop, why) : std::nullopt;
  auto where = accounts ? find_listener(arguments, why) : std::nullopt;
  auto settings = where ? find_server_settings(arguments, why) : std::nullopt;
  if (!settings) {
    return complain(why, exit_code::usage);
  }
  const listening how{where->address, arguments.format, arguments.once};
  where->connections = arguments.once ? 1 : where->connections;  // others wait in vain
  record_sessions(arguments.transcript, *where);
  if (scripts->size() == 1 && is_recording(*scripts->front())) {
    return serve_script({std::move(scripts->front()), {}, shown_sessions::failed}, std::move(*where), how);
  }
  const auto good = [&](const auto& each) { return mockserver::is_override(*each, why); };
  if (!std::ranges::all_of(*scripts, good)) {
    return complain(why, exit_code::usage);
  }
  mockserver::reference_server server(std::move(*settings));
  for (served_account& each : *accounts) {
    server.set_account(std::move(each.user), std::move(each.password), std::move(each.drop));
  }
  server.set_overrides(std::move(*scripts));
  return serve_on(server, std::move(*where), how);
}

}  // namespace popquiz::cli
