#include "gsasl_server.hpp"

#include <popquiz/sasl/saslprep.hpp>
#include "base64.hpp"
#include "gsasl_session.hpp"
#include "scram_message.hpp"
#include "secrets.hpp"

#include <utility>

namespace popquiz::sasl {
namespace {

using sansio::sasl_answer;
using sansio::sasl_progress;

class gsasl_server final : public gsasl_session {
 public:
  gsasl_server(const mechanism_info& info, const sansio::sasl_server_request& request)
      : gsasl_session(info),
        password_of_(request.password_of),
        certified_(request.external_identity.value_or("")) {}

  [[nodiscard]] bool start(const std::optional<sansio::channel_binding>& binding) {
    if (!gsasl_session::start(sasl_side::server)) {
      return false;
    }
    gsasl_callback_set(library(), on_property);
    gsasl_session_hook_set(session(), this);
    set(GSASL_SERVICE, "pop");
    set(GSASL_HOSTNAME, "popquiz.invalid");
    set(GSASL_SCRAM_ITER, std::to_string(least_scram_iterations));
    // Without -PLUS, too: a client that says it could bind, but saw no -PLUS, was lied to (RFC 5802 s6).
    if (binding) {
      set(binding->type == "tls-exporter" ? GSASL_CB_TLS_EXPORTER : GSASL_CB_TLS_UNIQUE,
          base64_of(binding->octets));
    }
    return true;
  }

  [[nodiscard]] std::string_view identity() const noexcept override { return identity_; }

 private:
  [[nodiscard]] sasl_answer next(std::optional<std::string_view> heard, bool is_first) override {
    if (heard) {
      if (const std::string_view fault = fault_in(*heard, is_first); !fault.empty()) {
        return fail(fault);
      }
    }
    if (heard && is_first && info().name == "LOGIN") {
      static_cast<void>(run(std::nullopt));  // the name came along with AUTH: it is not asked for
    }
    sasl_answer answer = run(heard);
    if (answer.progress == sasl_progress::done && !identify()) {
      return fail("nobody may act as somebody else");
    }
    return answer;
  }

  /// What GNU SASL would take, and shouldn't be taken.
  [[nodiscard]] std::string_view fault_in(std::string_view octets, bool is_first) {
    if (is_first && info().name == "CRAM-MD5") {
      return "the mechanism has no initial response";  // RFC 5034 s4
    }
    if (octets.empty() && !info().needs_certificate) {
      return "the client's response is empty";
    }
    if (info().name != "PLAIN" && octets.find('\0') != std::string_view::npos) {
      return "the client's response has a NUL";
    }
    if (info().proves_server && !std::exchange(greeted_, true)) {
      if (!info().needs_channel_binding && octets.starts_with("p=")) {
        return "the client binds to the channel, which this mechanism does not do";  // RFC 5802 s6
      }
      return fault_in_client_first(octets);
    }
    return {};
  }

  [[nodiscard]] std::optional<std::string> prepared(Gsasl_property which) const {
    return saslprep(std::string(property(which)), string_use::query);
  }

  /// RFC 5034 s4: what preparation fails for is not logged in. Nobody may act for another.
  [[nodiscard]] bool identify() {
    auto name = info().needs_certificate ? std::optional(certified_) : prepared(GSASL_AUTHID);
    if (!name || (!property(GSASL_AUTHZID).empty() && prepared(GSASL_AUTHZID) != name)) {
      return false;
    }
    identity_ = std::move(*name);
    return true;
  }

  // The library asks for what it needs to know. It is C: nothing may be thrown through it.
  static int on_property(Gsasl* /*library*/, Gsasl_session* session, Gsasl_property which) noexcept try {
    return static_cast<gsasl_server*>(gsasl_session_hook_get(session))->answer(which);
  } catch (...) {
    return GSASL_MALLOC_ERROR;
  }

  [[nodiscard]] int answer(Gsasl_property which) {
    switch (which) {
      case GSASL_PASSWORD: {
        const secret_text stored(password());
        if (stored.text().empty()) {
          return GSASL_NO_PASSWORD;
        }
        set(GSASL_PASSWORD, stored.text());
        return GSASL_OK;
      }
      case GSASL_VALIDATE_SIMPLE:
        return is_password(std::string(property(GSASL_PASSWORD))) ? GSASL_OK : GSASL_AUTHENTICATION_ERROR;
      case GSASL_VALIDATE_EXTERNAL: {
        const secret_text stored(password_of_(certified_).value_or(""));
        return stored.text().empty() ? GSASL_AUTHENTICATION_ERROR : GSASL_OK;
      }
      default:
        return GSASL_NO_CALLBACK;
    }
  }

  /// Of the user who has been named; empty when there is none, or it could not be compared.
  [[nodiscard]] std::string password() const {
    const auto user = prepared(GSASL_AUTHID);
    auto found = user ? password_of_(*user) : std::nullopt;
    return found && found->find('\0') == std::string::npos ? std::move(*found) : std::string();
  }

  [[nodiscard]] bool is_password(std::string presented) const {
    const secret_text said(std::move(presented));
    const secret_text stored(password());
    if (stored.text().empty()) {
      return false;
    }
    if (info().name == "LOGIN") {  // any octets, not prepared (draft-murchison-sasl-login s2)
      return equal_in_constant_time(said.text(), stored.text());
    }
    // RFC 4616 s2: both are prepared; what can't be is not equal to anything.
    const secret_text prepared_said(saslprep(said.text(), string_use::query).value_or(""));
    const secret_text prepared_stored(saslprep(stored.text(), string_use::stored).value_or(""));
    return !prepared_stored.text().empty() &&
           equal_in_constant_time(prepared_said.text(), prepared_stored.text());
  }

  std::function<std::optional<std::string>(std::string_view)> password_of_;
  std::string certified_;  ///< whom EXTERNAL logs in
  std::string identity_;
  bool greeted_ = false;
};

}  // namespace

std::unique_ptr<sansio::sasl_exchange> make_gsasl_server(const mechanism_info& mechanism,
                                                         const sansio::sasl_server_request& request) {
  auto made = std::make_unique<gsasl_server>(mechanism, request);
  return made->start(request.binding) ? std::move(made) : nullptr;
}

}  // namespace popquiz::sasl
