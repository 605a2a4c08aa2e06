#include "certificate_check.hpp"

#include <openssl/x509.h>
#include <openssl/x509v3.h>

bool is_trusted(mailstream* stream, const char* ca_file, const std::string& host) {
  carray* const chain = mailstream_get_certificate_chain(stream);
  STACK_OF(X509)* const certificates = sk_X509_new_null();
  for (unsigned i = 0; chain != nullptr && i < carray_count(chain); ++i) {
    const auto* const der = static_cast<const MMAPString*>(carray_get(chain, i));
    const auto* octets = reinterpret_cast<const unsigned char*>(der->str);
    if (X509* const one = d2i_X509(nullptr, &octets, static_cast<long>(der->len))) {
      sk_X509_push(certificates, one);
    }
  }
  X509_STORE* const trusted = X509_STORE_new();
  X509_STORE_CTX* const check = X509_STORE_CTX_new();
  X509* const own = sk_X509_value(certificates, 0);
  return own != nullptr && X509_STORE_load_file(trusted, ca_file) == 1 &&
         X509_STORE_CTX_init(check, trusted, own, certificates) == 1 &&
         X509_STORE_CTX_set_default(check, "ssl_server") == 1 && X509_verify_cert(check) == 1 &&
         (X509_check_ip_asc(own, host.c_str(), 0) == 1 ||
          X509_check_host(own, host.c_str(), 0, 0, nullptr) == 1);
}
