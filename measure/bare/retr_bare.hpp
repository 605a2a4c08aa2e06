#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace popquiz::bench {

/// One way to fetch message 1 of the bare server, or of any POP3 server that lets "bench" in.
struct retr_job {
  std::uint16_t port = 0;
  std::string user = "bench";  ///< of the bare loop, and its password
  std::string password = "bench";
  std::size_t buffer = 65536;         ///< octets a read may bring
  std::string file = {};              ///< where to write the message; empty: nowhere
  bool durable = false;               ///< fsync in the end
  std::string certificate_file = {};  ///< set: implicit TLS
  bool read_ahead = false;            ///< of the bare loop in TLS
};

struct bare_retr {
  std::uint64_t octets = 0;
  double seconds = 0;  ///< from RETR to the end of the message
};

/// Logs in, asks, and then does nothing but read (and write to the file). Octets of the message, all of it.
/// Throws std::runtime_error when it does not see its end.
[[nodiscard]] bare_retr retr_bare(const retr_job& job);

}  // namespace popquiz::bench
