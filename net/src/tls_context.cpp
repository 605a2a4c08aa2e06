#include <popquiz/net/tls_context.hpp>

#include "peer_verification.hpp"
#include "tls_context_impl.hpp"

#include <openssl/err.h>
#include <openssl/pem.h>

#include <algorithm>
#include <span>
#include <string_view>
#include <system_error>
#include <utility>

namespace popquiz::net {
namespace {

using names_ptr = std::unique_ptr<STACK_OF(X509_NAME), decltype([](STACK_OF(X509_NAME) * names) {
                                    sk_X509_NAME_pop_free(names, X509_NAME_free);
                                  })>;

bool common_settings(SSL_CTX* context) {
  SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
  // One recv() for header and payload of a record instead of two.
  SSL_CTX_set_read_ahead(context, 1);
  // A certificate that the user's CA file names is trusted, be it a CA's or the peer's own.
  X509_VERIFY_PARAM_set_flags(SSL_CTX_get0_param(context), X509_V_FLAG_PARTIAL_CHAIN);
  SSL_CTX_set_cert_verify_callback(context, peer_verification::on_verify, nullptr);
  return SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION) == 1;
}

// Each certificate of `pem` to `take`. False when there is none or one is not taken.
template <class Take>
bool each_certificate(const std::string& pem, Take take) {
  const bio_ptr bio = bio_of(pem);
  bool any = false;
  while (const certificate_ptr one{PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr)}) {
    if (!take(one.get())) {
      return false;
    }
    any = true;
  }
  // The end of the text is an error, too.
  const bool at_end = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
  if (any && at_end) {
    ERR_clear_error();
  }
  return any && at_end;
}

bool use_chain(SSL_CTX* context, const std::string& pem) {
  bool is_leaf = true;
  return each_certificate(pem, [&](X509* one) {
    return std::exchange(is_leaf, false) ? SSL_CTX_use_certificate(context, one) == 1
                                         : SSL_CTX_add1_chain_cert(context, one) == 1;
  });
}

// OpenSSL's own would ask at the terminal.
int no_pass_phrase(char*, int, int, void*) {
  return 0;
}

bool use_key(SSL_CTX* context, const std::string& pem) {
  const bio_ptr bio = bio_of(pem);
  const key_ptr key(PEM_read_bio_PrivateKey(bio.get(), nullptr, no_pass_phrase, nullptr));
  return key && SSL_CTX_use_PrivateKey(context, key.get()) == 1 && SSL_CTX_check_private_key(context) == 1;
}

bool use_certified_key(SSL_CTX* context, const std::string& certificate, const std::string& key,
                       std::string& why) {
  if (!use_chain(context, certificate)) {
    why = "the certificate is no good: " + take_tls_error();
    return false;
  }
  if (!use_key(context, key)) {
    why = "the key is no good: " + take_tls_error();
    return false;
  }
  return true;
}

bool trust(SSL_CTX* context, const std::string& pem) {
  X509_STORE* const store = SSL_CTX_get_cert_store(context);
  return each_certificate(pem, [store](X509* one) { return X509_STORE_add_cert(store, one) == 1; });
}

bool trust_issuers(SSL_CTX* context, const tls_client_settings& settings, std::string& why) {
  const auto complain = [&why](const std::string& where) {
    why = "cannot read certificates from " + where + ": " + take_tls_error();
    return false;
  };
  if (!settings.ca_pem.empty() && !trust(context, settings.ca_pem)) {
    return complain("the text of trusted issuers");
  }
  if (!settings.ca_file.empty()) {
    return SSL_CTX_load_verify_file(context, settings.ca_file.c_str()) == 1 || complain(settings.ca_file);
  }
  return !settings.ca_pem.empty() || SSL_CTX_set_default_verify_paths(context) == 1 ||
         complain("the system's store");
}

std::optional<sha256_digest> read_pin(std::string_view text) {
  sha256_digest digest{};
  std::size_t digits = 0;
  for (const char c : text) {
    if (c == ':' && digits % 2 == 0) {
      continue;
    }
    const int value = OPENSSL_hexchar2int(static_cast<unsigned char>(c));
    if (value < 0 || digits == 2 * digest.size()) {
      return std::nullopt;
    }
    unsigned char& octet = digest[digits++ / 2];
    octet = static_cast<unsigned char>(octet * 16U + static_cast<unsigned>(value));
  }
  return digits == 2 * digest.size() ? std::optional(digest) : std::nullopt;
}

bool offer_alpn(SSL_CTX* context) {
  std::string list(1, static_cast<char>(alpn_pop3.size()));
  list += alpn_pop3;
  const std::basic_string<unsigned char> octets(list.begin(), list.end());
  return SSL_CTX_set_alpn_protos(context, octets.data(), static_cast<unsigned>(octets.size())) == 0;
}

