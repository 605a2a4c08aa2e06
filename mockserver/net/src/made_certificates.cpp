#include <popquiz/mockserver/made_certificates.hpp>

#include <popquiz/net/make_certificate.hpp>

#include <memory>
#include <utility>

namespace popquiz::mockserver {

std::optional<std::string> make_certificates(listener_settings& into, std::string& why) {
  const auto authority = net::make_authority("popquiz mock server", why);
  if (!authority) {
    return std::nullopt;
  }
  net::certificate_order order;
  order.hosts = {into.address};
  if (into.address == "127.0.0.1" || into.address == "::1") {
    order.hosts.emplace_back("localhost");
  }
  order.issuer = authority;
  auto made = net::make_certificate(order, why);
  auto wrong = made ? net::tls_identities::make(order.hosts, *authority, why) : std::nullopt;
  if (!wrong) {
    return std::nullopt;
  }
  into.identities = std::make_shared<const net::tls_identities>(std::move(*wrong));
  into.tls = net::tls_context::for_server({std::move(made->certificate_pem), std::move(made->key_pem)}, why);
  return into.tls ? std::optional(authority->certificate_pem) : std::nullopt;
}

}  // namespace popquiz::mockserver
