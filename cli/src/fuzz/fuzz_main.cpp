// popquiz-fuzz: what `popquiz fuzz` becomes (other_program.hpp).
#include "fuzz/fuzz_run.hpp"
#include "options/program.hpp"

#include <CLI/Error.hpp>

#include <csignal>
#include <exception>
#include <string>
#include <string_view>
#include <vector>

namespace popquiz::cli {
namespace {

constexpr std::string_view no_command = "a command is needed: fuzz server or fuzz client (--help tells more)";

exit_code run(std::vector<const char*> words) {
  arguments given;
  program definition(given);
  try {
    definition.parser().parse(static_cast<int>(words.size()), words.data());
  } catch (const CLI::CallForHelp&) {
    return print_out(definition.parser().help()) ? exit_code::success : exit_code::unreachable;
  } catch (const CLI::RequiredError&) {
    return complain(no_command, exit_code::usage);
  } catch (const CLI::ParseError& error) {
    return complain(std::string(error.what()) + " (--help tells more)", exit_code::usage);
  }
  switch (definition.chosen()) {
    case command::fuzz_server:
      return fuzz_server(given.fuzz.server);
    case command::fuzz_client:
      return fuzz_client(given.fuzz.client);
    default:
      return complain(no_command, exit_code::usage);
  }
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
    std::vector<const char*> full{"popquiz", "fuzz"};
    full.insert(full.end(), words + (count > 0 ? 1 : 0), words + count);
    code = popquiz::cli::run(std::move(full));
  } catch (const std::exception& error) {
    code = complain(error.what(), exit_code::unreachable);
  }
  return static_cast<int>(code);
}
