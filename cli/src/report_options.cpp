#include "report_options.hpp"

#include "shared_options.hpp"

#include <cstddef>

namespace popquiz::cli {
namespace {

constexpr std::size_t most_rounds = 1000;
constexpr std::size_t most_jobs = 64;

}  // namespace

void add_run_control(CLI::App& to, test_server_arguments& into) {
  to.add_flag("--fail-fast", into.fail_fast,
              "Stop behind the first failure that is not known; the rest is skipped");
  to.add_option("--repeat", into.repeat,
                "Run all of it N times; a check whose verdict changes is flaky, which is a failure")
      ->type_name("N")
      ->check(unnamed(CLI::Range(std::size_t{1}, most_rounds)))
      ->capture_default_str();
  auto* const shuffle =
      to.add_flag("--shuffle", into.shuffle,
                  "Run the checks in a random order, those that delete messages still last; the report says "
                  "which --seed repeats it");
  to.add_option("--seed", into.seed, "Shuffle so, as before")->type_name("N")->needs(shuffle);
  to.add_option("--jobs", into.jobs,
                "Run N checks at a time; only with --embedded, since POP3 locks a maildrop")
      ->type_name("N")
      ->check(unnamed(CLI::Range(std::size_t{1}, most_jobs)))
      ->capture_default_str();
}

void add_report_choice(CLI::App& to, std::string& format, std::string& output, const char* which,
                       const char* where) {
  to.add_option("--format", format, which)
      ->type_name("FORMAT")
      ->check(unnamed(CLI::IsMember({"text", "json", "junit", "tap", "html"})))
      ->capture_default_str();
  to.add_option("--output", output, where)->type_name("FILE");
}

void add_report_options(CLI::App& to, report_arguments& into) {
  to.add_option(
        "result", into.results,
        "Results of `test server --format json`: one gives its report again, several are laid side by "
        "side")
      ->type_name("FILE");
  add_report_choice(to, into.format, into.output,
                    "text, html or json; of one result also junit or tap (docs/report.md)",
                    "Write to FILE instead of standard output");
}

}  // namespace popquiz::cli
