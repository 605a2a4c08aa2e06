#include "options/run_options.hpp"

#include "options/shared_options.hpp"

#include <CLI/Validators.hpp>

#include <cstddef>

namespace popquiz::cli {
namespace {

constexpr std::size_t most_rounds = 1000;
constexpr std::size_t most_jobs = 64;

}  // namespace

void add_suite_choice(CLI::App& to, run_arguments& into, const std::string& unit) {
  to.add_option("--only", into.only,
                "Run the " + unit + "s whose id matches (`*` and `?`); given several times: any of them")
      ->type_name("GLOB")
      ->allow_extra_args(false);
  to.add_option("--suite", into.suite,
                "Add the " + unit + "s in DIR; one of a built-in " + unit + "'s id takes its place")
      ->type_name("DIR");
  to.add_option("--expect", into.expect,
                "Failures that are known: lines of a " + unit +
                    "'s id, in quotes a part of the failure where only that one is meant, and a reason")
      ->type_name("FILE");
  to.add_flag("--list", into.list, "Print the " + unit + "s and run none");
  to.add_flag("--slow", into.slow, "Run the " + unit + "s that take minutes by design, too");
}

void add_run_control(CLI::App& to, run_arguments& into, const std::string& unit, const char* shuffle_text,
                     const char* jobs_text) {
  to.add_flag("--fail-fast", into.fail_fast,
              "Stop behind the first failure that is not known; the rest is skipped");
  to.add_option("--repeat", into.repeat,
                "Run all of it N times; a " + unit + " whose verdict changes is flaky, which is a failure")
      ->type_name("N")
      ->check(unnamed(CLI::Range(std::size_t{1}, most_rounds)))
      ->capture_default_str();
  auto* const shuffle = to.add_flag("--shuffle", into.shuffle, shuffle_text);
  to.add_option("--seed", into.seed, "Shuffle so, as before")->type_name("N")->needs(shuffle);
  to.add_option("--jobs", into.jobs, jobs_text)
      ->type_name("N")
      ->check(unnamed(CLI::Range(std::size_t{1}, most_jobs)))
      ->capture_default_str();
}

}  // namespace popquiz::cli
