#include "options/fuzz_options.hpp"

#include "options/shared_options.hpp"
#include "options/test_client_options.hpp"

#include <CLI/Validators.hpp>

namespace popquiz::cli {
namespace {

constexpr double longest_campaign = 86'400.0 * 30;  // seconds
constexpr std::size_t most_jobs = 64;
constexpr std::uint64_t most_memory = 1024UL * 1024;  // MiB

void add_campaign(CLI::App& to, campaign_arguments& into, const char* runs) {
  to.add_option("--time", into.time, "Go on for so long; 0: until it is interrupted")
      ->type_name("SECONDS")
      ->check(unnamed(CLI::Range(0.0, longest_campaign)))
      ->capture_default_str();
  to.add_option("--runs", into.runs, runs)->type_name("N");
  to.add_option("--seed", into.seed, "Begin as a run with this seed did")->type_name("N");
  to.add_option("--jobs", into.jobs, "So many engines at a time; they share the corpus")
      ->type_name("N")
      ->check(unnamed(CLI::Range(std::size_t{1}, most_jobs)))
      ->capture_default_str();
  to.add_option("--output", into.output,
                "Where everything goes: report.html, corpus, findings, what the engines say")
      ->type_name("DIR")
      ->capture_default_str();
  to.add_option(
        "--corpus", into.corpus,
        "Inputs to begin with, scripts, and where those that show something new are kept (default: corpus in "
        "the folder of --output)")
      ->type_name("DIR");
  to.add_option("--findings", into.findings,
                "Where findings go, a script and a page each (default: findings in the folder of --output)")
      ->type_name("DIR");
}

void add_fuzz_server_options(CLI::App& to, fuzz_server_arguments& into) {
  to.add_option(
        "server", into.server,
        "The server: a name or an address, and a port (default: 110, with --tls 995). With --start it may be "
        "left out: then each start is told a port of its own")
      ->type_name("HOST[:PORT]");
  to.add_option(
        "--start", into.start,
        "A shell command that starts the server and stays as long as it runs: it is watched, and started "
        "again "
        "when it has crashed or hangs. {host} and {port} are filled in, and stand in the environment as "
        "POPQUIZ_HOST and POPQUIZ_PORT")
      ->type_name("COMMAND");
  to.add_flag("--target", into.target,
              "What --start starts is built with popquiz's coverage runtime: its edges count, too "
              "(docs/fuzzing.md)")
      ->needs("--start");
  to.add_option("--log", into.log, "A file in which the server writes that a process of it has crashed")
      ->type_name("FILE");
  to.add_flag("--tls", into.tls, "TLS from the first octet (RFC 8314); else STLS where the server has it");
  add_ca_file(to, into.ca_file);
  add_password(to, into.user, "Name to log in with", into.password_file, into.password_env);
  to.add_flag("--allow-changes", into.allow_changes,
              "Delete messages, too; without it no session says QUIT behind DELE");
  to.add_option("--timeout", into.timeout, "A reply that takes longer is none: the server hangs")
      ->type_name("SECONDS")
      ->check(unnamed(CLI::Range(0.05, longest_timeout)))
      ->capture_default_str();
  to.add_option("--memory", into.memory, "What --start has started may have so much resident, in MiB")
      ->type_name("MIB")
      ->check(unnamed(CLI::Range(std::uint64_t{1}, most_memory)))
      ->capture_default_str();
  add_campaign(to, into, "End behind so many sessions");
}

void add_fuzz_client_options(CLI::App& to, fuzz_client_arguments& into) {
  into.client.timeout = 5;
  add_client_choice(to, into.client);
  to.add_option("--timeout", into.client.timeout, "End a run of the client behind so long; then it hangs")
      ->type_name("SECONDS")
      ->check(unnamed(CLI::Range(0.1, longest_timeout)))
      ->capture_default_str();
  add_client_limits(to, into.client);
  add_campaign(to, into, "End behind so many runs of the client");
}

}  // namespace

std::pair<CLI::App*, CLI::App*> add_fuzz(CLI::App& to, fuzz_arguments& into) {
  CLI::App& fuzz = *to.add_subcommand("fuzz", "Fuzz POP3 software over the wire");
  fuzz.require_subcommand(1);
  CLI::App* const server = fuzz.add_subcommand("server", "Fuzz a POP3 server, session by session");
  add_fuzz_server_options(*server, into.server);
  CLI::App* const client = fuzz.add_subcommand("client", "Fuzz a POP3 client, run by run");
  add_fuzz_client_options(*client, into.client);
  return {server, client};
}

}  // namespace popquiz::cli
