#include "options/test_client_options.hpp"

#include "options/report_options.hpp"
#include "options/run_options.hpp"
#include "options/shared_options.hpp"

#include <CLI/Validators.hpp>

#include <algorithm>
#include <thread>

namespace popquiz::cli {
namespace {

constexpr std::size_t most_cores = 64;

}  // namespace

void add_delivery(CLI::App& to, std::string& delivers, std::string& line_ends,
                  std::vector<std::string>& can) {
  to.add_option("--delivers", delivers,
                "Of a command without driver: where its mail lies, below its own folder, which is its HOME: "
                "folder:PATH (a file a message), maildir:PATH or mbox:PATH (default: folder:mail)")
      ->type_name("KIND:PATH");
  to.add_option("--line-ends", line_ends,
                "The same: how lines end there, crlf or lf (default: crlf in a folder, else lf)")
      ->type_name("WHICH")
      ->check(unnamed(CLI::IsMember({"crlf", "lf"})));
  to.add_option("--can", can,
                "The same: what it can though its words do not show it, e.g. stls,tls,delete; without "
                "{transport} it is given no TLS, without {afterwards} nothing to delete")
      ->type_name("WORD,...")
      ->delimiter(',')
      ->allow_extra_args(false);
}

void add_client_choice(CLI::App& to, test_client_arguments& into) {
  to.add_option(
        "command", into.command,
        "Behind --: what fetches all mail. {host}, {port}, {user}, {password}, {out} (where mail goes), {ca} "
        "(whom to trust), {transport} and {afterwards} are filled in, and stand in the environment as "
        "POPQUIZ_HOST and so on. A relative path of a file that is there is meant from here. With --driver "
        "it "
        "takes the place of the driver's command")
      ->type_name("COMMAND");
  to.add_option("--driver", into.driver,
                "A client that popquiz knows (`popquiz drivers` lists them), or FILE.toml (docs/drivers.md)")
      ->type_name("NAME|FILE");
  to.add_option("--program", into.program,
                "With --driver: the program that it starts, e.g. ./build/fetchmail in place of fetchmail")
      ->type_name("FILE");
  add_delivery(to, into.delivers, into.line_ends, into.can);
  to.add_option("--cannot", into.cannot,
                "What the client can't do, e.g. unique-ids,exit-status (docs/scenarios.md): scenarios that "
                "need it are skipped")
      ->type_name("WORD,...")
      ->delimiter(',')
      ->allow_extra_args(false);
}

void add_client_limits(CLI::App& to, test_client_arguments& into) {
  to.add_flag("--no-memory-limit", into.no_memory_limit,
              "Do not limit or judge the client's memory: for programs that were built with a sanitizer");
  to.add_option("--as", into.as,
                "When popquiz runs as root: run the client as this user (default: nobody); many refuse to "
                "work for root")
      ->type_name("USER");
}

void add_test_client_options(CLI::App& to, test_client_arguments& into) {
  into.jobs = std::clamp<std::size_t>(std::thread::hardware_concurrency(), 1, most_cores);
  add_client_choice(to, into);
  add_suite_choice(to, into, "scenario");
  to.add_option(
        "--timeout", into.timeout,
        "End a run of the client behind so long; then it hangs. It has 2 s more for each MiB of mail; "
        "what it waits for a busy processor is not counted")
      ->type_name("SECONDS")
      ->check(unnamed(CLI::Range(0.1, longest_timeout)))
      ->capture_default_str();
  add_client_limits(to, into);
  to.add_option(
        "--keep", into.keep,
        "Leave a folder for each scenario in DIR: the scenario, what was said, printed and delivered, "
        "and the commands that repeat it")
      ->type_name("DIR");
  add_run_control(to, into, "scenario",
                  "Run the scenarios in a random order; the report says which --seed repeats it",
                  "Run N scenarios at a time");
  add_report_choice(to, into.format, into.output,
                    "The report: text, json (docs/result.schema.json), junit, tap or html (docs/report.md)",
                    "Write the report to FILE; the totals still go to standard error");
}

}  // namespace popquiz::cli
