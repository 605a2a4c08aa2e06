#include "auth.hpp"

#include "auth_exchange.hpp"
#include "login.hpp"

#include <popquiz/parser/ascii.hpp>

#include <algorithm>
#include <functional>
#include <memory>
#include <string>
#include <utility>

namespace popquiz::mockserver {
namespace {

/// Whom the client's certificate is for, of those who have an account.
std::optional<std::string> client_account(const session_data& session) {
  const auto& names = session.tls.client_names;
  const auto found = std::ranges::find_if(
      names, [&](const std::string& name) { return session.server.find_account(name) != nullptr; });
  return found == names.end() ? std::nullopt : std::optional(*found);
}

bool is_offered(const session_data& session, const sasl_offer& mechanism) {
  return (!mechanism.shows_secret || session.allows_secrets()) &&
         (!mechanism.needs_binding || session.tls.binding) &&
         (!mechanism.needs_client || client_account(session));
}

std::function<std::optional<std::string>(std::string_view)> password_lookup(const session_data& session) {
  return [&server = session.server](std::string_view user) -> std::optional<std::string> {
    const auto who = server.find_account(user);
    return who == nullptr ? std::nullopt : std::optional(who->password);
  };
}

reply wrong_credentials() {
  return refuse("AUTH", "invalid user name or password");  // RFC 3206 §5: the same for all
}

reply answer_of(session_data& session, auth_outcome outcome) {
  if (outcome == auth_outcome::challenge) {
    return {.ok = false, .text = session.exchange->challenge(), .is_challenge = true};
  }
  const std::unique_ptr<auth_exchange> over = std::move(session.exchange);
  switch (outcome) {
    case auth_outcome::challenge:
    case auth_outcome::refused:
      break;
    case auth_outcome::accepted: {
      const auto who = session.server.find_account(over->identity());
      return who == nullptr ? wrong_credentials() : log_in(session, who);
    }
    case auth_outcome::cancelled:
      return refuse("authentication cancelled");
    case auth_outcome::malformed:
      return refuse("expected base64");
    case auth_outcome::out_of_turn:
      return refuse("this mechanism has no initial response");
  }
  return wrong_credentials();
}

}  // namespace

std::vector<std::string_view> offered_mechanisms(const session_data& session) {
  const server_settings& settings = session.server.settings();
  std::vector<std::string_view> names;
  if (settings.sasl) {
    for (const sasl_offer& each : settings.mechanisms) {
      if (is_offered(session, each)) {
        names.emplace_back(each.name);
      }
    }
  }
  return names;
}

reply begin_auth(session_data& session, const parser::command_view& command) {
  const server_settings& settings = session.server.settings();
  const auto offer = std::ranges::find_if(settings.mechanisms, [&](const sasl_offer& each) {
    return parser::equal_ignoring_case(each.name, command.first);
  });
  if (offer == settings.mechanisms.end()) {
    return refuse("no such mechanism");
  }
  if (!is_offered(session, *offer)) {
    // Not a word on whether name and password were right (RFC 8314 §4.1).
    return refuse(offer->shows_secret && !session.allows_secrets() ? "only inside TLS"
                                                                   : "not on this connection");
  }
  auto exchange = settings.sasl({.mechanism = offer->name,
                                 .password_of = password_lookup(session),
                                 .binding = session.tls.binding,
                                 .external_identity = client_account(session)});
  if (exchange == nullptr) {
    return refuse("SYS/PERM", "this mechanism can't be used");  // RFC 3206 §4
  }
  session.exchange = std::make_unique<auth_exchange>(std::move(exchange));
  const bool has_response = !command.second.empty();
  return answer_of(session,
                   session.exchange->begin(has_response ? std::optional(command.second) : std::nullopt));
}

reply continue_auth(session_data& session, std::optional<std::string_view> line) {
  if (!line) {
    session.exchange.reset();
    return refuse("the response is too long");
  }
  return answer_of(session, session.exchange->hear(*line));
}

}  // namespace popquiz::mockserver
