#include "peer_verification.hpp"

#include "host_name.hpp"
#include "read_certificate.hpp"

#include <openssl/x509v3.h>
#include <boost/asio/ip/address.hpp>

#include <algorithm>
#include <utility>

namespace popquiz::net {
namespace {

constexpr std::size_t names_shown = 4;

int verification_index() {
  static const int index = SSL_get_ex_new_index(0, nullptr, nullptr, nullptr, nullptr);
  return index;
}

// A leading dot would stand for any subdomain to X509_check_host().
bool could_be_a_name(const std::string& name) {
  return !name.empty() && name.front() != '.' && name.find('\0') == std::string::npos;
}

// RFC 7817 §3: DNS-ID only, "*" only as the whole left-most label; the common name does not count.
bool has_dns_name(X509* leaf, const std::string& name) {
  return X509_check_host(leaf, name.data(), name.size(),
                         X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS | X509_CHECK_FLAG_NEVER_CHECK_SUBJECT,
                         nullptr) == 1;
}

}  // namespace

peer_verification::peer_verification(tls_role role, peer_names names,
                                     std::shared_ptr<tls_context::impl> context)
    : role_(role), names_(std::move(names)), context_(std::move(context)) {
  names_.host = without_trailing_dots(names_.host);
  names_.mail_domain = without_trailing_dots(names_.mail_domain);
  boost::system::error_code no_address;
  boost::asio::ip::make_address(names_.host, no_address);
  host_is_address_ = !no_address;
}

bool peer_verification::attach(SSL* ssl) {
  if (SSL_set_ex_data(ssl, verification_index(), this) != 1) {
    return false;
  }
  if (role_ == tls_role::server) {
    return true;
  }
  SSL_set_verify(ssl, SSL_VERIFY_PEER, nullptr);
  const bool domain_is_good = names_.mail_domain.empty() || could_be_a_name(names_.mail_domain);
  if (!domain_is_good || !could_be_a_name(names_.host)) {
    refusal_ =
        "not a host name or IP address: " + printable(domain_is_good ? names_.host : names_.mail_domain);
    return false;
  }
  // RFC 6066 §3: SNI has no addresses.
  return host_is_address_ ||
         SSL_ctrl(ssl, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, names_.host.data()) == 1;
}

int peer_verification::on_verify(X509_STORE_CTX* store, void*) noexcept try {
  const auto* const ssl =
      static_cast<SSL*>(X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx()));
  auto* const self = static_cast<peer_verification*>(SSL_get_ex_data(ssl, verification_index()));
  return self != nullptr && self->judge(store) ? 1 : 0;
} catch (...) {
  X509_STORE_CTX_set_error(store, X509_V_ERR_OUT_OF_MEM);
  return 0;
}

bool peer_verification::judge(X509_STORE_CTX* store) {
  X509* const leaf = X509_STORE_CTX_get0_cert(store);
  facts_ = read_certificate(leaf);
  if (!context_->pins.empty()) {
    const bool pinned = is_pinned(leaf);
    X509_STORE_CTX_set_error(store, pinned ? X509_V_OK : X509_V_ERR_CERT_REJECTED);
    if (!pinned) {
      refusal_ = "certificate refused: its SHA-256 fingerprint " + facts_->sha256 +
                 (context_->pins.size() == 1 ? " is not the pinned one" : " is none of the pinned ones");
    }
    return pinned;
  }
  if (X509_verify_cert(store) != 1) {
    refusal_ = (role_ == tls_role::server ? "client's certificate refused: " : "certificate refused: ") +
               what_is_wrong(store);
    return false;
  }
  if (role_ == tls_role::client && !is_for_peer(leaf)) {
    X509_STORE_CTX_set_error(store, X509_V_ERR_HOSTNAME_MISMATCH);
    refusal_ = whom_it_is_for();
    return false;
  }
  return true;
}

bool peer_verification::is_pinned(const X509* leaf) const {
  const auto digest = fingerprint_of(leaf);
  return digest && std::find(context_->pins.begin(), context_->pins.end(), *digest) != context_->pins.end();
}

bool peer_verification::is_for_peer(X509* leaf) const {
  const bool for_host = host_is_address_ ? X509_check_ip_asc(leaf, names_.host.c_str(), 0) == 1
                                         : has_dns_name(leaf, names_.host);
  return for_host ||
         (!names_.mail_domain.empty() && (has_dns_name(leaf, names_.mail_domain) || has_srv_name(leaf)));
}

// RFC 4985 §2: no wildcards. RFC 6125 §6.5: the service must be the one in use, too.
bool peer_verification::has_srv_name(X509* leaf) const {
  const std::string wanted = (names_.implicit_tls ? "_pop3s." : "_pop3.") + names_.mail_domain;
  const general_names_ptr names(
      static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(leaf, NID_subject_alt_name, nullptr, nullptr)));
  const int count = names ? sk_GENERAL_NAME_num(names.get()) : 0;
  for (int i = 0; i < count; ++i) {
    if (is_same_name(srv_name_of(*sk_GENERAL_NAME_value(names.get(), i)), wanted)) {
      return true;
    }
  }
  return false;
}

std::string peer_verification::whom_it_is_for() const {
  const std::string wanted =
      printable(names_.host) + (names_.mail_domain.empty() ? "" : " or " + printable(names_.mail_domain));
  if (facts_->hosts.empty()) {
    return "certificate names no host (a common name does not count), so it is not for " + wanted;
  }
  std::string text;
  for (std::size_t i = 0; i < std::min(facts_->hosts.size(), names_shown); ++i) {
    text += (text.empty() ? "" : ", ") + facts_->hosts[i];
  }
  if (facts_->hosts.size() > names_shown) {
    text += ", ...";
  }
  return "certificate is for " + text + ", not " + wanted;
}

std::string peer_verification::what_is_wrong(X509_STORE_CTX* store) const {
  const int error = X509_STORE_CTX_get_error(store);
  X509* const current = X509_STORE_CTX_get_current_cert(store);
  if (current == nullptr) {
    return X509_verify_cert_error_string(error);
  }
  const bool is_leaf = X509_STORE_CTX_get_error_depth(store) == 0;
  const certificate_facts facts = is_leaf ? *facts_ : read_certificate(current);
  const std::string it = is_leaf ? "it" : "its issuer " + facts.subject;
  switch (error) {
    case X509_V_ERR_CERT_HAS_EXPIRED:
      return it + " expired on " + date_text(facts.not_after) + " (its owner must renew it)";
    case X509_V_ERR_CERT_NOT_YET_VALID:
      return it + " is not valid before " + date_text(facts.not_before) +
             " (is the clock of this computer right?)";
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
      return "it is self-signed and not among the trusted ones (if it is yours, name it in the CA file)";
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
      return "its issuer " + facts.subject + " is not trusted (if it should be, name it in the CA file)";
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
      return "its issuer " + facts.issuer + " is not trusted (if it should be, name it in the CA file)";
    case X509_V_ERR_INVALID_PURPOSE:
      return it + (role_ == tls_role::client ? " was not issued for servers" : " was not issued for clients");
    default:
      return is_leaf ? X509_verify_cert_error_string(error)
                     : it + ": " + X509_verify_cert_error_string(error);
  }
}

}  // namespace popquiz::net
