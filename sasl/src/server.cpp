#include <popquiz/sasl/server.hpp>

#include "bearer.hpp"
#include "gsasl_server.hpp"

namespace popquiz::sasl {
namespace {

/// The two kinds GNU SASL knows. One of no octets would fit any connection.
bool can_bind_to(const std::optional<sansio::channel_binding>& binding) {
  return binding && !binding->octets.empty() &&
         (binding->type == "tls-exporter" || binding->type == "tls-unique");
}

}  // namespace

std::unique_ptr<sansio::sasl_exchange> make_server(const sansio::sasl_server_request& request) {
  const mechanism_info* const info = find_mechanism(request.mechanism);
  if (info == nullptr || !request.password_of ||
      (info->needs_certificate && request.external_identity.value_or("").empty())) {
    return nullptr;
  }
  if (info->needs_token) {
    return make_bearer_server(*info, request);
  }
  if (can_bind_to(request.binding)) {
    return make_gsasl_server(*info, request);
  }
  if (info->needs_channel_binding) {
    return nullptr;
  }
  sansio::sasl_server_request unbound = request;
  unbound.binding.reset();
  return make_gsasl_server(*info, unbound);
}

}  // namespace popquiz::sasl
