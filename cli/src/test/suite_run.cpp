#include "test/suite_run.hpp"

#include "interrupt.hpp"
#include "test/report_delivery.hpp"
#include "test/run_progress_text.hpp"
#include "text_file.hpp"
#include "version.hpp"

#include <popquiz/conformance/expectation.hpp>
#include <popquiz/conformance/reporter.hpp>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <random>

namespace popquiz::cli {
namespace {

std::string now_utc() {
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::time(nullptr)));
}

/// The seed of a random order: the one given, or one that can be given again.
std::optional<std::uint64_t> seed_of(const run_arguments& arguments) {
  if (!arguments.shuffle) {
    return std::nullopt;
  }
  return arguments.seed ? *arguments.seed : std::random_device()();
}

bool has_check(std::string_view id, const void* context) {
  const auto& suite = *static_cast<const conformance::suite*>(context);
  return std::ranges::any_of(suite.checks, [&](const auto& c) { return c.dialogue.id == id; });
}

}  // namespace

std::optional<conformance::suite> load_suite(const run_arguments& arguments, const suite_source& from,
                                             complaint& why) {
  why.code = arguments.suite.empty() ? exit_code::unreachable : exit_code::usage;
  return arguments.suite.empty() ? from.builtin(why.what) : from.with_folder(arguments.suite, why.what);
}

std::optional<conformance::expectations> load_expectations(const run_arguments& arguments,
                                                           const conformance::suite& suite, complaint& why) {
  if (arguments.expect.empty()) {
    return conformance::expectations();
  }
  why.code = exit_code::usage;
  const auto text = read_text_file(arguments.expect, why.what);
  return text ? conformance::parse_expectations(*text, arguments.expect, has_check, &suite, why.what)
              : std::nullopt;
}

exit_code list_suite(const run_arguments& arguments, const conformance::suite& suite) {
  if (arguments.format != "text" && arguments.format != "json") {
    return complain("--list prints text or json", exit_code::usage);
  }
  const bool json = arguments.format == "json";
  return deliver(json ? conformance::list_json(suite) : conformance::list_text(suite), arguments.output,
                 exit_code::success);
}

conformance::run_settings settings_of(const run_arguments& arguments, progress& shown) {
  conformance::run_settings settings;
  settings.allow_slow = arguments.slow;
  settings.version = version;
  settings.started = now_utc();
  settings.stop = &catch_interrupt();
  settings.fail_fast = arguments.fail_fast;
  settings.rounds = arguments.repeat;
  settings.seed = seed_of(arguments);
  settings.progress = [&shown](const conformance::run_progress& far) { shown.show(run_progress_text(far)); };
  return settings;
}

exit_code report_run(const run_arguments& arguments, const conformance::run_outcome& outcome) {
  if (!outcome.reached) {
    return complain(outcome.why, exit_code::unreachable);
  }
  const exit_code code =
      deliver(report_in(arguments.format, outcome.result,
                        arguments.output.empty() ? colour_of_stdout() : conformance::colour::plain),
              arguments.output, conformance::exit_code_of(outcome.result));
  if (!arguments.output.empty()) {
    fmt::print(stderr, "{}\n", conformance::summary_line(outcome.result));
  }
  return code;
}

}  // namespace popquiz::cli
