#pragma once

#include <popquiz/conformance/driver.hpp>
#include <popquiz/mock_server.hpp>

#include "client_run.hpp"

#include <chrono>
#include <string>
#include <vector>

namespace popquiz::conformance {

/// How long a client may take for a few messages, on a machine that has much else to do.
inline constexpr std::chrono::seconds trial_limit{60};

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
