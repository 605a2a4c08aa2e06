#include <popquiz/net/make_certificate.hpp>

#include <popquiz/net/tls_context.hpp>

#include "host_name.hpp"
#include "tls_context_impl.hpp"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <boost/asio/ip/address.hpp>

#include <algorithm>
#include <array>
#include <string_view>

namespace popquiz::net {
namespace {

constexpr std::size_t longest_common_name = 64;  // RFC 5280 appendix A, ub-common-name

/// An issuer's certificate and key, read.
struct signer {
  certificate_ptr certificate;
  key_ptr key;
};

std::optional<signer> read_signer(const certified_key& from) {
  const bio_ptr certificate = bio_of(from.certificate_pem);
  const bio_ptr key = bio_of(from.key_pem);
  signer s{certificate_ptr(PEM_read_bio_X509(certificate.get(), nullptr, nullptr, nullptr)),
           key_ptr(PEM_read_bio_PrivateKey(key.get(), nullptr, nullptr, nullptr))};
  return s.certificate && s.key ? std::optional(std::move(s)) : std::nullopt;
}

key_ptr make_key(key_type type) {
  switch (type) {
    case key_type::rsa_2048:
      return key_ptr(EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", std::size_t{2048}));
    case key_type::ed25519:
      return key_ptr(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"));
    case key_type::ec_p256:
      break;
  }
  return key_ptr(EVP_EC_gen("P-256"));
}

bool add_extension(X509* certificate, X509* issuer, int nid, const char* value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  const extension_ptr extension(X509V3_EXT_conf_nid(nullptr, &context, nid, value));
  return extension && X509_add_ext(certificate, extension.get(), -1) == 1;
}

bool set_octets(ASN1_STRING* string, std::string_view octets) {
  return string != nullptr && ASN1_STRING_set(string, octets.data(), static_cast<int>(octets.size())) == 1;
}

bool push(GENERAL_NAMES* names, general_name_ptr name) {
  return name && sk_GENERAL_NAME_push(names, name.get()) > 0 && name.release() != nullptr;  // theirs now
}

bool add_name(GENERAL_NAMES* names, int type, std::string_view octets) {
  general_name_ptr name(GENERAL_NAME_new());
  ASN1_STRING* const string = type == GEN_IPADD ? ASN1_OCTET_STRING_new() : ASN1_IA5STRING_new();
  if (!name || !set_octets(string, octets)) {
    ASN1_STRING_free(string);
    return false;
  }
  GENERAL_NAME_set0_value(name.get(), type, string);
  return push(names, std::move(name));
}

bool add_host(GENERAL_NAMES* names, const std::string& host) {
  boost::system::error_code no_address;
  const auto address = boost::asio::ip::make_address(host, no_address);
  if (no_address) {
    return add_name(names, GEN_DNS, host);
  }
  const auto add = [&](const auto& octets) {
    return add_name(names, GEN_IPADD, std::string(octets.begin(), octets.end()));
  };
  return address.is_v4() ? add(address.to_v4().to_bytes()) : add(address.to_v6().to_bytes());
}

// RFC 4985 §2
bool add_srv_name(GENERAL_NAMES* names, const std::string& srv_name) {
  general_name_ptr name(GENERAL_NAME_new());
  ASN1_TYPE* const value = ASN1_TYPE_new();
  ASN1_IA5STRING* const string = ASN1_IA5STRING_new();
  if (!name || value == nullptr || !set_octets(string, srv_name)) {
    ASN1_TYPE_free(value);
    ASN1_STRING_free(string);
    return false;
  }
  ASN1_TYPE_set(value, V_ASN1_IA5STRING, string);
  if (GENERAL_NAME_set0_othername(name.get(), OBJ_nid2obj(NID_SRVName), value) != 1) {
    ASN1_TYPE_free(value);
    return false;
  }
  return push(names, std::move(name));
}

// Made octet by octet: OpenSSL's configuration texts could not say a NUL, and would let a name say more.
bool add_alternative_names(X509* certificate, const certificate_order& order) {
  const general_names_ptr names(GENERAL_NAMES_new());
  const auto each = [&](const std::vector<std::string>& list, auto add) {
    return std::all_of(list.begin(), list.end(), [&](const std::string& one) { return add(one); });
  };
  if (!names || !each(order.hosts, [&](const std::string& one) { return add_host(names.get(), one); }) ||
      !each(order.srv_names, [&](const std::string& one) { return add_srv_name(names.get(), one); }) ||
      !each(order.mail_addresses,
            [&](const std::string& one) { return add_name(names.get(), GEN_EMAIL, one); }) ||
      !each(order.uris, [&](const std::string& one) { return add_name(names.get(), GEN_URI, one); })) {
    return false;
  }
  return sk_GENERAL_NAME_num(names.get()) == 0 ||
         X509_add1_ext_i2d(certificate, NID_subject_alt_name, names.get(), 0, 0) == 1;
}

bool add_purpose(X509* certificate, certificate_purpose purpose) {
  if (purpose == certificate_purpose::authority) {
    return add_extension(certificate, certificate, NID_basic_constraints, "critical,CA:TRUE") &&
           add_extension(certificate, certificate, NID_key_usage, "critical,keyCertSign,cRLSign");
  }
  return add_extension(certificate, certificate, NID_basic_constraints, "critical,CA:FALSE") &&
         add_extension(certificate, certificate, NID_ext_key_usage,
                       purpose == certificate_purpose::client ? "clientAuth" : "serverAuth");
}

bool set_subject(X509* certificate, const certificate_order& order) {
  std::string name = order.common_name;
  if (name.empty()) {
    const bool fits = !order.hosts.empty() && order.hosts.front().size() <= longest_common_name;
    name = fits ? order.hosts.front() : "popquiz";
  }
  const std::basic_string<unsigned char> octets(name.begin(), name.end());
  return X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN", MBSTRING_UTF8, octets.data(),
                                    static_cast<int>(octets.size()), -1, 0) == 1;
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

bool fill(X509* certificate, EVP_PKEY* key, const certificate_order& order, const signer* issuer) {
  X509* const by = issuer != nullptr ? issuer->certificate.get() : certificate;
  EVP_PKEY* const with = issuer != nullptr ? issuer->key.get() : key;
  const EVP_MD* const digest = EVP_PKEY_get_base_id(with) == EVP_PKEY_ED25519 ? nullptr : EVP_sha256();
  return X509_set_version(certificate, X509_VERSION_3) == 1 && set_serial(certificate) &&
         X509_gmtime_adj(X509_getm_notBefore(certificate), order.not_before.count()) != nullptr &&
         X509_gmtime_adj(X509_getm_notAfter(certificate), order.not_after.count()) != nullptr &&
         set_subject(certificate, order) &&
         X509_set_issuer_name(certificate, X509_get_subject_name(by)) == 1 &&
         X509_set_pubkey(certificate, key) == 1 && add_purpose(certificate, order.purpose) &&
         add_extension(certificate, by, NID_subject_key_identifier, "hash") &&
         (issuer == nullptr || add_extension(certificate, by, NID_authority_key_identifier, "keyid")) &&
         add_alternative_names(certificate, order) && X509_sign(certificate, with, digest) != 0;
}

std::string text_of(BIO* bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  return data == nullptr || size <= 0 ? std::string() : std::string(data, static_cast<std::size_t>(size));
}

bool fits(const certificate_order& order) {
  const auto good = [](const std::vector<std::string>& names) {
    return std::all_of(names.begin(), names.end(), [](const std::string& name) {
      return !name.empty() && name.size() <= longest_host_name;
    });
  };
  return good(order.hosts) && good(order.srv_names) && good(order.mail_addresses) &&
         order.common_name.size() <= longest_common_name;
}

bool looks_like_a_host(const std::string& host) {
  return !host.empty() && host.size() <= longest_host_name &&
         host.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._:*") ==
             std::string::npos;
}

}  // namespace

std::optional<certified_key> make_certificate(const certificate_order& order, std::string& why) {
  ERR_clear_error();
  if (!fits(order)) {
    why = "cannot make a certificate: a name is empty or too long";
    return std::nullopt;
  }
  std::optional<signer> issuer;
  if (order.issuer) {
    issuer = read_signer(*order.issuer);
    if (!issuer) {
      why = "cannot make a certificate: the issuer's is no good: " + take_tls_error();
      return std::nullopt;
    }
  }
  const key_ptr key = make_key(order.key);
  const certificate_ptr certificate(X509_new());
  const bio_ptr certificate_text(BIO_new(BIO_s_mem()));
  const bio_ptr key_text(BIO_new(BIO_s_mem()));
  if (!key || !certificate || !certificate_text || !key_text ||
      !fill(certificate.get(), key.get(), order, issuer ? &*issuer : nullptr) ||
      PEM_write_bio_X509(certificate_text.get(), certificate.get()) != 1 ||
      PEM_write_bio_PrivateKey(key_text.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) != 1) {
    why = "cannot make a certificate: " + take_tls_error();
    return std::nullopt;
  }
  certified_key made{text_of(certificate_text.get()), text_of(key_text.get())};
  // A root is what the other side has; whatever stands between it and the leaf must be sent.
  if (issuer && X509_self_signed(issuer->certificate.get(), 0) != 1) {
    made.certificate_pem += order.issuer->certificate_pem;
  }
  return made;
}

std::optional<certified_key> make_authority(const std::string& name, std::string& why) {
  constexpr std::chrono::hours day{24};
  certificate_order order;
  order.common_name = name;
  order.not_before = -day;
  order.not_after = 9 * day;
  order.purpose = certificate_purpose::authority;
  return make_certificate(order, why);
}

std::optional<tls_server_settings> make_self_signed(const std::string& host, std::string& why) {
  if (!looks_like_a_host(host)) {
    why = "not a host name or IP address: " + host;
    return std::nullopt;
  }
  auto made = make_certificate({.hosts = {host}}, why);
  if (!made) {
    return std::nullopt;
  }
  return tls_server_settings{std::move(made->certificate_pem), std::move(made->key_pem)};
}

}  // namespace popquiz::net
