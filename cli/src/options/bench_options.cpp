#include "options/bench_options.hpp"

#include "options/shared_options.hpp"
#include "options/test_client_options.hpp"

#include <CLI/Validators.hpp>

#include <map>
#include <string>
#include <vector>

namespace popquiz::cli {
namespace {

constexpr std::size_t most_connections = 10'000;
constexpr std::size_t most_commands = 1000;
constexpr std::size_t most_runs = 1000;
constexpr double longest_measure = 3600;  // seconds
constexpr double most_requests = 1e6;     // requests a second

void add_figures(CLI::App& to, std::string& format, std::string& output) {
  to.add_option("--format", format, "The figures: text, json, or html with plots (docs/performance.md)")
      ->type_name("FORMAT")
      ->check(unnamed(CLI::IsMember({"text", "json", "html"})))
      ->capture_default_str();
  to.add_option("--output", output, "Write them to FILE instead of standard output")->type_name("FILE");
}

void add_words(CLI::App& to, const char* name, std::vector<std::string>& into, const char* what,
               const std::vector<std::string>& words) {
  to.add_option(name, into, what)
      ->type_name("WORD,...")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->check(unnamed(CLI::IsMember(words)));
}

}  // namespace

void add_bench_server_options(CLI::App& to, bench_server_arguments& into) {
  to.add_option(
        "server", into.server,
        "The server: a name or an address, IPv6 in brackets, and a port (default: 110, with --tls 995)")
      ->type_name("HOST[:PORT]");
  to.add_flag("--embedded", into.embedded,
              "Measure the reference server within this process instead, with generated mail of each size");
  auto* const tls = to.add_flag("--tls", into.tls, "TLS from the first octet (RFC 8314)");
  to.add_flag("--stls", into.stls, "TLS by STLS (RFC 2595)")->excludes(tls);
  add_ca_file(to, into.ca_file);
  add_password(
      to, into.user,
      "Name to log in with; {n} in it becomes the number of the connection, since most servers let a "
      "maildrop have one session at a time",
      into.password_file, into.password_env);
  add_words(to, "--only", into.only, "Measure only these: login, stat, retr (default: all)",
            {"login", "stat", "retr"});
  to.add_option("--sizes", into.sizes,
                "RETR the messages that are nearest to these sizes, e.g. 4KiB,1MiB (default: 1KiB, 4KiB and "
                "so on to 1GiB, "
                "as far as the maildrop has them)")
      ->type_name("SIZE,...")
      ->delimiter(',')
      ->allow_extra_args(false);
  to.add_option("--connections", into.connections, "So many at once")
      ->type_name("N")
      ->check(unnamed(CLI::Range(std::size_t{1}, most_connections)))
      ->capture_default_str();
  to.add_option(
        "--pipeline", into.pipeline,
        "So many commands outstanding on a connection, at most; more than 1 where the server announces "
        "PIPELINING")
      ->type_name("N")
      ->check(unnamed(CLI::Range(std::size_t{1}, most_commands)))
      ->capture_default_str();
  to.add_option("--duration", into.duration, "Measure each for so long")
      ->type_name("SECONDS")
      ->check(unnamed(CLI::Range(0.01, longest_measure)))
      ->capture_default_str();
  to.add_option(
        "--rate", into.rate,
        "So many requests a second, of all connections together, each due at its time whether earlier ones "
        "were answered or not; latency counts from then (default: ask again as soon as it is answered)")
      ->type_name("N")
      ->check(unnamed(CLI::Range(0.001, most_requests)));
  to.add_option("--timeout", into.timeout, "Wait for a reply at most so long")
      ->type_name("SECONDS")
      ->check(unnamed(CLI::Range(0.001, longest_timeout)))
      ->capture_default_str();
  add_figures(to, into.format, into.output);
}

void add_bench_client_options(CLI::App& to, bench_client_arguments& into) {
  to.add_option(
        "command", into.command,
        "Behind --: what fetches all mail, as for `test client`: {host}, {port}, {user}, {password}, {out} "
        "and so on are filled in. Beside the drivers that are named")
      ->type_name("COMMAND");
  to.add_option(
        "--driver", into.drivers,
        "A client that popquiz knows (`popquiz drivers` lists them), or FILE.toml; several with commas, or "
        "again")
      ->type_name("NAME|FILE,...")
      ->delimiter(',')
      ->allow_extra_args(false);
  add_delivery(to, into.delivers, into.line_ends, into.can);
  to.add_option("--as", into.as, "When popquiz runs as root: run the clients as this user (default: nobody)")
      ->type_name("USER");
  add_words(to, "--workload", into.workloads,
            "Only these: large (one message of 1 GiB), small (10,000 of 4 KiB), far (1,000 of 4 KiB at a "
            "round trip of "
            "40 ms)",
            {"large", "small", "far"});
  auto* const quick = to.add_flag("--quick", into.quick, "64 MiB, 1,000 and 100 messages instead");
  to.add_option("--mail", into.mail, "This generated mail instead, e.g. 100x64KiB (docs/maildrops.md)")
      ->type_name("COUNTxSIZE")
      ->excludes("--workload")
      ->excludes(quick);
  to.add_option("--rtt", into.rtt, "The same at such a round trip, in us, ms or s")
      ->type_name("TIME")
      ->needs("--mail")
      ->transform(
          unnamed(CLI::AsNumberWithUnit(std::map<std::string, double>{{"us", 1e-6}, {"ms", 1e-3}, {"s", 1}},
                                        CLI::AsNumberWithUnit::UNIT_REQUIRED)))
      ->check(unnamed(CLI::Range(0.0, longest_round_trip)));
  add_words(to, "--transport", into.transports, "Only these: clear, tls, stls (default: clear and tls)",
            {"clear", "tls", "stls"});
  to.add_option("--runs", into.runs, "Run each client so often, in turn with the others")
      ->type_name("N")
      ->check(unnamed(CLI::Range(std::size_t{1}, most_runs)))
      ->capture_default_str();
  to.add_option("--timeout", into.timeout, "End a run behind so long")
      ->type_name("SECONDS")
      ->check(unnamed(CLI::Range(0.1, longest_timeout)))
      ->capture_default_str();
  to.add_flag("--no-bare-loop", into.no_bare_loop,
              "Without the client beside them that makes only system calls");
  to.add_flag("--no-system-calls", into.no_system_calls,
              "Do not count system calls, which takes a run more under strace(1)");
  add_figures(to, into.format, into.output);
}

}  // namespace popquiz::cli
