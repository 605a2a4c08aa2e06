#include "program.hpp"

#include "help_text.hpp"

#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <CLI/Validators.hpp>

#include <memory>

namespace popquiz::cli {
namespace {

constexpr double longest_timeout = 3600;  // seconds

/// Help as the manual page has it.
class help_formatter final : public CLI::FormatterBase {
 public:
  std::string make_help(const CLI::App* app, std::string /*name*/,
                        CLI::AppFormatMode /*mode*/) const override {
    return help_text(*app);
  }
};

/// CLI11 puts a validator's description behind the type's name; ours say it in words.
CLI::Validator unnamed(const CLI::Validator& v) {
  return v.description("");
}

void add_password(CLI::App& to, std::string& user, const char* who, std::string& file,
                  std::string& variable) {
  to.add_option("--user", user, who)->type_name("NAME");
  auto* const by_file =
      to.add_option("--password-file", file, "The password is the first line of FILE")->type_name("FILE");
  to.add_option("--password-env", variable, "The password is the value of the environment variable NAME")
      ->type_name("NAME")
      ->excludes(by_file);
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
  add_test_server(into.test_server);
  serve_ = app_.add_subcommand("serve", "Be a POP3 server: correct, or wrong on purpose");
  add_serve(into.serve);
  parse_ = app_.add_subcommand("parse", "Read captured octets of a server as POP3 replies");
  add_parse(into.parse);
}

void program::add_test_server(test_server_arguments& into) {
  CLI::App& to = *test_server_;
  to.add_option(
        "server", into.server,
        "The server: a name or an address, IPv6 in brackets, and a port (default: 110, with --tls 995)")
      ->type_name("HOST[:PORT]");
  to.add_flag("--embedded", into.embedded,
              "Test the reference server within this process instead; implies --allow-changes");
  auto* const tls = to.add_flag("--tls", into.tls, "TLS from the first octet (RFC 8314)");
  to.add_option("--ca-file", into.ca_file, "Trust the issuers in FILE (PEM) instead of the system's")
      ->type_name("FILE")
      ->needs(tls);
  add_password(to, into.user, "Name to log in with", into.password_file, into.password_env);
  to.add_option(
        "--mail", into.mail,
        "What the maildrop holds, in the order of the names: a folder of .eml files or a Maildir. Checks "
        "compare octet for octet with it")
      ->type_name("DIR");
  to.add_option("--only", into.only, "Run the checks whose id matches (`*` and `?`)")->type_name("GLOB");
  to.add_option("--suite", into.suite, "Add the checks in DIR; one of a built-in check's id takes its place")
      ->type_name("DIR");
  to.add_option("--expect", into.expect, "Failures that are known: lines of a check's id and a reason")
      ->type_name("FILE");
  to.add_flag("--list", into.list, "Print the checks and run none");
  to.add_flag("--allow-changes", into.allow_changes, "Run the checks that delete messages, too");
  to.add_flag("--slow", into.slow, "Run the checks that take minutes by design, too");
  to.add_option("--timeout", into.timeout, "Wait for a reply at most so long")
      ->type_name("SECONDS")
      ->check(unnamed(CLI::Range(0.001, longest_timeout)))
      ->capture_default_str();
  to.add_option("--format", into.format, "The report: text, json (docs/result.schema.json) or junit")
      ->type_name("FORMAT")
      ->check(unnamed(CLI::IsMember({"text", "json", "junit"})))
      ->capture_default_str();
  to.add_option("--output", into.output, "Write the report to FILE; the totals still go to standard error")
      ->type_name("FILE");
}

void program::add_serve(serve_arguments& into) {
  CLI::App& to = *serve_;
  to.add_option("script", into.script,
                "A script of `on` blocks that says where this server differs from a correct one")
      ->type_name("SCRIPT");
  to.add_option("--listen", into.listen, "Address and port; port 0 lets the system choose")
      ->type_name("ADDRESS:PORT")
      ->capture_default_str();
  add_password(to, into.user, "Name that clients log in with (default: quiz)", into.password_file,
               into.password_env);
  to.add_option("--maildrop", into.maildrop,
                "The mail: fixture:NAME (built in), folder:DIR (of .eml files) or maildir:DIR. Files are "
                "never removed")
      ->type_name("KIND:NAME")
      ->capture_default_str();
  auto* const certificate = to.add_option("--tls-certificate", into.tls_certificate,
                                          "TLS from the first octet, with this chain (PEM)")
                                ->type_name("FILE");
  auto* const key = to.add_option("--tls-key", into.tls_key, "The certificate's key (PEM)")
                        ->type_name("FILE")
                        ->needs(certificate);
  certificate->needs(key);
  to.add_option("--tls-self-signed", into.tls_self_signed,
                "TLS from the first octet, with a new certificate for the address, which is written to FILE")
      ->type_name("FILE")
      ->excludes(certificate);
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
  if (serve_->parsed()) {
    return command::serve;
  }
  return parse_->parsed() ? command::parse : command::none;
}

}  // namespace popquiz::cli
