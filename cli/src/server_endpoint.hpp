#pragma once

#include <popquiz/net/connection.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace popquiz::cli {

/// How TLS begins with a server.
enum class server_tls : std::uint8_t { never, at_once, by_stls };

/// The server that `text` ("HOST[:PORT]") names; without a port that of POP3, with TLS at once 995 (RFC 8314
/// §3.3). `ca_file`: trust its issuers instead of the system's, unless it is empty. Nothing and `why` set
/// when that is no good.
[[nodiscard]] std::optional<net::endpoint> find_endpoint(const std::string& text, server_tls tls,
                                                         const std::string& ca_file, std::string& why);

}  // namespace popquiz::cli
