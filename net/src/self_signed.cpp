#include <popquiz/net/tls_context.hpp>

#include "tls_context_impl.hpp"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>
#include <boost/asio/ip/address.hpp>

#include <array>
#include <cstdint>
#include <memory>

namespace popquiz::net {
namespace {

constexpr long an_hour = 60L * 60L;
constexpr std::size_t longest_common_name = 64;  // RFC 5280 appendix A, ub-common-name

template <auto Free>
struct freed_by {
  template <class T>
  void operator()(T* p) const noexcept {
    Free(p);
  }
};
using certificate_ptr = std::unique_ptr<X509, freed_by<X509_free>>;
using key_ptr = std::unique_ptr<EVP_PKEY, freed_by<EVP_PKEY_free>>;
using bio_ptr = std::unique_ptr<BIO, freed_by<BIO_free>>;
using extension_ptr = std::unique_ptr<X509_EXTENSION, freed_by<X509_EXTENSION_free>>;

bool add_extension(X509* certificate, int nid, const char* value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
  const extension_ptr extension(X509V3_EXT_conf_nid(nullptr, &context, nid, value));
  return extension && X509_add_ext(certificate, extension.get(), -1) == 1;
}

bool set_name(X509* certificate, const std::string& host) {
  const std::string& name = host.size() <= longest_common_name ? host : std::string("popquiz");
  X509_NAME* const subject = X509_get_subject_name(certificate);
  const std::basic_string<unsigned char> octets(name.begin(), name.end());
  return X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8, octets.data(),
                                    static_cast<int>(octets.size()), -1, 0) == 1 &&
         X509_set_issuer_name(certificate, subject) == 1;
}

bool set_serial(X509* certificate) {
  std::array<unsigned char, 8> random{};
  if (RAND_bytes(random.data(), static_cast<int>(random.size())) != 1) {
    return false;
  }
  std::uint64_t serial = 1;
  for (const unsigned char octet : random) {
    serial = serial << 8U | octet;
  }
  return ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate), serial >> 1U) == 1;
}

// The name goes into a comma-separated configuration text of OpenSSL's.
bool fit_for_a_certificate(const std::string& host) {
  if (host.empty() || host.size() > 253) {
    return false;
  }
  return host.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._:*") ==
         std::string::npos;
}

bool fill(X509* certificate, EVP_PKEY* key, const std::string& host) {
  boost::system::error_code no_address;
  boost::asio::ip::make_address(host, no_address);
  const std::string names = (no_address ? "DNS:" : "IP:") + host;
  return X509_set_version(certificate, X509_VERSION_3) == 1 && set_serial(certificate) &&
         X509_gmtime_adj(X509_getm_notBefore(certificate), -an_hour) != nullptr &&
         X509_gmtime_adj(X509_getm_notAfter(certificate), 24 * an_hour) != nullptr &&
         set_name(certificate, host) && X509_set_pubkey(certificate, key) == 1 &&
         add_extension(certificate, NID_basic_constraints, "critical,CA:FALSE") &&
         add_extension(certificate, NID_ext_key_usage, "serverAuth") &&
         add_extension(certificate, NID_subject_key_identifier, "hash") &&
         add_extension(certificate, NID_subject_alt_name, names.c_str()) &&
         X509_sign(certificate, key, EVP_sha256()) != 0;
}

std::string text_of(BIO* bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  return data == nullptr || size <= 0 ? std::string() : std::string(data, static_cast<std::size_t>(size));
}

}  // namespace

std::optional<tls_server_settings> make_self_signed(const std::string& host, std::string& why) {
  ERR_clear_error();
  if (!fit_for_a_certificate(host)) {
    why = "not a host name or IP address: " + host;
    return std::nullopt;
  }
  const key_ptr key(EVP_EC_gen("P-256"));
  const certificate_ptr certificate(X509_new());
  const bio_ptr certificate_text(BIO_new(BIO_s_mem()));
  const bio_ptr key_text(BIO_new(BIO_s_mem()));
  if (!key || !certificate || !certificate_text || !key_text || !fill(certificate.get(), key.get(), host) ||
      PEM_write_bio_X509(certificate_text.get(), certificate.get()) != 1 ||
      PEM_write_bio_PrivateKey(key_text.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) != 1) {
    why = "cannot make a certificate for " + host + ": " + take_tls_error();
    return std::nullopt;
  }
  return tls_server_settings{text_of(certificate_text.get()), text_of(key_text.get())};
}

}  // namespace popquiz::net
