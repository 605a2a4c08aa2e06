#include <popquiz/net/tls_identities.hpp>

#include <utility>

namespace popquiz::net {
namespace {

using sansio::tls_identity;

constexpr std::chrono::hours day{24};
constexpr const char* elsewhere = "elsewhere.popquiz.invalid";

certificate_order order_for(tls_identity which, const std::string& host, const certified_key& authority) {
  certificate_order order;
  order.hosts = {which == tls_identity::other_host ? elsewhere : host};
  if (which == tls_identity::expired) {
    order.not_before = -2 * day;
    order.not_after = -1 * day;
  }
  if (which != tls_identity::self_signed) {
    order.issuer = authority;
  }
  return order;
}

}  // namespace

std::optional<tls_identities> tls_identities::make(const std::string& host, const certified_key& authority,
                                                   std::string& why) {
  const auto stranger = make_authority("popquiz's unknown authority", why);
  if (!stranger) {
    return std::nullopt;
  }
  tls_identities made;
  for (const tls_identity which : {tls_identity::self_signed, tls_identity::expired, tls_identity::other_host,
                                   tls_identity::unknown_issuer}) {
    const bool is_strange = which == tls_identity::unknown_issuer;
    auto key = make_certificate(order_for(which, host, is_strange ? *stranger : authority), why);
    auto context =
        key ? tls_context::for_server({std::move(key->certificate_pem), std::move(key->key_pem)}, why)
            : std::nullopt;
    if (!context) {
      return std::nullopt;
    }
    made.contexts_[static_cast<std::size_t>(which)] = std::move(context);
  }
  return made;
}

}  // namespace popquiz::net
