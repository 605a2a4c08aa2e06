#include "man_page.hpp"
#include "message.hpp"
#include "parse.hpp"
#include "program.hpp"
#include "serve.hpp"
#include "test_server.hpp"
#include "version.hpp"

#include <CLI/Error.hpp>

#include <csignal>
#include <exception>
#include <string>
#include <string_view>

namespace popquiz::cli {
namespace {

constexpr std::string_view no_command =
    "a command is needed: test server, serve or parse (--help tells more)";

exit_code printed(const std::string& text) {
  return print_out(text) ? exit_code::success
                         : complain("standard output can't be written", exit_code::unreachable);
}

exit_code run(int count, const char* const* words) {
  arguments given;
  program definition(given);
  try {
    definition.parser().parse(count, words);
  } catch (const CLI::CallForHelp&) {
    return printed(definition.parser().help());
  } catch (const CLI::RequiredError&) {
    return complain(no_command, exit_code::usage);
  } catch (const CLI::ParseError& error) {
    return complain(std::string(error.what()) + " (--help tells more)", exit_code::usage);
  }
  switch (definition.chosen()) {
    case command::version:
      return printed("popquiz " + std::string(version) + "\n");
    case command::help_man:
      return printed(man_page(definition.parser(), version));
    case command::test_server:
      return run_test_server(given.test_server);
    case command::serve:
      return run_serve(given.serve);
    case command::parse:
      return run_parse(given.parse);
    case command::none:
      break;
  }
  return complain(no_command, exit_code::usage);
}

}  // namespace
}  // namespace popquiz::cli

int main(int count, char** words) {
  using popquiz::cli::complain;
  using popquiz::cli::exit_code;
  // A reader that goes away is an error of writing, not the end.
  static_cast<void>(std::signal(SIGPIPE, SIG_IGN));
  exit_code code = exit_code::unreachable;
  try {
    code = popquiz::cli::run(count, words);
  } catch (const std::exception& error) {
    code = complain(error.what(), exit_code::unreachable);
  } catch (...) {
    code = complain("an unknown error", exit_code::unreachable);
  }
  return static_cast<int>(code);
}
