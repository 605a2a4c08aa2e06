#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace popquiz::cli {

/// Which checks run, how, and where the report goes: of `test server` and `test client`.
struct run_arguments {
  std::vector<std::string> only;
  std::string suite;
  std::string expect;
  bool list = false;
  bool slow = false;
  bool fail_fast = false;
  std::size_t repeat = 1;
  bool shuffle = false;
  std::optional<std::uint64_t> seed;
  std::size_t jobs = 1;
  std::string format = "text";
  std::string output;
};

/// `popquiz test server`, as given.
struct test_server_arguments : run_arguments {
  std::string server;
  bool embedded = false;
  bool tls = false;
  std::string ca_file;
  std::string user;
  std::string password_file;
  std::string password_env;
  std::string mail;
  std::string maildir;
  std::string mbox;
  std::string deliver;
  std::string smtp;
  std::string smtp_to;
  bool allow_changes = false;
  double timeout = 10;
};

/// `popquiz test client`, as given.
struct test_client_arguments : run_arguments {
  std::vector<std::string> command;
  std::string driver;
  std::string program;    // in place of the driver's own
  std::string delivers;   // KIND:PATH; empty: folder:mail
  std::string line_ends;  // crlf or lf; empty: as the kind has it
  std::vector<std::string> can;
  std::vector<std::string> cannot;
  std::string as;
  double timeout = 20;
  bool no_memory_limit = false;
  std::string keep;
};

}  // namespace popquiz::cli
