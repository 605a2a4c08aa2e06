#pragma once

#include "account/password.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace popquiz::cli {

/// `popquiz fetch`, as given. Empty, zero or false where an option was not given.
struct fetch_arguments {
  std::vector<std::string> accounts;  ///< URLs, and names of the file of accounts
  std::string config;

  std::string to;
  bool keep = false;
  bool remove = false;
  std::optional<std::uint32_t> delete_after;
  std::string max_size;
  std::string max_listing;
  std::uint64_t max_messages = 0;
  bool only_new = false;
  bool again = false;
  bool dry_run = false;
  bool list = false;
  std::string ledger;

  std::string user;
  std::string auth;
  secret_options secret;
  bool allow_clear_text = false;

  std::string tls;
  bool srv = false;
  std::string ca_file;
  std::vector<std::string> pins;
  std::string client_certificate;
  std::string client_key;

  double connect_timeout = 0;
  double timeout = 0;
  bool no_pipelining = false;

  bool json = false;
  bool quiet = false;
  bool verbose = false;
  std::string transcript;
};

}  // namespace popquiz::cli
