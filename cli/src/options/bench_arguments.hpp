#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace popquiz::cli {

/// `popquiz bench server`, as given.
struct bench_server_arguments {
  std::string server;
  bool embedded = false;
  bool tls = false;
  bool stls = false;
  std::string ca_file;
  std::string user;
  std::string password_file;
  std::string password_env;
  std::vector<std::string> only;   // login, stat, retr
  std::vector<std::string> sizes;  // of messages: 4KiB
  std::size_t connections = 1;
  std::size_t pipeline = 1;
  double duration = 3;  // seconds
  double rate = 0;
  double timeout = 30;
  std::string format = "text";
  std::string output;
};

/// `popquiz bench client`, as given.
struct bench_client_arguments {
  std::vector<std::string> command;
  std::vector<std::string> drivers;
  std::string delivers;
  std::string line_ends;
  std::vector<std::string> can;
  std::string as;
  std::vector<std::string> workloads;
  std::string mail;  // COUNTxSIZE
  double rtt = 0;    // seconds
  bool quick = false;
  std::vector<std::string> transports;
  std::size_t runs = 5;
  double timeout = 600;
  bool no_bare_loop = false;
  bool no_system_calls = false;
  std::string format = "text";
  std::string output;
};

}  // namespace popquiz::cli
