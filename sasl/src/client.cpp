#include <popquiz/sasl/client.hpp>

#include "bearer.hpp"
#include "gsasl_session.hpp"

#include <charconv>

namespace popquiz::sasl {
namespace {

using sansio::sasl_answer;

/// The iteration count of a server-first-message (RFC 5802 s7); nothing when it has none.
std::optional<std::uint32_t> iterations_in(std::string_view message) {
  const std::size_t at = message.find(",i=");
  if (at == std::string_view::npos) {
    return std::nullopt;
  }
  const std::string_view text = message.substr(at + 3);
  std::uint32_t count = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  return error == std::errc() ? std::optional(count) : std::nullopt;
}

class gsasl_client final : public gsasl_session {
 public:
  explicit gsasl_client(const mechanism_info& info) : gsasl_session(info) {}

  bool start(const client_credentials& who, const std::optional<sansio::channel_binding>& binding) {
    if (!gsasl_session::start(true)) {
      return false;
    }
    set(GSASL_AUTHID, who.user);
    set(GSASL_PASSWORD, who.password);
    // EXTERNAL says whom it is for, or nothing (RFC 4422 appendix A).
    if (!who.authorization_id.empty() || info().needs_certificate) {
      set(GSASL_AUTHZID, who.authorization_id);
    }
    if (binding && info().needs_channel_binding) {
      set_binding(*binding);
    }
    return true;
  }

  [[nodiscard]] sasl_answer step(std::optional<std::string_view> heard) override {
    if (info().proves_server && steps_++ == 1) {
      if (const std::string_view fault = fault_in(heard.value_or("")); !fault.empty()) {
        return fail(fault);
      }
    }
    sasl_answer answer = run(heard);
    if (info().proves_server && steps_ == 1 && answer.octets) {
      const std::size_t at = answer.octets->rfind("r=");
      nonce_ = at == std::string::npos ? std::string() : answer.octets->substr(at);
    }
    return answer;
  }
  [[nodiscard]] bool peer_proven() const noexcept override { return !info().proves_server || finished(); }

 private:
  /// What GNU SASL would take of a server-first-message, and shouldn't be taken.
  [[nodiscard]] std::string_view fault_in(std::string_view message) const {
    if (!message.starts_with(nonce_) || message.substr(nonce_.size()).starts_with(',')) {
      return "the server's nonce does not extend ours";  // RFC 5802 s5.1
    }
    const auto count = iterations_in(message);
    return count && *count >= least_scram_iterations && *count <= most_scram_iterations
               ? std::string_view()
               : std::string_view("the server asks for an unreasonable number of SCRAM iterations");
  }

  std::string nonce_;  ///< ours, as "r=..."
  int steps_ = 0;
};

bool has_octet(std::string_view text, std::string_view octets) {
  return text.find_first_of(octets) != std::string_view::npos;
}

/// What is missing, or can't be carried; empty when all is well.
std::string fault_of(const mechanism_info& mechanism, const client_credentials& who,
                     const std::optional<sansio::channel_binding>& binding) {
  using namespace std::string_view_literals;
  if (has_octet(who.user, "\0\x01"sv) || has_octet(who.password, "\0"sv) ||
      has_octet(who.authorization_id, "\0"sv) || has_octet(who.token, "\0\x01\r\n "sv)) {
    return "a name or secret has an octet that no mechanism carries";
  }
  if (who.user.empty() && !mechanism.needs_certificate) {
    return "a name is needed";
  }
  if (mechanism.needs_password && who.password.empty()) {
    return "a password is needed";
  }
  if (mechanism.needs_token && who.token.empty()) {
    return "a token is needed";
  }
  if (mechanism.needs_channel_binding && !binding) {
    return "there is no TLS connection that can be bound to";
  }
  return {};
}

}  // namespace

std::unique_ptr<sansio::sasl_exchange> make_client(std::string_view mechanism,
                                                   const client_credentials& credentials,
                                                   const std::optional<sansio::channel_binding>& binding,
                                                   std::string_view host, std::uint16_t port,
                                                   std::string& why) {
  const mechanism_info* const info = find_mechanism(mechanism);
  if (info == nullptr) {
    why = "there is no SASL mechanism of that name";
    return nullptr;
  }
  why = fault_of(*info, credentials, binding);
  if (!why.empty()) {
    return nullptr;
  }
  if (info->needs_token) {
    return make_bearer_client(*info, credentials, host, port);
  }
  auto made = std::make_unique<gsasl_client>(*info);
  if (!made->start(credentials, binding)) {
    why = "GNU SASL does not have this mechanism";
    return nullptr;
  }
  return made;
}

}  // namespace popquiz::sasl
