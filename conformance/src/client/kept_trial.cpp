#include "client/kept_trial.hpp"

#include "client/shell_word.hpp"
#include "client/trial_folder.hpp"

#include <popquiz/script/identity_name.hpp>
#include <popquiz/script/parse.hpp>

#include <fmt/format.h>

namespace popquiz::conformance {
namespace {

namespace fs = std::filesystem;

std::string server_command(const kept_trial& what) {
  const script::client_setup& how = what.scenario.client;
  std::string command = fmt::format("popquiz serve scenario.pop3 --listen 127.0.0.1:{}", what.port);
  if (!how.profile.empty()) {
    command += " --profile " + how.profile;
  }
  if (!how.user.empty()) {
    command += " --user " + shell_word(how.user);
  }
  if (!how.password.empty()) {
    command += " --password-file password";
  }
  if (how.connects != script::connect_kind::clear) {
    command += fmt::format(" --tls-mode {} --tls-authority ca.pem",
                           how.connects == script::connect_kind::stls ? "stls" : "implicit");
  }
  if (how.certificate != sansio::tls_identity::ordinary) {
    command += fmt::format(" --tls-as {}", script::name_of(how.certificate).option);
  }
  if (how.segment_octets != 0) {
    command += fmt::format(" --segments {}", how.segment_octets);
  }
  return command;
}

std::string repeat_script(const kept_trial& what) {
  std::string text = fmt::format(
      "#!/bin/sh\n# Starts the server of {} as it was, then the client, in a folder of its own: {}\n"
      "cd {} || exit\n{} >listening &\nserver=$!\ntrap 'kill $server' EXIT\n"
      "until [ -s listening ]; do kill -0 $server || exit; done\n",
      what.scenario.id, what.started.folder.filename().string(), shell_word(what.folder.string()),
      server_command(what));
  text += fmt::format("cd {} || exit\nenv -i", shell_word(what.started.folder.string()));
  for (const std::string& each : what.started.environment) {
    text += " \\\n  " + shell_word(each);
  }
  for (const std::string& each : what.started.command) {
    text += " \\\n  " + shell_word(each);
  }
  return text + "\necho \"exit status $?\"\n";
}

std::string verdict_text(const check_result& result) {
  std::string text = fmt::format("{}: {}", result.id, describe(result.outcome));
  text += result.manner.empty() ? "\n" : fmt::format(" ({})\n", result.manner);
  if (!result.expected.empty()) {
    text += "expected: " + result.expected + "\n";
  }
  return text + "came: " + (result.came.empty() ? result.seen : result.came) + "\n";
}

}  // namespace

void keep_trial(const kept_trial& what, check_result& result) {
  std::string why;
  bool ok = write_text(what.folder / "scenario.pop3", script::print_script(what.scenario), why) &&
            write_text(what.folder / "output", what.output, why) &&
            write_text(what.folder / "repeat", repeat_script(what), why) &&
            write_text(what.folder / "verdict", verdict_text(result), why);
  if (const std::string& password = what.scenario.client.password; !password.empty()) {
    ok = ok && write_text(what.folder / "password", password + '\n', why);
  }
  for (std::size_t i = 0; i < what.transcripts.size(); ++i) {
    ok = ok && write_text(what.folder / fmt::format("session-{}.pop3", i + 1), what.transcripts[i], why);
  }
  std::error_code error;
  fs::permissions(what.folder / "repeat", fs::perms::owner_exec, fs::perm_options::add, error);
  if (!ok) {
    result.outcome = verdict::error;
    result.reason = why;
  }
}

}  // namespace popquiz::conformance
