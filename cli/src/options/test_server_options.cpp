#include "options/test_server_options.hpp"

#include "options/report_options.hpp"
#include "options/run_options.hpp"
#include "options/shared_options.hpp"

#include <CLI/Validators.hpp>

namespace popquiz::cli {
namespace {

/// How `test server` gets mail of its own into the maildrop (docs/checks.md): in one way. No option group:
/// the help and the manual know commands and their options only.
void add_test_mail(CLI::App& to, test_server_arguments& into) {
  auto* const maildir =
      to.add_option(
            "--maildir", into.maildir,
            "Put hard messages into the Maildir that the server serves, and compare octet for octet; with "
            "--allow-changes they are removed again")
          ->type_name("DIR");
  auto* const mbox = to.add_option("--mbox", into.mbox, "The same with an mbox (mboxrd)")
                         ->type_name("FILE")
                         ->excludes(maildir);
  auto* const deliver =
      to.add_option(
            "--deliver", into.deliver,
            "The same with a shell command that takes a message on its standard input, a run a message, 60 s "
            "at most each; fields that it puts in front are allowed")
          ->type_name("COMMAND")
          ->excludes(maildir)
          ->excludes(mbox);
  auto* const smtp = to.add_option("--smtp", into.smtp, "The same by SMTP, without TLS; needs curl(1)")
                         ->type_name("HOST[:PORT]")
                         ->excludes(maildir)
                         ->excludes(mbox)
                         ->excludes(deliver);
  to.add_option("--smtp-to", into.smtp_to,
                "To whom (default: the name of --user; without a domain: at localhost)")
      ->type_name("ADDRESS")
      ->needs(smtp);
}

}  // namespace

void add_test_server_options(CLI::App& to, test_server_arguments& into) {
  to.add_option(
        "server", into.server,
        "The server: a name or an address, IPv6 in brackets, and a port (default: 110, with --tls 995)")
      ->type_name("HOST[:PORT]");
  to.add_flag("--embedded", into.embedded,
              "Test the reference server within this process instead; implies --allow-changes");
  to.add_flag("--tls", into.tls,
              "TLS from the first octet (RFC 8314); else it begins where a check says STLS");
  add_ca_file(to, into.ca_file);
  add_password(to, into.user, "Name to log in with", into.password_file, into.password_env);
  to.add_option(
        "--mail", into.mail,
        "What the maildrop holds, in the order of the names: a folder of .eml files or a Maildir. Checks "
        "compare octet for octet with it")
      ->type_name("DIR");
  add_test_mail(to, into);
  add_suite_choice(to, into, "check");
  to.add_flag("--allow-changes", into.allow_changes, "Run the checks that delete messages, too");
  to.add_option("--timeout", into.timeout, "Wait for a reply at most so long")
      ->type_name("SECONDS")
      ->check(unnamed(CLI::Range(0.001, longest_timeout)))
      ->capture_default_str();
  add_run_control(to, into, "check",
                  "Run the checks in a random order, those that delete messages still last; the report says "
                  "which --seed repeats it",
                  "Run N checks at a time; only with --embedded, since POP3 locks a maildrop");
  add_report_choice(to, into.format, into.output,
                    "The report: text, json (docs/result.schema.json), junit, tap or html (docs/report.md)",
                    "Write the report to FILE; the totals still go to standard error");
}

}  // namespace popquiz::cli
