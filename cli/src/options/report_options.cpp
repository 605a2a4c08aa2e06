#include "options/report_options.hpp"

#include "options/shared_options.hpp"

namespace popquiz::cli {

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
