#pragma once

#include <popquiz/conformance/driver.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace popquiz::conformance {

/// What a client made of one message.
struct message_fate {
  std::size_t exact = 0;      ///< delivered so often octet for octet
  std::size_t truncated = 0;  ///< beginnings of it
  std::size_t altered = 0;    ///< something else in its place
  std::uint64_t octets = 0;   ///< of the largest that is not exact
  std::uint64_t whole = 0;    ///< what it has in the client's form
};

/// What a client has delivered, and which messages of the maildrop that is.
struct delivered_mail {
  std::vector<message_fate> fates;  ///< by message-number from 1
  std::size_t strangers = 0;        ///< something that is no message and in no one's place
  std::vector<std::string> all;     ///< the octets of each
};

/// Finds for each delivery the message that it is. `messages` are canonical (CRLF), the deliveries have the
/// form that the client declares.
[[nodiscard]] delivered_mail match_deliveries(const delivery_form& form,
                                              const std::vector<std::string>& messages,
                                              std::vector<std::string> deliveries);

/// "message 1 exactly, message 2 truncated (120 of 372 octets)"; "nothing".
[[nodiscard]] std::string describe(const delivered_mail& mail);

}  // namespace popquiz::conformance
