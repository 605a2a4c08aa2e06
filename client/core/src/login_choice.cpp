#include <popquiz/client/login_choice.hpp>

namespace popquiz::client {
namespace {

/// A server that announces no mechanisms may be asked for what the user insists on (RFC 5034 s3).
bool is_offered(const session& on, const mechanism_option& option, const login_policy& policy) noexcept {
  const parser::capability_set* const announced = on.capabilities();
  return announced != nullptr && announced->has("SASL") ? announced->has_argument("SASL", option.name)
                                                        : policy.only == option.name;
}

}  // namespace

login_choice choose_login(const session& on, const login_policy& policy) {
  const parser::capability_set* const announced = on.capabilities();
  const bool secrets_allowed = on.in_tls() || policy.allow_clear_text;
  bool held_back = false;  // there was a way, but it would show the secret
  const auto wanted = [&policy](std::string_view name) { return policy.only.empty() || policy.only == name; };
  const auto mechanism = [&](bool that_shows_secret) -> const mechanism_option* {
    for (const mechanism_option& option : policy.mechanisms) {
      if (option.shows_secret == that_shows_secret && wanted(option.name) && is_offered(on, option, policy) &&
          (!option.needs_binding || (on.in_tls() && policy.can_bind && policy.can_bind()))) {
        return &option;
      }
    }
    return nullptr;
  };

  if (const mechanism_option* const found = mechanism(false)) {
    return {login_kind::sasl, found->name, client_errc::none};
  }
  if (policy.has_password && wanted("APOP") && on.timestamp()) {
    return {login_kind::apop, {}, client_errc::none};
  }
  if (const mechanism_option* const found = mechanism(true)) {
    if (secrets_allowed) {
      return {login_kind::sasl, found->name, client_errc::none};
    }
    held_back = true;
  }
  if (policy.has_password && wanted("USER") &&
      (announced == nullptr || announced->has("USER") || policy.only == "USER")) {
    if (secrets_allowed) {
      return {login_kind::user_pass, {}, client_errc::none};
    }
    held_back = true;
  }
  return {login_kind::none, {}, held_back ? client_errc::secret_in_clear : client_errc::no_way_to_log_in};
}

}  // namespace popquiz::client
