#pragma once

#include <popquiz/conformance/driver.hpp>
#include <popquiz/mock_server.hpp>

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace popquiz::conformance {

/// How a program ended.
struct client_end {
  bool in_time = false;
  int status = -1;   ///< of exit; 128 and the number when a signal ended it
  std::string said;  ///< standard output and error together, at least how they begin and end
};

/// Runs a program of Debian's packages (PATH is /usr/bin:/bin) in `folder`, which is its HOME, and with
/// `environment` besides; at a terminal of its own when it works at one only.
[[nodiscard]] client_end run_client(const std::vector<std::string>& command,
                                    const std::vector<std::pair<std::string, std::string>>& environment,
                                    const std::filesystem::path& folder, bool terminal = false);

/// What a client did.
struct fetched {
  client_end end;
  std::vector<std::string> delivered;  ///< sorted
};

/// Starts a client in a new folder, so many times there; it is to trust `issuer` (PEM). What goes wrong on
/// our side fails the test.
[[nodiscard]] fetched fetch_from(const mock_server& server, const driver& by, transport how, afterwards then,
                                 const std::string& issuer, int runs = 1);
/// The server's TLS for it.
[[nodiscard]] mock_tls tls_of(transport how);
/// Messages with any line ends, as the client has to deliver them, sorted.
[[nodiscard]] std::vector<std::string> delivered_forms(const driver& by,
                                                       const std::vector<std::string>& messages);
/// The beginnings of all sessions, to look at behind a failure.
[[nodiscard]] std::string transcripts(const mock_server& server);

}  // namespace popquiz::conformance
