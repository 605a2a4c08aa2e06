#include <popquiz/sasl/server.hpp>

#include "bearer.hpp"
#include "gsasl_session.hpp"
#include "secrets.hpp"

namespace popquiz::sasl {
namespace {

using sansio::sasl_answer;
using sansio::sasl_progress;

class gsasl_server final : public gsasl_session {
 public:
  gsasl_server(const mechanism_info& info, const sansio::sasl_server_request& request)
      : gsasl_session(info), password_of_(request.password_of) {}

  bool start(const std::optional<sansio::channel_binding>& binding) {
    if (!gsasl_session::start(false)) {
      return false;
    }
    gsasl_callback_set(library(), on_property);
    gsasl_session_hook_set(session(), this);
    set(GSASL_SERVICE, "pop");
    set(GSASL_HOSTNAME, "popquiz.invalid");
    set(GSASL_SCRAM_ITER, std::to_string(least_scram_iterations));
    if (binding && info().needs_channel_binding) {
      set_binding(*binding);
    }
    return true;
  }

  [[nodiscard]] sasl_answer step(std::optional<std::string_view> heard) override {
    if (info().name == "LOGIN" && heard && !begun_) {
      static_cast<void>(
          run(std::nullopt));  // the name came along with AUTH: the question for it is not asked
    }
    begun_ = true;
    sasl_answer answer = run(heard);
    if (answer.progress == sasl_progress::done && !identify()) {
      return fail("nobody may act as somebody else");
    }
    return answer;
  }
  [[nodiscard]] std::string_view identity() const noexcept override { return identity_; }

 private:
  [[nodiscard]] std::string property(Gsasl_property which) const {
    const char* const text = gsasl_property_fast(session(), which);
    return text == nullptr ? std::string() : text;
  }

  bool identify() {
    identity_ = property(info().needs_certificate ? GSASL_AUTHZID : GSASL_AUTHID);
    const std::string acts_as = property(GSASL_AUTHZID);
    return !identity_.empty() && (acts_as.empty() || acts_as == identity_);
  }

  // The library asks for what it needs to know. It is C: nothing may be thrown through it.
  static int on_property(Gsasl* /*library*/, Gsasl_session* session, Gsasl_property which) noexcept try {
    return static_cast<gsasl_server*>(gsasl_session_hook_get(session))->answer(which);
  } catch (...) {
    return GSASL_MALLOC_ERROR;
  }

  int answer(Gsasl_property which) {
    switch (which) {
      case GSASL_PASSWORD: {
        auto password = password_of_(property(GSASL_AUTHID));
        if (!password) {
          return GSASL_NO_PASSWORD;
        }
        set(GSASL_PASSWORD, *password);
        wipe(*password);
        return GSASL_OK;
      }
      case GSASL_VALIDATE_SIMPLE: {
        auto password = password_of_(property(GSASL_AUTHID));
        const bool equal =
            password && !password->empty() && equal_in_constant_time(property(GSASL_PASSWORD), *password);
        return equal ? GSASL_OK : GSASL_AUTHENTICATION_ERROR;
      }
      case GSASL_VALIDATE_EXTERNAL:
        return password_of_(property(GSASL_AUTHZID)) ? GSASL_OK : GSASL_AUTHENTICATION_ERROR;
      default:
        return GSASL_NO_CALLBACK;
    }
  }

  std::function<std::optional<std::string>(std::string_view)> password_of_;
  std::string identity_;
  bool begun_ = false;
};

}  // namespace

std::unique_ptr<sansio::sasl_exchange> make_server(const sansio::sasl_server_request& request) {
  const mechanism_info* const info = find_mechanism(request.mechanism);
  if (info == nullptr || !request.password_of || (info->needs_channel_binding && !request.binding)) {
    return nullptr;
  }
  if (info->needs_token) {
    return make_bearer_server(*info, request);
  }
  auto made = std::make_unique<gsasl_server>(*info, request);
  return made->start(request.binding) ? std::move(made) : nullptr;
}

}  // namespace popquiz::sasl
