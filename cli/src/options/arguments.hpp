#pragma once

#include "options/bench_arguments.hpp"
#include "options/fetch_arguments.hpp"
#include "options/fuzz_arguments.hpp"
#include "options/mail_arguments.hpp"
#include "options/test_arguments.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace popquiz::cli {

/// `popquiz report`, as given.
struct report_arguments {
  std::vector<std::string> results;
  std::string format = "text";
  std::string output;
};

/// `popquiz requirements`, as given.
struct requirements_arguments {
  bool server = false;
  bool client = false;
  std::string rfc;
  bool uncovered = false;
  std::string format = "text";
};

/// `popquiz drivers`, as given.
struct drivers_arguments {
  std::string name;  // of a driver, or of a file; empty: all that are built in
  std::string format = "text";
};

/// Where clients connect, and how TLS begins with them.
struct listen_arguments {
  std::string listen = "127.0.0.1:0";
  std::string tls_certificate;
  std::string tls_key;
  std::string tls_self_signed;
  std::string tls_authority;
  std::string tls_as;
  std::string tls_mode = "implicit";
};

/// `popquiz serve`, as given.
struct serve_arguments : listen_arguments {
  std::vector<std::string> scripts;
  std::vector<std::string> profiles;
  std::string user;
  std::string password_file;
  std::string password_env;
  std::string maildrop;  // empty: what a script names, or two-plain
  double rtt = 0;        // seconds
  double jitter = 0;     // seconds
  double rate = 0;       // bits per second; 0: no limit
  std::uint64_t jitter_seed = 1;
  std::size_t segments = 0;  // octets at most; 0: as they come
  bool require_tls = false;
  std::vector<std::string> accounts;  // NAME:PASSWORD
  std::vector<std::string> without;
  std::uint32_t login_delay = 0;  // seconds
  double autologout = 0;          // seconds; 0: as the server has it
  std::string expire = "never";
  bool once = false;
  std::string transcript;
  std::string format = "text";
};

/// `popquiz replay`, as given.
struct replay_arguments : listen_arguments {
  std::string script;
  std::string role;    // client or server
  std::string server;  // client: HOST[:PORT]
  bool tls = false;    // client: at once
  std::string ca_file;
  std::string user;
  std::string password_file;
  std::string password_env;
  double timeout = 0;  // seconds; 0: as the role has it
  std::string format = "text";
};

/// `popquiz record`, as given.
struct record_arguments : listen_arguments {
  std::string to;  // HOST[:PORT]
  bool to_tls = false;
  std::string ca_file;
  std::string output = "recording.pop3";
  bool once = false;
  std::string format = "text";
};

/// `popquiz parse`, as given.
struct parse_arguments {
  std::string file;
  std::optional<std::string> reply;
  bool strict = false;
  bool extract = false;
  std::string format = "text";
  std::string kernel;
};

enum class command {
  none,
  version,
  help_man,
  test_server,
  test_client,
  bench_server,
  bench_client,
  report,
  requirements,
  drivers,
  serve,
  replay,
  record,
  parse,
  fetch,
  mail_list,
  mail_show,
  mail_export,
  fuzz_server,
  fuzz_client
};

struct arguments {
  command what = command::none;
  test_server_arguments test_server;
  test_client_arguments test_client;
  bench_server_arguments bench_server;
  bench_client_arguments bench_client;
  report_arguments report;
  requirements_arguments requirements;
  drivers_arguments drivers;
  serve_arguments serve;
  replay_arguments replay;
  record_arguments record;
  parse_arguments parse;
  fetch_arguments fetch;
  mail_arguments mail;
  fuzz_arguments fuzz;
};

}  // namespace popquiz::cli