// RFC 7301 §3.2
int choose_alpn(SSL*, const unsigned char** chosen, unsigned char* size, const unsigned char* offered,
                unsigned int offered_size, void* settings) {
  const auto& context = *static_cast<const tls_context::impl*>(settings);
  const std::basic_string_view<unsigned char> list(offered, offered_size);
  const auto answer = [&](const unsigned char* at) {
    *chosen = at;
    *size = static_cast<unsigned char>(context.alpn.size());
    return SSL_TLSEXT_ERR_OK;
  };
  for (std::size_t at = 0; at < list.size(); at += 1U + list[at]) {
    const auto one = list.substr(at + 1, list[at]);
    if (std::equal(one.begin(), one.end(), context.alpn.begin(), context.alpn.end())) {
      return answer(one.data());
    }
  }
  return context.alpn_unoffered ? answer(reinterpret_cast<const unsigned char*>(context.alpn.data()))
                                : SSL_TLSEXT_ERR_ALERT_FATAL;
}

int number_of(tls_version version) {
  switch (version) {
    case tls_version::v1_0:
      return TLS1_VERSION;
    case tls_version::v1_1:
      return TLS1_1_VERSION;
    case tls_version::v1_2:
      return TLS1_2_VERSION;
    case tls_version::v1_3:
      break;
  }
  return TLS1_3_VERSION;
}

bool use_versions(SSL_CTX* context, tls_version min, tls_version max) {
  if (min < tls_version::v1_2) {
    SSL_CTX_set_security_level(context, 0);  // SHA-1, which they cannot do without
  }
  return min <= max && SSL_CTX_set_min_proto_version(context, number_of(min)) == 1 &&
         SSL_CTX_set_max_proto_version(context, number_of(max)) == 1;
}

// The names of `pem`'s subjects are told to clients, so that they can choose a certificate.
bool ask_clients(SSL_CTX* context, const std::string& pem) {
  names_ptr names(sk_X509_NAME_new_null());
  const bool good = names && trust(context, pem) && each_certificate(pem, [&](X509* one) {
                      X509_NAME* const name = X509_NAME_dup(X509_get_subject_name(one));
                      if (sk_X509_NAME_push(names.get(), name) <= 0) {
                        X509_NAME_free(name);
                        return false;
                      }
                      return true;
                    });
  if (good) {
    SSL_CTX_set_client_CA_list(context, names.release());
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
  }
  return good;
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
  SSL_CTX* const context = made->handle.get();
  if (context == nullptr || !common_settings(context) || !offer_alpn(context) ||
      !use_versions(context, settings.min_version, settings.max_version)) {
    why = "cannot set up TLS: " + take_tls_error();
    return std::nullopt;
  }
  for (const std::string& text : settings.pins) {
    const auto pin = read_pin(text);
    if (!pin) {
      why = "not a SHA-256 fingerprint (64 hexadecimal digits): " + text;
      return std::nullopt;
    }
    made->pins.push_back(*pin);
  }
  // With pins nobody asks who issued it; a system without a store of certificates will do.
  const bool trusts_nobody = !made->pins.empty() && settings.ca_file.empty() && settings.ca_pem.empty();
  if (!trusts_nobody && !trust_issuers(context, settings, why)) {
    return std::nullopt;
  }
  if ((!settings.certificate_pem.empty() || !settings.key_pem.empty()) &&
      !use_certified_key(context, settings.certificate_pem, settings.key_pem, why)) {
    return std::nullopt;
  }
  return tls_context(std::move(made));
}

std::optional<tls_context> tls_context::for_server(const tls_server_settings& settings, std::string& why) {
  ERR_clear_error();
  auto made = std::make_shared<impl>();
  made->handle.reset(SSL_CTX_new(TLS_server_method()));
  SSL_CTX* const context = made->handle.get();
  if (context == nullptr || !common_settings(context) ||
      !use_versions(context, settings.min_version, settings.max_version)) {
    why = "cannot set up TLS: " + take_tls_error();
    return std::nullopt;
  }
  if (!settings.extended_master_secret) {
    SSL_CTX_set_options(context, SSL_OP_NO_EXTENDED_MASTER_SECRET);
  }
  // A ticket that the client never reads would turn its close into a reset.
  SSL_CTX_set_num_tickets(context, 0);
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  if (!use_certified_key(context, settings.certificate_pem, settings.key_pem, why)) {
    return std::nullopt;
  }
  if (!settings.client_ca_pem.empty() && !ask_clients(context, settings.client_ca_pem)) {
    why = "the issuers of clients are no good: " + take_tls_error();
    return std::nullopt;
  }
  if (settings.alpn.size() > 255) {
    why = "an ALPN name has at most 255 octets";
    return std::nullopt;
  }
  made->alpn = settings.alpn;
  made->alpn_unoffered = settings.alpn_unoffered;
  if (!made->alpn.empty()) {
    SSL_CTX_set_alpn_select_cb(context, choose_alpn, made.get());
  }
  return tls_context(std::move(made));
}

}  // namespace popquiz::net
