#pragma once

#include <popquiz/client/command_op.hpp>
#include <popquiz/client/login_choice.hpp>
#include <popquiz/client/operation.hpp>
#include <popquiz/sansio/digest.hpp>
#include <popquiz/sansio/sasl_exchange.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace popquiz::client {

/// What must be between us and the server before a name or a secret is said.
enum class tls_demand : std::uint8_t {
  required,  ///< TLS: from the first octet, or by STLS now. The connection is given up otherwise.
  none,      ///< the connection stays as it is
};

/// Makes the client's side of an exchange; null and `why` set when it can't.
using sasl_client_factory =
    std::function<std::unique_ptr<sansio::sasl_exchange>(std::string_view mechanism, std::string& why)>;

/// SASLprep (RFC 4013): as a query, or as what is stored. Nothing when it fails.
using prepare_function = std::optional<std::string> (*)(const std::string& text, bool is_stored);

struct sign_in_settings {
  tls_demand tls = tls_demand::required;
  login_policy login;
  std::string user;
  std::string password;
  sansio::md5_hex_function md5 = nullptr;  ///< for APOP
  sasl_client_factory sasl;                ///< for the mechanisms that `login` names
  /// For APOP with a name or password that is not ASCII (RFC 6856 s2.2); null: there is no such login.
  prepare_function prepare = nullptr;
  /// Say UTF8 when the server announces it (RFC 6856 s2.1).
  bool utf8 = true;
};

/// How far signing in has come: what was under way when it failed.
enum class sign_in_stage : std::uint8_t { greeting, capabilities, tls, utf8, login, signed_in };

[[nodiscard]] std::string_view describe(sign_in_stage stage) noexcept;

/// From the greeting to TRANSACTION: greeting, CAPA, STLS with its handshake and CAPA again (RFC 2595 s4),
/// UTF8, the login that choose_login() finds, and CAPA once more, because more may be announced now. What was
/// announced before still holds (RFC 2449 s5), so a server known to pipeline is not asked again. Nothing
/// secret is sent before TLS is there as demanded. A server that refuses CAPA is asked for STLS all the same;
/// one that answers it without STLS is not believed to have it: whether it was stripped or never there, the
/// connection is given up with stls_not_offered. USER, PASS and APOP say what is not ASCII only where UTF8
/// USER is announced (RFC 6856 s2.2); elsewhere there is no way to log in.
///
/// Its session must outlive it and be new on this connection; a greeting that was awaited already counts.
class sign_in_op final : public operation {
 public:
  sign_in_op(session& on, sign_in_settings settings) : session_(&on), settings_(std::move(settings)) {}

  [[nodiscard]] sansio::next_action resume(sansio::io_result last, sansio::time_point now) noexcept override;

  /// Of the step that ended it; `none` when the session is in TRANSACTION.
  [[nodiscard]] const op_result& result() const noexcept override { return result_; }
  [[nodiscard]] sign_in_stage stage() const noexcept { return stage_; }
  [[nodiscard]] bool finished() const noexcept override { return over_; }
  /// How it logged in, or tried to: "SCRAM-SHA-256", "APOP", "USER". Empty before that. Valid as `result()`.
  [[nodiscard]] std::string_view login_name() const noexcept { return login_name_; }

 private:
  enum class step : std::uint8_t { greeting, first_capa, stls, tls_capa, utf8, login, last_capa };

  void take(const command_op& ended);
  void begin(step what);
  void begin_login();
  void begin_apop();
  /// False: by USER, PASS or APOP the server must not be told the name and password that there are.
  [[nodiscard]] bool may_say_credentials() const noexcept;
  void behind_capa();
  void before_login();
  void fail(client_errc code, std::string_view why = {});

  session* session_;
  sign_in_settings settings_;
  op_result result_;
  std::unique_ptr<sansio::sasl_exchange> exchange_;  // outlives op_
  std::unique_ptr<command_op> op_;
  std::string login_name_;
  step step_ = step::greeting;
  sign_in_stage stage_ = sign_in_stage::greeting;
  bool over_ = false;
};

}  // namespace popquiz::client
