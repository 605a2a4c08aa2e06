#include "test_server.hpp"

#include "interrupt.hpp"
#include "progress.hpp"
#include "report_delivery.hpp"
#include "run_progress_text.hpp"
#include "test_subject.hpp"
#include "text_file.hpp"
#include "version.hpp"

#include <popquiz/conformance/check.hpp>
#include <popquiz/conformance/expectation.hpp>
#include <popquiz/conformance/reporter.hpp>
#include <popquiz/conformance/runner.hpp>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <random>

namespace popquiz::cli {
namespace {

/// What goes wrong before there is a result.
using stopped = complaint;

std::string now_utc() {
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::time(nullptr)));
}

/// The seed of a random order: the one given, or one that can be given again.
std::optional<std::uint64_t> seed_of(const test_server_arguments& arguments) {
  if (!arguments.shuffle) {
    return std::nullopt;
  }
  return arguments.seed ? *arguments.seed : std::random_device()();
}

std::optional<conformance::suite> load_suite(const test_server_arguments& arguments, stopped& why) {
  auto suite = arguments.suite.empty() ? conformance::builtin_suite(why.what)
                                       : conformance::suite_with_folder(arguments.suite, why.what);
  why.code = arguments.suite.empty() ? exit_code::unreachable : exit_code::usage;
  return suite;
}

bool has_check(std::string_view id, const void* context) {
  const auto& suite = *static_cast<const conformance::suite*>(context);
  return std::ranges::any_of(suite.checks, [&](const auto& c) { return c.dialogue.id == id; });
}

std::optional<conformance::expectations> load_expectations(const std::string& file,
                                                           const conformance::suite& suite, stopped& why) {
  if (file.empty()) {
    return conformance::expectations();
  }
  why.code = exit_code::usage;
  const auto text = read_text_file(file, why.what);
  return text ? conformance::parse_expectations(*text, file, has_check, &suite, why.what) : std::nullopt;
}

exit_code list(const test_server_arguments& arguments, const conformance::suite& suite) {
  if (arguments.format != "text" && arguments.format != "json") {
    return complain("--list prints text or json", exit_code::usage);
  }
  const bool json = arguments.format == "json";
  return deliver(json ? conformance::list_json(suite) : conformance::list_text(suite), arguments.output,
                 exit_code::success);
}

exit_code run(const test_server_arguments& arguments, test_subject& subject, const conformance::suite& suite,
              conformance::expectations expected) {
  progress shown;
  conformance::run_settings settings;
  settings.allow_changes = arguments.allow_changes || arguments.embedded;
  settings.allow_slow = arguments.slow;
  settings.player = subject.login;
  settings.expected = std::move(expected);
  settings.version = version;
  settings.started = now_utc();
  settings.stop = &catch_interrupt();
  settings.fail_fast = arguments.fail_fast;
  settings.rounds = arguments.repeat;
  settings.seed = seed_of(arguments);
  settings.progress = [&](const conformance::run_progress& far) { shown.show(run_progress_text(far)); };
  const conformance::run_outcome outcome = conformance::run_suite(suite, subject.servers(), settings);
  shown.clear();
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

}  // namespace

exit_code run_test_server(const test_server_arguments& arguments) {
  stopped why;
  const auto whole = load_suite(arguments, why);
  if (!whole) {
    return complain(why.what, why.code);
  }
  const conformance::suite chosen = conformance::select(*whole, arguments.only);
  if (chosen.checks.empty() && arguments.list) {
    return complain(fmt::format("no check's id matches \"{}\"", arguments.only), exit_code::nothing_ran);
  }
  if (arguments.list) {
    return list(arguments, chosen);
  }
  auto subject = make_test_subject(arguments, why);
  if (!subject) {
    return complain(why.what, why.code);
  }
  auto expected = load_expectations(arguments.expect, *whole, why);
  if (!expected) {
    return complain(why.what, why.code);
  }
  if (chosen.checks.empty()) {
    return complain(fmt::format("no check ran: none has an id that matches \"{}\"", arguments.only),
                    exit_code::nothing_ran);
  }
  if (subject->remote != nullptr && !arguments.mail.empty()) {
    using learned = conformance::remote_subject::learned;
    const learned how = subject->remote->learn(why.what);
    if (how != learned::yes) {
      return complain(why.what, how == learned::other_mail ? exit_code::usage : exit_code::unreachable);
    }
  }
  if (subject->own_mail && !place(*subject->own_mail, *subject->remote, arguments.allow_changes, why.what)) {
    return complain(why.what, exit_code::unreachable);
  }
  const exit_code code = run(arguments, *subject, chosen, std::move(*expected));
  if (subject->own_mail) {
    take_back(*subject->own_mail, *subject->remote, arguments.allow_changes);
  }
  return code;
}

}  // namespace popquiz::cli
