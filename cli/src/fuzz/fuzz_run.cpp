#include "fuzz/fuzz_run.hpp"

#include "account/password.hpp"
#include "host_port.hpp"
#include "interrupt.hpp"
#include "progress.hpp"
#include "server_endpoint.hpp"
#include "test/tested_client.hpp"
#include "text_file.hpp"
#include "version.hpp"

#include <popquiz/fuzz_wire/campaign.hpp>
#include <popquiz/net/md5.hpp>

#include "client/shell_word.hpp"

#include <fmt/format.h>

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace popquiz::cli {
namespace {

using conformance::shell_word;

constexpr double between_lines = 10;  // seconds, where no line can be drawn over and over

std::chrono::milliseconds time_of(double seconds) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::duration<double>(seconds));
}

/// What is seen of a campaign while it goes on.
class campaign_view {
 public:
  void tell(const fuzz_wire::campaign_figures& far, const std::vector<fuzz_wire::finding>& new_ones) {
    for (const fuzz_wire::finding& each : new_ones) {
      shown_.print(fmt::format("{}: {}", fuzz_wire::describe(each.kind), each.title));
    }
    if (shown_.on_terminal()) {
      shown_.show(fuzz_wire::figures_text(far));
    } else if (far.seconds >= next_line_) {
      shown_.print(fuzz_wire::figures_text(far));
      next_line_ += between_lines;
    }
  }
  void clear() { shown_.clear(); }

 private:
  progress shown_;
  double next_line_ = between_lines;
};

fuzz_wire::campaign_settings settings_of(const campaign_arguments& arguments, campaign_view& view) {
  fuzz_wire::campaign_settings settings;
  settings.folder = arguments.output;
  settings.corpus = arguments.corpus;
  settings.findings = arguments.findings;
  settings.seed = arguments.seed;
  settings.time = time_of(arguments.time);
  settings.runs = arguments.runs;
  settings.jobs = arguments.jobs;
  settings.interrupt = &catch_interrupt();
  settings.progress = [&view](const fuzz_wire::campaign_figures& far,
                              const std::vector<fuzz_wire::finding>& new_ones) { view.tell(far, new_ones); };
  return settings;
}

exit_code report(fuzz_wire::campaign_result result, const campaign_arguments& arguments) {
  result.version = version;
  if (!result.why.empty() && result.figures.executions == 0) {
    return complain(result.why, exit_code::unreachable);
  }
  std::string why;
  const bool is_told =
      print_out(fuzz_wire::report_text(result)) &&
      write_text_file(arguments.output + "/report.html", fuzz_wire::report_html(result), why);
  if (!is_told) {
    return complain(why.empty() ? "standard output can't be written" : why, exit_code::unreachable);
  }
  if (!result.why.empty()) {
    remark(result.why);
  }
  return result.figures.failures != 0 ? exit_code::check_failed
         : result.why.empty()         ? exit_code::success
                                      : exit_code::unreachable;
}

/// What `popquiz replay` is to be told besides.
std::string replay_options(const fuzz_server_arguments& arguments) {
  std::string words = "--user " + shell_word(arguments.user);
  const auto add = [&words](const char* option, const std::string& value) {
    words += value.empty() ? std::string() : fmt::format(" {} {}", option, shell_word(value));
  };
  add("--password-file", arguments.password_file);
  add("--password-env", arguments.password_env);
  add("--ca-file", arguments.ca_file);
  return words + (arguments.tls ? " --tls" : "");
}

/// Where the server is; without a word about it any port of this machine.
std::optional<net::endpoint> find_place(const fuzz_server_arguments& arguments, bool& any_port,
                                        std::string& why) {
  any_port = arguments.server.empty();
  if (any_port && arguments.start.empty()) {
    why = "a server is needed: HOST[:PORT], or --start and a command";
    return std::nullopt;
  }
  if (!any_port && !arguments.start.empty() && arguments.jobs > 1) {
    why = "--jobs with --start needs a port for each: leave HOST[:PORT] out, and take {port}";
    return std::nullopt;
  }
  return find_endpoint(any_port ? "127.0.0.1:1" : arguments.server,
                       arguments.tls ? server_tls::at_once : server_tls::by_stls, arguments.ca_file, why);
}

}  // namespace

exit_code fuzz_server(const fuzz_server_arguments& arguments) {
  std::string why;
  fuzz_wire::server_campaign subject;
  auto where = find_place(arguments, subject.any_port, why);
  if (!where) {
    return complain(why, exit_code::usage);
  }
  if (arguments.user.empty()) {
    return complain("a name to log in with is needed: --user NAME", exit_code::usage);
  }
  auto password = find_password(arguments.password_file, arguments.password_env, std::nullopt, why);
  if (!password) {
    return complain(why, exit_code::usage);
  }
  subject.where = std::move(*where);
  subject.login.user = arguments.user;
  subject.login.password = std::move(*password);
  subject.login.md5_hex = net::md5_hex;
  subject.start = arguments.start;
  subject.is_instrumented = arguments.target;
  subject.log = arguments.log;
  subject.is_alone = arguments.jobs == 1;
  subject.allow_changes = arguments.allow_changes;
  subject.patience = time_of(arguments.timeout);
  subject.memory_limit = arguments.memory << 20U;
  subject.repeat_options = replay_options(arguments);
  campaign_view view;
  fuzz_wire::campaign_result result = fuzz_wire::fuzz_server(subject, settings_of(arguments, view));
  view.clear();
  return report(std::move(result), arguments);
}

exit_code fuzz_client(const fuzz_client_arguments& arguments) {
  complaint why;
  auto client = make_tested_client(arguments.client, why);
  if (!client) {
    return complain(why.what, why.code);
  }
  fuzz_wire::client_campaign subject;
  subject.client = std::move(*client);
  if (!arguments.client.driver.empty()) {
    subject.repeat_options = "--driver " + shell_word(arguments.client.driver);
  }
  if (!arguments.client.delivers.empty()) {
    subject.repeat_options += " --delivers " + shell_word(arguments.client.delivers);
  }
  if (!arguments.client.command.empty()) {
    subject.repeat_options += " --";
    for (const std::string& word : arguments.client.command) {
      subject.repeat_options += " " + shell_word(word);
    }
  }
  campaign_view view;
  fuzz_wire::campaign_result result = fuzz_wire::fuzz_client(subject, settings_of(arguments, view));
  view.clear();
  return report(std::move(result), arguments);
}

}  // namespace popquiz::cli
