#pragma once

#include <cstdint>
#include <string>

namespace popquiz::bench {

/// Fetches all mail of a server in the barest way there is: what any client must do at least.
struct fetch_job {
  std::uint16_t port = 0;  ///< of 127.0.0.1
  std::string user;
  std::string password;
  std::string folder;  ///< a file for each message, called by its number
  bool tls = false;    ///< at once; anybody is trusted
  bool removes = false;
};

/// Says commands ahead, looks for nothing but the ends of lines and bodies, writes bodies as they come, dots
/// and all, and syncs nothing. Messages must have a line at least. Throws std::runtime_error.
void fetch_bare(const fetch_job& job);

}  // namespace popquiz::bench
