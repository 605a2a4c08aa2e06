#include <popquiz/sasl/client.hpp>

#include <popquiz/sasl/saslprep.hpp>
#include "bearer.hpp"
#include "gsasl_client.hpp"
#include "scram_client.hpp"
#include "secrets.hpp"

#include <algorithm>

namespace popquiz::sasl {
namespace {

bool is_visible(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c > 0x20 && c < 0x7F; });
}

/// What is missing, or can't be carried; empty when all is well.
std::string_view fault_of(const mechanism_info& mechanism, const client_credentials& who,
                          const client_context& context) {
  if (who.user.empty() && !mechanism.needs_certificate) {
    return "a name is needed";
  }
  if (mechanism.needs_password && who.password.empty()) {
    return "a password is needed";
  }
  if (mechanism.needs_password && who.password.find('\0') != std::string::npos) {
    return "the password has a NUL, which no mechanism carries";
  }
  if (mechanism.needs_token && who.token.empty()) {
    return "a token is needed";
  }
  if (mechanism.needs_token && !is_visible(who.token)) {
    return "the token has an octet that no bearer token has (RFC 6750 s2.1)";
  }
  if (mechanism.needs_token && !is_visible(context.host)) {
    return "the host has an octet that no host name has";
  }
  if (mechanism.needs_channel_binding && !context.binding) {
    return "there is no TLS connection that can be bound to";
  }
  if (!mechanism.carries_authorization_id && !who.authorization_id.empty() &&
      who.authorization_id != who.user) {
    return "the mechanism can't say whom to act as";
  }
  return {};
}

/// RFC 5034 s4, RFC 5802 s5.1: names are prepared. False when one can't be.
bool prepare(std::string& name) {
  if (name.empty()) {
    return true;
  }
  auto prepared = saslprep(name, string_use::query);
  if (prepared) {
    name = std::move(*prepared);
  }
  return prepared.has_value();
}

/// Credentials whose secrets are overwritten when they go.
struct wiped_credentials : client_credentials {
  explicit wiped_credentials(const client_credentials& from) : client_credentials(from) {}
  wiped_credentials(const wiped_credentials&) = delete;
  wiped_credentials& operator=(const wiped_credentials&) = delete;
  ~wiped_credentials() {
    wipe(password);
    wipe(token);
  }
};

/// Null when GNU SASL can't, or `why` says it.
std::unique_ptr<sansio::sasl_exchange> make_prepared(const mechanism_info& mechanism,
                                                     const client_credentials& who,
                                                     const client_context& context, std::string& why) {
  if (mechanism.needs_token) {
    return make_bearer_client(mechanism, who, context.host, context.port);
  }
  if (mechanism.needs_password && !mechanism.sends_secret_in_clear) {  // it is hashed: prepared before
    const secret_text password(saslprep(who.password, string_use::stored).value_or(""));
    if (password.text().empty()) {
      why = "the password is not one that SASLprep allows";
      return nullptr;
    }
  }
  return mechanism.proves_server ? make_scram_client(mechanism, who, context, fresh_nonce(), why)
                                 : make_gsasl_client(mechanism, who);
}

}  // namespace

std::unique_ptr<sansio::sasl_exchange> make_client(std::string_view mechanism,
                                                   const client_credentials& credentials,
                                                   const client_context& context, std::string& why) {
  const mechanism_info* const info = find_mechanism(mechanism);
  if (info == nullptr) {
    why = "there is no SASL mechanism of that name";
    return nullptr;
  }
  why = fault_of(*info, credentials, context);
  if (!why.empty()) {
    return nullptr;
  }
  wiped_credentials who(credentials);
  if (!prepare(who.user) || !prepare(who.authorization_id)) {
    why = "a name is not one that SASLprep allows";
    return nullptr;
  }
  if (who.authorization_id == who.user && !info->needs_certificate && !info->needs_token) {
    who.authorization_id.clear();  // it is whom the server takes anyway
  }
  auto made = make_prepared(*info, who, context, why);
  if (made == nullptr && why.empty()) {
    why = "GNU SASL does not have this mechanism";
  }
  return made;
}

}  // namespace popquiz::sasl
