#pragma once

#include "account/account.hpp"
#include "account/secret.hpp"

#include <popquiz/client/sign_in_op.hpp>
#include <popquiz/net/connection.hpp>
#include <popquiz/sansio/sasl_exchange.hpp>

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace popquiz::cli {

/// How to reach and to sign in to an account's server, made of what the account says. Neither copied nor
/// moved: the settings refer to it.
class account_login {
 public:
  /// `password` is what the account's source gave. `binding` says what a login can be bound to, once TLS is
  /// there; it must stay callable as long as the settings are used.
  account_login(const account& of, secret password,
                std::function<std::optional<sansio::channel_binding>()> binding);
  account_login(const account_login&) = delete;
  account_login& operator=(const account_login&) = delete;

  /// Nothing and `why` set when a certificate, key or pin is no good.
  [[nodiscard]] std::optional<net::endpoint> endpoint(std::string& why) const;
  /// Valid as long as this.
  [[nodiscard]] client::sign_in_settings settings() const;

 private:
  const account& account_;
  secret secret_;
  bool is_token_ = false;
  std::function<std::optional<sansio::channel_binding>()> binding_;
  std::vector<client::mechanism_option> mechanisms_;
};

}  // namespace popquiz::cli
