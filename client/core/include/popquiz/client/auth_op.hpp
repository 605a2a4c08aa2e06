#pragma once

#include <popquiz/client/command_op.hpp>
#include <popquiz/sansio/sasl_exchange.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace popquiz::client {

/// AUTH (RFC 5034): one SASL exchange. `none` says that the server has accepted and, where the mechanism
/// proves it, is who it claims to be; a +OK before that proof is server_not_proven. An initial response goes
/// along when the server announced SASL and the line has room for it (RFC 5034 s3, s4), else it waits for the
/// empty challenge. A challenge that is no base64, or that the exchange does not understand, is answered with
/// "*": the result is sasl_failed with the reason in `detail`, and another login may be tried. Whether the
/// mechanism may be used on this connection at all is the caller's to decide (choose_login()).
class auth_op final : public command_op {
 public:
  /// `exchange`: a client's, not yet used; it must outlive the operation.
  auth_op(session& on, sansio::sasl_exchange& exchange) noexcept : command_op(on), exchange_(&exchange) {}

 private:
  void begin() override;
  client_errc on_challenge(std::string_view base64) override;
  void on_reply(bool ok) override;

  client_errc answer(const sansio::sasl_answer& with);
  client_errc give_up(std::string_view why);

  sansio::sasl_exchange* exchange_;
  std::optional<std::string> held_;  ///< an initial response that waits for the empty challenge
  bool given_up_ = false;
};

}  // namespace popquiz::client
