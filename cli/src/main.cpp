#include "bench/bench_client.hpp"
#include "bench/bench_server.hpp"
#include "fetch/fetch.hpp"
#include "fetch/sysexit.hpp"
#include "message.hpp"
#include "options/man_page.hpp"
#include "options/program.hpp"
#include "other_program.hpp"
#include "parse/parse.hpp"
#include "play/record.hpp"
#include "play/replay.hpp"
#include "play/serve.hpp"
#include "test/drivers.hpp"
#include "test/report.hpp"
#include "test/requirements.hpp"
#include "test/test_client.hpp"
#include "test/test_server.hpp"
#include "version.hpp"

#include <CLI/Error.hpp>

#include <csignal>
#include <exception>
#include <string>
#include <string_view>
#include <utility>

namespace popquiz::cli {
namespace {

constexpr std::string_view no_command =
    "a command is needed: test server, test client, fuzz server, fuzz client, bench server, bench client, "
    "report, requirements, drivers, serve, record, replay, parse, fetch or mail (--help tells more)";
constexpr std::string_view no_mail_command =
    "a command is needed: mail list, mail show or mail export (--help tells more)";

exit_code printed(const std::string& text) {
  return print_out(text) ? exit_code::success
                         : complain("standard output can't be written", exit_code::unreachable);
}

bool means(std::string_view command, int count, const char* const* words) {
  return count > 1 && words[1] == command;
}

/// Wrong use, in the terms of the command that was meant.
int usage_status(int count, const char* const* words) {
  const bool is_as_mail_programs = means("fetch", count, words) || means("mail", count, words);
  return is_as_mail_programs ? static_cast<int>(sysexit::usage) : static_cast<int>(exit_code::usage);
}

int status_of(exit_code code) {
  return static_cast<int>(code);
}

int run(int count, const char* const* words) {
  arguments given;
  program definition(given);
  try {
    definition.parser().parse(count, words);
  } catch (const CLI::CallForHelp&) {
    return status_of(printed(definition.parser().help()));
  } catch (const CLI::RequiredError&) {
    remark(means("mail", count, words) ? no_mail_command : no_command);
    return usage_status(count, words);
  } catch (const CLI::ParseError& error) {
    remark(std::string(error.what()) + " (--help tells more)");
    return usage_status(count, words);
  }
  switch (definition.chosen()) {
    case command::version:
      return status_of(printed("popquiz " + std::string(version) + "\n"));
    case command::help_man:
      return status_of(printed(man_page(definition.parser(), version)));
    case command::test_server:
      return status_of(run_test_server(given.test_server));
    case command::test_client:
      return status_of(run_test_client(given.test_client));
    case command::bench_server:
      return status_of(run_bench_server(given.bench_server));
    case command::bench_client:
      return status_of(run_bench_client(given.bench_client));
    case command::report:
      return status_of(run_report(given.report));
    case command::requirements:
      return status_of(run_requirements(given.requirements));
    case command::drivers:
      return status_of(run_drivers(given.drivers));
    case command::serve:
      return status_of(run_serve(given.serve));
    case command::replay:
      return status_of(run_replay(given.replay));
    case command::record:
      return status_of(run_record(given.record));
    case command::parse:
      return status_of(run_parse(given.parse));
    case command::fetch:
      return static_cast<int>(run_fetch(std::move(given.fetch)));
    case command::mail_list:
    case command::mail_show:
    case command::mail_export:
      remark(become_program("popquiz-mail", {words, static_cast<std::size_t>(count)}));
      return static_cast<int>(sysexit::os_file);
    case command::fuzz_server:
    case command::fuzz_client:
      return status_of(complain(become_program("popquiz-fuzz", {words, static_cast<std::size_t>(count)}),
                                exit_code::unreachable));
    case command::none:
      break;
  }
  return status_of(complain(no_command, exit_code::usage));
}

}  // namespace
}  // namespace popquiz::cli

int main(int count, char** words) {
  using popquiz::cli::complain;
  using popquiz::cli::exit_code;
  // A reader that goes away is an error of writing, not the end.
  static_cast<void>(std::signal(SIGPIPE, SIG_IGN));
  int code = 0;
  try {
    code = popquiz::cli::run(count, words);
  } catch (const std::exception& error) {
    code = static_cast<int>(complain(error.what(), exit_code::unreachable));
  } catch (...) {
    code = static_cast<int>(complain("an unknown error", exit_code::unreachable));
  }
  return code;
}
