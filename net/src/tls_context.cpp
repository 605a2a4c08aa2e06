#include <popquiz/net/tls_context.hpp>

#include "tls_context_impl.hpp"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <system_error>
#include <utility>

namespace popquiz::net {
namespace {

struct bio_deleter {
  void operator()(BIO* bio) const noexcept { BIO_free(bio); }
};
struct x509_deleter {
  void operator()(X509* certificate) const noexcept { X509_free(certificate); }
};
struct key_deleter {
  void operator()(EVP_PKEY* key) const noexcept { EVP_PKEY_free(key); }
};

std::unique_ptr<BIO, bio_deleter> bio_of(const std::string& text) {
  return std::unique_ptr<BIO, bio_deleter>(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

bool common_settings(SSL_CTX* context) {
  SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
  // One recv() for header and payload of a record instead of two.
  SSL_CTX_set_read_ahead(context, 1);
  return SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION) == 1;
}

bool use_chain(SSL_CTX* context, const std::string& pem) {
  const auto bio = bio_of(pem);
  const std::unique_ptr<X509, x509_deleter> leaf(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr));
  if (!leaf || SSL_CTX_use_certificate(context, leaf.get()) != 1) {
    return false;
  }
  while (X509* next = PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr)) {
    if (SSL_CTX_add0_chain_cert(context, next) != 1) {
      X509_free(next);
      return false;
    }
  }
  ERR_clear_error();  // the end of the text is an error to PEM_read_bio_X509
  return true;
}

bool use_key(SSL_CTX* context, const std::string& pem) {
  const auto bio = bio_of(pem);
  const std::unique_ptr<EVP_PKEY, key_deleter> key(
      PEM_read_bio_PrivateKey(bio.get(), nullptr, nullptr, nullptr));
  return key && SSL_CTX_use_PrivateKey(context, key.get()) == 1 && SSL_CTX_check_private_key(context) == 1;
}

}  // namespace

std::string take_tls_error() {
  const unsigned long code = ERR_get_error();
  ERR_clear_error();
  if (ERR_SYSTEM_ERROR(code)) {
    return std::generic_category().message(ERR_GET_REASON(code));
  }
  const char* reason = code == 0 ? nullptr : ERR_reason_error_string(code);
  return reason == nullptr ? "unknown error" : reason;
}

std::optional<tls_context> tls_context::for_client(const tls_client_settings& settings, std::string& why) {
  ERR_clear_error();
  auto made = std::make_shared<impl>();
  made->handle.reset(SSL_CTX_new(TLS_client_method()));
  if (!made->handle || !common_settings(made->handle.get())) {
    why = "cannot set up TLS: " + take_tls_error();
    return std::nullopt;
  }
  SSL_CTX* const context = made->handle.get();
  // A certificate that the user's CA file names is trusted, be it a CA's or the server's own.
  X509_VERIFY_PARAM_set_flags(SSL_CTX_get0_param(context), X509_V_FLAG_PARTIAL_CHAIN);
  const bool trusted = settings.ca_file.empty()
                           ? SSL_CTX_set_default_verify_paths(context) == 1
                           : SSL_CTX_load_verify_file(context, settings.ca_file.c_str()) == 1;
  if (!trusted) {
    why = "cannot read certificates from " +
          (settings.ca_file.empty() ? std::string("the system's store") : settings.ca_file) + ": " +
          take_tls_error();
    return std::nullopt;
  }
  return tls_context(std::move(made));
}

std::optional<tls_context> tls_context::for_server(const tls_server_settings& settings, std::string& why) {
  ERR_clear_error();
  auto made = std::make_shared<impl>();
  made->handle.reset(SSL_CTX_new(TLS_server_method()));
  if (!made->handle || !common_settings(made->handle.get())) {
    why = "cannot set up TLS: " + take_tls_error();
    return std::nullopt;
  }
  SSL_CTX* const context = made->handle.get();
  // A ticket that the client never reads would turn its close into a reset.
  SSL_CTX_set_num_tickets(context, 0);
  if (!use_chain(context, settings.certificate_pem)) {
    why = "the certificate is no good: " + take_tls_error();
    return std::nullopt;
  }
  if (!use_key(context, settings.key_pem)) {
    why = "the key is no good: " + take_tls_error();
    return std::nullopt;
  }
  return tls_context(std::move(made));
}

}  // namespace popquiz::net
