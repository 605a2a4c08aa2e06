#include "options/replay_options.hpp"

#include "options/shared_options.hpp"

namespace popquiz::cli {

void add_replay_options(CLI::App& to, replay_arguments& into) {
  to.add_option("script", into.script, "What was recorded; --as client also a check")->type_name("SCRIPT");
  to.add_option("server", into.server,
                "--as client: the server, a name or an address and a port (default: 110, with --tls 995)")
      ->type_name("HOST[:PORT]");
  to.add_option("--as", into.role, "Whose side is played: server, to one client, or client")
      ->type_name("ROLE")
      ->check(unnamed(CLI::IsMember({"client", "server"})));
  add_listen(to, into);
  add_certificate(to, into);
  to.add_flag("--tls", into.tls, "--as client: TLS from the first octet (RFC 8314)");
  add_ca_file(to, into.ca_file);
  add_password(to, into.user, "--as client: name to log in with", into.password_file, into.password_env);
  to.add_option("--timeout", into.timeout,
                "Wait for the other side at most so long (default: 60, --as client 10)")
      ->type_name("SECONDS")
      ->check(unnamed(CLI::Range(0.001, longest_timeout)));
  add_format(to, into.format, "The address and port, and the verdict: text or json (a line each)");
}

void add_record_options(CLI::App& to, record_arguments& into) {
  add_listen(to, into);
  to.add_option("--to", into.to,
                "The server: a name or an address and a port (default: 110, with --to-tls 995)")
      ->type_name("HOST[:PORT]");
  to.add_flag("--to-tls", into.to_tls, "TLS with the server from the first octet (RFC 8314)");
  add_ca_file(to, into.ca_file);
  add_certificate(to, into);
  add_tls_mode(to, into);
  to.add_option("--output", into.output,
                "Write the first session to FILE, the second to FILE.2, and so on; in a folder DIR to "
                "session-1.pop3, session-2.pop3, ...")
      ->type_name("FILE|DIR")
      ->capture_default_str();
  to.add_flag("--once", into.once, "Take one session, and exit behind it");
  add_format(to, into.format, "The line that says the address and port: text or json");
}

}  // namespace popquiz::cli
