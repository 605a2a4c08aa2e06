#include "options/program.hpp"

#include "options/bench_options.hpp"
#include "options/fuzz_options.hpp"
#include "options/help_text.hpp"
#include "options/replay_options.hpp"
#include "options/report_options.hpp"
#include "options/shared_options.hpp"
#include "options/test_client_options.hpp"
#include "options/test_server_options.hpp"

#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <CLI/Validators.hpp>

#include <map>
#include <memory>
#include <string>
#include <tuple>
#include <utility>

namespace popquiz::cli {
namespace {

constexpr unsigned longest_login_delay = 86'400;
constexpr double shortest_autologout = 0.001;  // seconds
constexpr double longest_autologout = 86'400;
constexpr double least_rate = 1e3;  // bits per second
constexpr double highest_rate = 1e12;
constexpr std::size_t largest_segment = 65'535;  // octets

/// Help as the manual page has it.
class help_formatter final : public CLI::FormatterBase {
 public:
  std::string make_help(const CLI::App* app, std::string /*name*/,
                        CLI::AppFormatMode /*mode*/) const override {
    return help_text(*app);
  }
};

/// A number and its unit, as the number of the unit that is 1.
CLI::Validator unit(std::map<std::string, double> units) {
  return unnamed(CLI::AsNumberWithUnit(std::move(units), CLI::AsNumberWithUnit::UNIT_REQUIRED));
}

/// What `serve` says of the link to its clients (docs/maildrops.md).
void add_link(CLI::App& to, serve_arguments& into) {
  const auto time = unit({{"us", 1e-6}, {"ms", 1e-3}, {"s", 1}});
  const CLI::Validator time_range = unnamed(CLI::Range(0.0, longest_round_trip));
  to.add_option("--rtt", into.rtt,
                "Be so far away, in us, ms or s: the round trip, that of the connection's set-up, too")
      ->type_name("TIME")
      ->transform(time)
      ->check(time_range);
  to.add_option("--rate", into.rate, "Send and receive no faster, each; in kbit, mbit or gbit a second")
      ->type_name("RATE")
      ->transform(unit({{"kbit", 1e3}, {"mbit", 1e6}, {"gbit", 1e9}}))
      ->check(unnamed(CLI::Range(least_rate, highest_rate)));
  auto* const jitter = to.add_option("--jitter", into.jitter, "Be up to so much later at times, each way")
                           ->type_name("TIME")
                           ->transform(time)
                           ->check(time_range);
  to.add_option("--jitter-seed", into.jitter_seed, "Be late at other times (default: 1)")
      ->type_name("N")
      ->needs(jitter);
  to.add_option("--segments", into.segments,
                "Send at most so many octets at once, and each lot apart from the next: 1 to see whether a "
                "client waits for whole lines")
      ->type_name("N")
      ->check(unnamed(CLI::Range(std::size_t{1}, largest_segment)));
}

/// What `serve` says of the server itself (docs/serve.md).
void add_offers(CLI::App& to, serve_arguments& into) {
  to.add_option("--without", into.without,
                "Neither announce this capability nor take its command, e.g. PIPELINING, SASL or UIDL; APOP, "
                "too; may be repeated")
      ->type_name("CAPABILITY")
      ->allow_extra_args(false);
  to.add_option("--login-delay", into.login_delay, "Refuse a login so soon behind the last (default: 0)")
      ->type_name("SECONDS")
      ->check(unnamed(CLI::Range(0U, longest_login_delay)));
  to.add_option(
        "--autologout", into.autologout,
        "End a session that says nothing for so long, in ms, s or m (default: 10m, the least that RFC "
        "1939 allows)")
      ->type_name("TIME")
      ->transform(unit({{"ms", 1e-3}, {"s", 1}, {"m", 60}}))
      ->check(unnamed(CLI::Range(shortest_autologout, longest_autologout)));
  to.add_option("--expire", into.expire,
                "Announce that mail stays so many days, or never expires; none is ever deleted for it")
      ->type_name("DAYS|never")
      ->capture_default_str();
  to.add_flag("--once", into.once, "Take one session, and exit behind it");
  to.add_option(
        "--transcript", into.transcript,
        "Write the first session to FILE as a script that can be replayed, the second to FILE.2, and so on; "
        "without secrets")
      ->type_name("FILE");
  add_format(to, into.format, "The line that says the address and port: text or json");
}

}  // namespace

program::program(arguments& into) : app_("Tests POP3 servers and POP3 clients against the RFCs", "popquiz") {
  app_.formatter(std::make_shared<help_formatter>());  // subcommands inherit it
  app_.set_help_flag("--help,-h", "Print this help and exit");
  app_.add_flag("--version", version_, "Print the version and exit");
  app_.add_flag("--help-man", help_man_, "Print the manual page, as troff, and exit");

  CLI::App& test = *app_.add_subcommand("test", "Test POP3 software against the RFCs");
  test.require_subcommand(1);
  test_server_ = test.add_subcommand("server", "Test a POP3 server, check by check");
  add_test_server_options(*test_server_, into.test_server);
  test_client_ = test.add_subcommand("client", "Test a POP3 client, scenario by scenario");
  add_test_client_options(*test_client_, into.test_client);
  std::tie(fuzz_server_, fuzz_client_) = add_fuzz(app_, into.fuzz);
  CLI::App& bench = *app_.add_subcommand("bench", "Measure POP3 software");
  bench.require_subcommand(1);
  bench_server_ = bench.add_subcommand("server", "Measure how fast a POP3 server is");
  add_bench_server_options(*bench_server_, into.bench_server);
  bench_client_ = bench.add_subcommand("client", "Measure what POP3 clients cost");
  add_bench_client_options(*bench_client_, into.bench_client);
  report_ =
      app_.add_subcommand("report", "Report what tests have found, or lay several servers side by side");
  add_report_options(*report_, into.report);
  requirements_ = app_.add_subcommand("requirements", "Tell what the RFCs ask, and which checks look at it");
  add_requirements(into.requirements);
  drivers_ = app_.add_subcommand("drivers", "List the mail clients that popquiz knows how to start");
  add_drivers(into.drivers);
  serve_ = app_.add_subcommand("serve", "Be a POP3 server: correct, or wrong on purpose");
  add_serve(into.serve);
  record_ = app_.add_subcommand("record", "Write down what a client and a server say");
  add_record_options(*record_, into.record);
  replay_ = app_.add_subcommand("replay", "Play either side of what was recorded");
  add_replay_options(*replay_, into.replay);
  parse_ = app_.add_subcommand("parse", "Read captured octets of a server as POP3 replies");
  add_parse(into.parse);
  fetch_ = app_.add_subcommand("fetch", "Download mail, and lose none");
  add_fetch(into.fetch);
  add_mail(into.mail);
}

void program::add_requirements(requirements_arguments& into) {
  CLI::App& to = *requirements_;
  auto* const server = to.add_flag("--server", into.server, "Only what binds servers");
  to.add_flag("--client", into.client, "Only what binds clients")->excludes(server);
  to.add_option("--rfc", into.rfc, "Only what this RFC asks, e.g. 1939")->type_name("N");
  to.add_flag("--uncovered", into.uncovered,
              "Only what could be seen on the wire and has neither a check nor a reason why not");
  add_format(to, into.format, "The list: text or json (docs/requirements.md)");
}

void program::add_drivers(drivers_arguments& into) {
  CLI::App& to = *drivers_;
  to.add_option("name", into.name,
                "A driver, to print its file, or a file of your own (*.toml), to see whether it is in order")
      ->type_name("NAME|FILE");
  add_format(to, into.format, "The list: text or json (docs/drivers.md)");
}

void program::add_serve(serve_arguments& into) {
  CLI::App& to = *serve_;
  to.add_option("script", into.scripts,
                "Scripts of `on` blocks that say where this server differs from a correct one; of all blocks "
                "the first that fits counts, those of the first script before those of the second. Or one "
                "recording, which is played to each client")
      ->type_name("SCRIPT");
  to.add_option(
        "--profile", into.profiles,
        "Behave as a server in the wild does, e.g. gmail; behind the scripts, may be repeated. \"list\" "
        "prints the names there are")
      ->type_name("NAME")
      ->allow_extra_args(false);
  add_listen(to, into);
  add_password(to, into.user, "Name that clients log in with (default: quiz)", into.password_file,
               into.password_env);
  to.add_option("--account", into.accounts,
                "Another name and password, with a maildrop of its own; may be repeated. Everybody on this "
                "machine can see it here: for passwords to throw away. Instead of \"quiz\", unless that or "
                "its password is named")
      ->type_name("NAME:PASSWORD")
      ->allow_extra_args(false);
  to.add_option("--maildrop", into.maildrop,
                "The mail: fixture:NAME (built in), folder:DIR (of .eml files), maildir:DIR, mbox:FILE or "
                "generated:COUNTxSIZE (docs/maildrops.md). Files are changed only with DIR,delete or "
                "FILE,delete. Default: what a script's header names, or else fixture:two-plain")
      ->type_name("KIND:NAME");
  add_certificate(to, into);
  add_tls_mode(to, into);
  to.add_flag("--require-tls", into.require_tls,
              "Take no secret in clear: USER, PLAIN, LOGIN, XOAUTH2 and OAUTHBEARER only inside TLS");
  add_offers(to, into);
  add_link(to, into);
}

void program::add_parse(parse_arguments& into) {
  CLI::App& to = *parse_;
  to.add_option(
        "file", into.file,
        "What the server sent, and nothing of what the client sent; without FILE, or with -, standard "
        "input")
      ->type_name("FILE");
  to.add_option(
        "--reply", into.reply,
        "What the replies are, in order, with commas: status (one line), body (a line and a body), sasl "
        "(challenges, and the line that ends them), greeting, or the commands that were sent, e.g. "
        "RETR, LIST or 'LIST 1'; the last one repeats (default: status, with --extract body)")
      ->type_name("SHAPE,...");
  to.add_flag("--strict", into.strict, "The first deviation from the RFCs is an error");
  auto* const extract =
      to.add_flag("--extract", into.extract,
                  "Write the bodies, dots of byte-stuffing removed, and nothing else to standard output");
  to.add_option("--format", into.format, "The report: text, or json (an object a line)")
      ->type_name("FORMAT")
      ->check(unnamed(CLI::IsMember({"text", "json"})))
      ->capture_default_str()
      ->excludes(extract);
  to.add_option("--kernel", into.kernel,
                "Scan with this implementation instead of the machine's fastest; scalar is always there")
      ->type_name("NAME");
}

void program::add_fetch(fetch_arguments& into) {
  CLI::App& to = *fetch_;
  to.add_option(
        "account", into.accounts,
        "What to fetch from: pop://USER@HOST[:PORT] or pops://... (RFC 2384), or the name of an account in "
        "the file of accounts; without any, all accounts of that file")
      ->type_name("URL|NAME");
  to.add_option("--config", into.config,
                "The file of accounts (docs/accounts.md; default: ~/.config/popquiz/accounts.toml)")
      ->type_name("FILE");
  to.add_option("--to", into.to,
                "Where the mail goes: maildir:DIR, mbox:FILE, dir:DIR (of .eml files), pipe:COMMAND (a run a "
                "message, on its standard input) or - (standard output, as mbox)")
      ->type_name("KIND:PLACE");
  to.add_flag("--keep", into.keep, "Leave the mail on the server (the default)");
  to.add_flag("--delete", into.remove, "Delete each message on the server once it is safe here");
  to.add_option("--delete-after", into.delete_after, "The same, but DAYS after it was fetched")
      ->type_name("DAYS");
  to.add_option("--max-size", into.max_size,
                "Leave larger messages on the server: 1500, 64K, 25M or 2G octets")
      ->type_name("OCTETS");
  to.add_option("--max-messages", into.max_messages, "Fetch so many at most")->type_name("N");
  to.add_option("--max-listing", into.max_listing,
                "Memory for what the server lists: a message takes some 80 octets. Unless given, 4M")
      ->type_name("OCTETS");
  to.add_flag("--only-new", into.only_new, "Fetch what was not fetched before, by unique-id (the default)");
  to.add_flag("--again", into.again, "Fetch what was fetched before, too");
  to.add_flag("--dry-run", into.dry_run, "Print what would be fetched and deleted; do neither");
  to.add_flag("--list", into.list,
              "Print what is on the server: number, octets, fate, unique-id; fetch nothing");
  to.add_option("--ledger", into.ledger,
                "Where it is remembered what was fetched (default: in or beside the destination)")
      ->type_name("FILE");
  to.add_option("--user", into.user, "Name to log in with, instead of the URL's or the file's")
      ->type_name("NAME");
  to.add_option("--auth", into.auth,
                "Log in this way only: a SASL mechanism, APOP or USER (default: the best)")
      ->type_name("MECHANISM");
  to.add_option("--password-file", into.secret.password_file, "The password is the first line of FILE")
      ->type_name("FILE");
  to.add_option("--password-env", into.secret.password_env,
                "The password is the value of the environment variable NAME")
      ->type_name("NAME");
  to.add_option("--password-command", into.secret.password_command,
                "The password is the first line that COMMAND prints")
      ->type_name("COMMAND");
  to.add_flag("--password-prompt", into.secret.password_prompt, "Ask for the password at the terminal");
  to.add_option("--password", into.secret.password, "The password; everybody on this machine can see it here")
      ->type_name("WORD");
  to.add_option("--token-file", into.secret.token_file, "An OAuth token instead: the first line of FILE")
      ->type_name("FILE");
  to.add_option("--token-env", into.secret.token_env, "The same: the value of the environment variable NAME")
      ->type_name("NAME");
  to.add_option("--token-command", into.secret.token_command, "The same: the first line that COMMAND prints")
      ->type_name("COMMAND");
  to.add_flag(
      "--allow-clear-text", into.allow_clear_text,
      "Say the password outside TLS, so that everybody on the way can read it, when there is no other way");
  to.add_option(
        "--tls", into.tls,
        "auto (TLS at once on port 995, else STLS or nothing), implicit, stls, or never (default: auto)")
      ->type_name("POLICY");
  add_ca_file(to, into.ca_file);
  to.add_option(
        "--pin", into.pins,
        "Trust this certificate of the server's and no other: its SHA-256 in hexadecimal; may be repeated")
      ->type_name("SHA256");
  auto* const certificate = to.add_option("--client-certificate", into.client_certificate,
                                          "Show the server this certificate (PEM), for EXTERNAL")
                                ->type_name("FILE");
  auto* const key = to.add_option("--client-key", into.client_key, "Its key (PEM)")->type_name("FILE");
  certificate->needs(key);
  key->needs(certificate);
  to.add_flag("--srv", into.srv, "HOST is a mail domain: ask its DNS where the server is (RFC 6186)");
  to.add_option("--connect-timeout", into.connect_timeout, "Connect within so long (default: 30)")
      ->type_name("SECONDS")
      ->check(unnamed(CLI::Range(0.001, longest_timeout)));
  to.add_option("--timeout", into.timeout, "Wait for the server at most so long (default: 60)")
      ->type_name("SECONDS")
      ->check(unnamed(CLI::Range(0.001, longest_timeout)));
  to.add_flag("--no-pipelining", into.no_pipelining,
              "Await each reply, even where the server announces PIPELINING");
  auto* const json =
      to.add_flag("--json", into.json, "Tell what happens in JSON, an object a line (docs/fetch.md)");
  to.add_flag("--quiet,-q", into.quiet, "Tell nothing but what goes wrong")->excludes(json);
  to.add_flag("--verbose,-v", into.verbose, "Tell of each message")->excludes(json);
  to.add_option("--transcript", into.transcript, "Write the conversation to FILE, without secrets")
      ->type_name("FILE");
}

void program::add_mail(mail_arguments& into) {
  CLI::App& mail = *app_.add_subcommand("mail", "Read mail that is on this machine");
  mail.require_subcommand(1);
  const auto add_mailbox = [](CLI::App& to, std::string& mailbox) {
    to.add_option(
          "path", mailbox,
          "The mailbox: a Maildir, a folder of .eml files, an mbox, or a file that is one message; or "
          "maildir:DIR, dir:DIR, mbox:FILE as for fetch")
        ->type_name("PATH");
  };
  const auto add_message = [](CLI::App& to, std::string& message) {
    to.add_option("message", message,
                  "Its number in the list, or the name of its file; may be left out when it is the only one")
        ->type_name("N|NAME");
  };
  mail_list_ = mail.add_subcommand("list", "List the messages of a mailbox");
  add_mailbox(*mail_list_, into.list.mailbox);
  mail_list_->add_flag("--unread", into.list.unread, "Only those that no mail reader has shown");
  mail_list_->add_option("--sort", into.list.sort, "By date, as the sender says, or by arrival; newest last")
      ->type_name("KEY")
      ->check(unnamed(CLI::IsMember({"date", "arrival"})))
      ->capture_default_str();
  mail_list_->add_option("--limit", into.list.limit, "Only the last N of them")->type_name("N");
  mail_list_->add_flag("--json", into.list.json, "JSON, an object a line (docs/mail.md)");

  mail_show_ = mail.add_subcommand("show", "Show a message");
  add_mailbox(*mail_show_, into.show.mailbox);
  add_message(*mail_show_, into.show.message);
  auto* const headers = mail_show_->add_flag("--headers", into.show.headers, "Show all header fields");
  auto* const raw =
      mail_show_->add_flag("--raw", into.show.raw, "Write the octets as they are, decode nothing")
          ->excludes(headers);
  mail_show_->add_flag("--json", into.show.json, "As one JSON object (docs/mail.md)")->excludes(raw);

  mail_export_ = mail.add_subcommand("export", "Save a message or its attachments as files");
  add_mailbox(*mail_export_, into.exported.mailbox);
  add_message(*mail_export_, into.exported.message);
  mail_export_
      ->add_option("--to", into.exported.to,
                   "The folder for the files; it is made when only it is missing. No file is overwritten")
      ->type_name("DIR");
  auto* const attachments = mail_export_->add_flag("--attachments", into.exported.attachments,
                                                   "Save the attachments, decoded (the default)");
  mail_export_->add_flag("--eml", into.exported.eml, "Save the message, as it lies there")
      ->excludes(attachments);
}

command program::chosen() const {
  if (version_) {
    return command::version;
  }
  if (help_man_) {
    return command::help_man;
  }
  if (test_server_->parsed()) {
    return command::test_server;
  }
  if (test_client_->parsed()) {
    return command::test_client;
  }
  if (bench_server_->parsed()) {
    return command::bench_server;
  }
  if (bench_client_->parsed()) {
    return command::bench_client;
  }
  if (report_->parsed()) {
    return command::report;
  }
  if (requirements_->parsed()) {
    return command::requirements;
  }
  if (drivers_->parsed()) {
    return command::drivers;
  }
  if (serve_->parsed()) {
    return command::serve;
  }
  if (replay_->parsed()) {
    return command::replay;
  }
  if (record_->parsed()) {
    return command::record;
  }
  if (fetch_->parsed()) {
    return command::fetch;
  }
  if (mail_list_->parsed()) {
    return command::mail_list;
  }
  if (mail_show_->parsed()) {
    return command::mail_show;
  }
  if (mail_export_->parsed()) {
    return command::mail_export;
  }
  if (fuzz_server_->parsed()) {
    return command::fuzz_server;
  }
  if (fuzz_client_->parsed()) {
    return command::fuzz_client;
  }
  return parse_->parsed() ? command::parse : command::none;
}

}  // namespace popquiz::cli
