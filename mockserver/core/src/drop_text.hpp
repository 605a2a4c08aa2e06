#pragma once

#include "opened_maildrop.hpp"

#include <cstdint>
#include <string>

namespace popquiz::mockserver {

/// "1 message", "2 messages".
[[nodiscard]] inline std::string count_text(std::uint64_t messages) {
  return std::to_string(messages) + (messages == 1 ? " message" : " messages");
}

/// "2 messages (320 octets)", as RFC 1939's examples have it.
[[nodiscard]] inline std::string drop_text(const opened_maildrop& drop) {
  return count_text(drop.listed_messages()) + " (" + std::to_string(drop.listed_octets()) + " octets)";
}

}  // namespace popquiz::mockserver
