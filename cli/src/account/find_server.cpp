#include "account/find_server.hpp"

#include <popquiz/net/pop3_services.hpp>
#include <popquiz/net/srv.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace popquiz::cli {

bool find_server(account& of, std::string& why) {
  const net::pop3_services found =
      net::find_pop3_services(of.host, net::system_srv_lookup(), net::system_random());
  switch (found.outcome) {
    case net::discovery::found:
      break;
    case net::discovery::not_advertised:
      why = fmt::format("the domain {} does not say where its POP3 server is", of.host);
      return false;
    case net::discovery::not_offered:
      why = fmt::format("the domain {} says that it has no POP3 server", of.host);
      return false;
    case net::discovery::failed:
      why = fmt::format("cannot ask where the POP3 server of {} is: {}", of.host, found.why);
      return false;
  }
  const auto good = std::ranges::find(found.candidates, false, &net::pop3_service::needs_confirmation);
  if (good == found.candidates.end()) {
    const net::pop3_service& first = found.candidates.front();
    why = fmt::format(
        "the domain {} names {} port {}, which is outside it: if that is right, fetch from {} without --srv",
        of.host, first.host, first.port, first.host);
    return false;
  }
  of.mail_domain = of.host;
  of.host = good->host;
  of.port = good->port;
  of.tls = good->implicit_tls ? tls_policy::implicit : tls_policy::stls;
  return true;
}

}  // namespace popquiz::cli
