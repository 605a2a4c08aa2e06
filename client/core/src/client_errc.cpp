#include <popquiz/client/client_errc.hpp>

#include <string>

namespace popquiz::client {
namespace {

class category final : public std::error_category {
 public:
  [[nodiscard]] const char* name() const noexcept override { return "popquiz.client"; }
  [[nodiscard]] std::string message(int value) const override {
    return std::string(describe(static_cast<client_errc>(value)));
  }
};

}  // namespace

bool is_fatal(client_errc code) noexcept {
  return code >= client_errc::stls_not_offered;
}

std::string_view describe(client_errc code) noexcept {
  switch (code) {
    case client_errc::none:
      return "success";
    case client_errc::refused:
      return "the server answered -ERR";
    case client_errc::not_legal_now:
      return "command not legal in this state";
    case client_errc::credentials_have_forbidden_octet:
      return "CR, LF or NUL in a name or password";
    case client_errc::command_too_long:
      return "command over the length limit";
    case client_errc::missing_argument:
      return "a name or password is empty";
    case client_errc::no_timestamp:
      return "no valid APOP timestamp in the greeting";
    case client_errc::no_digest:
      return "MD5 is not to be had";
    case client_errc::sasl_failed:
      return "the SASL exchange was given up";
    case client_errc::malformed_listing:
      return "listing cannot be understood";
    case client_errc::stls_not_offered:
      return "TLS is demanded, but the server does not offer STLS";
    case client_errc::secret_in_clear:
      return "a secret would go out in clear";
    case client_errc::no_way_to_log_in:
      return "no common way to log in";
    case client_errc::server_not_proven:
      return "the server has not proven that it knows the password";
    case client_errc::answered_short:
      return "the server answers only the first of several commands";
    case client_errc::greeting_refused:
      return "the greeting was -ERR";
    case client_errc::protocol_error:
      return "reply breaks the protocol";
    case client_errc::unsolicited_octets:
      return "octets came that no command asked for";
    case client_errc::timed_out:
      return "time allowed has passed";
    case client_errc::closed_by_peer:
      return "connection closed before the reply";
    case client_errc::cut_off:
      return "stream ended inside a body";
    case client_errc::connection_reset:
      return "connection reset";
    case client_errc::tls_failed:
      return "TLS failed";
    case client_errc::transport_failed:
      return "network failure";
    case client_errc::message_too_long:
      return "message over the limit";
    case client_errc::listing_too_long:
      return "listing over its limits";
    case client_errc::sink_aborted:
      return "receiver of the message gave up";
    case client_errc::cancelled:
      return "cancelled";
    case client_errc::out_of_memory:
      return "out of memory";
    case client_errc::connection_unusable:
      return "connection unusable since an earlier failure";
  }
  return "unknown error";
}

const std::error_category& client_category() noexcept {
  static const category the_category;
  return the_category;
}

std::error_code make_error_code(client_errc code) noexcept {
  return {static_cast<int>(code), client_category()};
}

}  // namespace popquiz::client
