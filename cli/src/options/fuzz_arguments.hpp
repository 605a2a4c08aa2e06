#pragma once

#include "options/test_arguments.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace popquiz::cli {

/// What `popquiz fuzz server` and `fuzz client` have alike, as given.
struct campaign_arguments {
  std::string output = "popquiz-fuzz";
  std::string corpus;
  std::string findings;
  std::optional<std::uint64_t> seed;
  double time = 60;        // seconds; 0: no end
  std::uint64_t runs = 0;  // 0: no end
  std::size_t jobs = 1;
};

/// `popquiz fuzz server`, as given.
struct fuzz_server_arguments : campaign_arguments {
  std::string server;
  std::string start;
  bool target = false;
  std::string log;
  bool tls = false;
  std::string ca_file;
  std::string user;
  std::string password_file;
  std::string password_env;
  bool allow_changes = false;
  double timeout = 2;           // seconds
  std::uint64_t memory = 1024;  // MiB
};

/// `popquiz fuzz client`, as given.
struct fuzz_client_arguments : campaign_arguments {
  test_client_arguments client;
};

struct fuzz_arguments {
  fuzz_server_arguments server;
  fuzz_client_arguments client;
};

}  // namespace popquiz::cli
