#pragma once

#include <popquiz/sansio/next_action.hpp>

#include <string>
#include <vector>

namespace popquiz::conformance::constructs {

/// What a client says at once, and what comes back, octet for octet. A line end is CRLF over the wire, `\v` a
/// bare LF.
struct exchange {
  std::string said;
  std::string heard;
  bool in_tls = false;  ///< shakes hands before it says it
};

enum class session_end : std::uint8_t {
  closed,       ///< by the server, in good order
  reset,        ///< by the server
  by_client,    ///< the client hangs up
  tls_refused,  ///< the client does not trust the certificate
};

struct client_session {
  std::vector<exchange> exchanges;
  session_end end = session_end::closed;
};

/// A construct of the language on the mock server's side, and a client that meets it.
struct override_row {
  std::string name;
  std::string blocks;
  std::vector<client_session> sessions;
  /// What the row shows depends on how the client's octets come: all of an exchange has to come at once.
  bool whole_only = false;
  sansio::tls_identity identity = sansio::tls_identity::ordinary;  ///< shown in the last handshake
};

/// All of them.
[[nodiscard]] const std::vector<override_row>& override_rows();

/// Messages of the account "mrose", whose password is "tan staaf".
[[nodiscard]] std::vector<std::string> mail_of_rows();

}  // namespace popquiz::conformance::constructs
