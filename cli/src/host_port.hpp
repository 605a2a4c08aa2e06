#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace popquiz::cli {

struct host_port {
  std::string host;
  std::optional<std::uint16_t> port;
};

/// "HOST", "HOST:PORT", "[IPV6]" or "[IPV6]:PORT". Nothing and `why` set when it is none of these.
[[nodiscard]] std::optional<host_port> parse_host_port(std::string_view text, std::string& why);

}  // namespace popquiz::cli
