#include <popquiz/net/tls_identities.hpp>

#include <algorithm>
#include <utility>

namespace popquiz::net {
namespace {

using sansio::tls_identity;

constexpr std::chrono::hours day{24};
constexpr const char* elsewhere = "elsewhere.popquiz.invalid";

std::string in_upper_case(std::string name) {
  std::ranges::transform(name, name.begin(), [](char octet) {
    return octet >= 'a' && octet <= 'z' ? static_cast<char>(octet - 'a' + 'A') : octet;
  });
  return name;
}

void set_names(tls_identity which, const std::vector<std::string>& hosts, certificate_order& order) {
  const std::string& host = hosts.back();
  order.hosts = hosts;
  switch (which) {
    case tls_identity::other_host:
      order.hosts = {elsewhere};
      return;
    case tls_identity::several_names:
      order.hosts.back() = in_upper_case(host);
      order.hosts.insert(order.hosts.begin(), elsewhere);
      return;
    case tls_identity::subject_only:
      order.hosts = {elsewhere};
      order.common_name = host;
      return;
    case tls_identity::wildcard:
      order.hosts = {"*." + host};
      return;
    case tls_identity::partial_wildcard:
      order.hosts = {host.substr(0, 1) + '*' + host.substr(host.size() - 1)};
      return;
    case tls_identity::uri_only:
      order.hosts.clear();
      order.uris = {"pop://" + host};
      return;
    default:
      return;
  }
}

certificate_order order_for(tls_identity which, const std::vector<std::string>& hosts,
                            const certified_key& authority) {
  certificate_order order;
  set_names(which, hosts, order);
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

std::optional<tls_identities> tls_identities::make(const std::vector<std::string>& hosts,
                                                   const certified_key& authority, std::string& why) {
  const auto stranger = make_authority("popquiz's unknown authority", why);
  if (!stranger) {
    return std::nullopt;
  }
  tls_identities made;
  for (std::size_t i = 1; i < sansio::tls_identity_count; ++i) {
    const auto which = static_cast<tls_identity>(i);
    const bool is_strange = which == tls_identity::unknown_issuer;
    auto key = make_certificate(order_for(which, hosts, is_strange ? *stranger : authority), why);
    auto context =
        key ? tls_context::for_server({std::move(key->certificate_pem), std::move(key->key_pem)}, why)
            : std::nullopt;
    if (!context) {
      return std::nullopt;
    }
    made.contexts_.at(i) = std::move(context);
  }
  return made;
}

}  // namespace popquiz::net
