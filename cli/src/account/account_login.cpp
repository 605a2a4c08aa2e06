#include "account/account_login.hpp"

#include "text_file.hpp"

#include <popquiz/net/hmac.hpp>
#include <popquiz/net/md5.hpp>
#include <popquiz/net/tls_context.hpp>
#include <popquiz/sasl/client.hpp>
#include <popquiz/sasl/saslprep.hpp>

#include <utility>

namespace popquiz::cli {

account_login::account_login(const account& of, secret password,
                             std::function<std::optional<sansio::channel_binding>()> binding)
    : account_(of), secret_(std::move(password)), binding_(std::move(binding)) {
  is_token_ = of.secret_from && of.secret_from->kind == secret_kind::token;
  for (const sasl::mechanism_info& each : sasl::mechanisms()) {
    const bool has_it = each.needs_token         ? is_token_
                        : each.needs_certificate ? !of.client_certificate.empty()
                                                 : each.needs_password && !is_token_;
    if (has_it) {
      mechanisms_.push_back({each.name, each.sends_secret_in_clear, each.needs_channel_binding});
    }
  }
}

std::optional<net::endpoint> account_login::endpoint(std::string& why) const {
  net::endpoint where;
  where.host = account_.host;
  where.port = account_.port;
  where.mail_domain = account_.mail_domain;
  where.implicit_tls = account_.is_implicit();
  if (account_.tls == tls_policy::never) {
    return where;
  }
  net::tls_client_settings settings;
  settings.ca_file = account_.ca_file;
  settings.pins = account_.pins;
  if (!account_.client_certificate.empty()) {
    auto certificate = read_text_file(account_.client_certificate, why);
    auto key = certificate ? read_text_file(account_.client_key, why) : std::nullopt;
    if (!key) {
      return std::nullopt;
    }
    settings.certificate_pem = std::move(*certificate);
    settings.key_pem = std::move(*key);
  }
  where.tls = net::tls_context::for_client(settings, why);
  return where.tls ? std::optional(std::move(where)) : std::nullopt;
}

client::sign_in_settings account_login::settings() const {
  client::sign_in_settings made;
  made.tls = account_.tls == tls_policy::never ? client::tls_demand::none : client::tls_demand::required;
  made.user = account_.user;
  made.password = secret_.text();
  made.md5 = net::md5_hex;
  made.prepare = [](const std::string& text, bool is_stored) {
    return sasl::saslprep(text, is_stored ? sasl::string_use::stored : sasl::string_use::query);
  };
  made.login.mechanisms = mechanisms_;
  made.login.has_password = !is_token_;
  made.login.only = account_.auth;
  made.login.allow_clear_text = account_.allow_clear_text;
  made.login.can_bind = [this] { return binding_().has_value(); };
  made.sasl = [this](std::string_view mechanism, std::string& why) {
    sasl::client_credentials credentials;
    credentials.user = account_.user;
    (is_token_ ? credentials.token : credentials.password) = secret_.text();
    // Who insists on a mechanism without -PLUS has not failed to see the server's -PLUS (RFC 5802 s6).
    const sasl::mechanism_info* const info = sasl::find_mechanism(mechanism);
    const bool may_bind = account_.auth.empty() || (info != nullptr && info->needs_channel_binding);
    return sasl::make_client(mechanism, credentials,
                             {net::hmac, may_bind ? binding_() : std::nullopt, account_.host, account_.port},
                             why);
  };
  return made;
}

}  // namespace popquiz::cli
