#include "server_endpoint.hpp"

#include "host_port.hpp"

namespace popquiz::cli {
namespace {

constexpr std::uint16_t default_port = 110;
constexpr std::uint16_t default_tls_port = 995;

}  // namespace

std::optional<net::endpoint> find_endpoint(const std::string& text, server_tls tls,
                                           const std::string& ca_file, std::string& why) {
  const auto parsed = parse_host_port(text, why);
  if (!parsed) {
    return std::nullopt;
  }
  net::endpoint where;
  where.host = parsed->host;
  where.implicit_tls = tls == server_tls::at_once;
  where.port = parsed->port.value_or(where.implicit_tls ? default_tls_port : default_port);
  if (where.port == 0) {
    why = "port 0 is nobody's";
    return std::nullopt;
  }
  if (tls != server_tls::never) {
    where.tls = net::tls_context::for_client({ca_file}, why);
    if (!where.tls) {
      return std::nullopt;
    }
  }
  return where;
}

}  // namespace popquiz::cli
