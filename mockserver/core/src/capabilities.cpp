#include "capabilities.hpp"

#include "auth.hpp"
#include "listing_output.hpp"

#include <popquiz/parser/ascii.hpp>
#include <popquiz/parser/reply_serializer.hpp>

#include <algorithm>
#include <array>
#include <string>

namespace popquiz::mockserver {
namespace {

constexpr std::array<std::string_view, capability_count> names{
    "TOP",        "USER",        "SASL",   "STLS", "UIDL", "RESP-CODES",    "AUTH-RESP-CODE",
    "PIPELINING", "LOGIN-DELAY", "EXPIRE", "UTF8", "LANG", "IMPLEMENTATION"};

bool is_chosen(const session_data& session, capability what) {
  return session.server.settings().capabilities.has(what);
}

/// Offered on this connection, whatever was chosen.
bool is_possible(const session_data& session, capability what) {
  const server_settings& settings = session.server.settings();
  switch (what) {
    case capability::user:
      return session.allows_secrets();
    case capability::sasl:
      return !offered_mechanisms(session).empty();
    case capability::stls:
      return session.transport.has_tls && !session.in_tls && !session.in_transaction();
    case capability::auth_resp_code:
      return is_chosen(session, capability::resp_codes);
    case capability::login_delay:
      return settings.login_delay.count() != 0;
    case capability::lang:
      return !settings.languages.empty();
    default:
      return true;
  }
}

std::string arguments_of(const session_data& session, capability what) {
  const server_settings& settings = session.server.settings();
  switch (what) {
    case capability::sasl: {
      std::string all;
      for (const std::string_view name : offered_mechanisms(session)) {
        all.append(" ").append(name);
      }
      return all;
    }
    case capability::login_delay:
      return " " + std::to_string(settings.login_delay.count());
    case capability::expire:
      return settings.expire_days ? " " + std::to_string(*settings.expire_days) : " NEVER";
    case capability::utf8:
      return " USER";
    case capability::implementation:
      return " " + settings.implementation;
    default:
      return {};
  }
}

}  // namespace

std::string_view name_of(capability what) noexcept {
  return names[static_cast<std::size_t>(what)];
}

bool leave_out(std::string_view name, server_settings& from, std::string& why) {
  if (parser::equal_ignoring_case(name, "APOP")) {
    from.apop = false;
  } else if (const auto found = find_capability(name)) {
    from.capabilities.leave_out(*found);
  } else {
    why = "no capability is called \"" + std::string(name) + "\"; there are APOP";
    for (const std::string_view each : names) {
      why.append(" ").append(each);
    }
    return false;
  }
  return true;
}

std::optional<capability> find_capability(std::string_view name) noexcept {
  const auto* const found = std::ranges::find_if(
      names, [name](std::string_view each) { return parser::equal_ignoring_case(each, name); });
  return found == names.end() ? std::nullopt : std::optional(static_cast<capability>(found - names.begin()));
}

reply list_capabilities(const session_data& session) {
  std::string lines;
  const script::answer_step* const changes = session.answered_as;
  const auto is_left_out = [&](std::string_view name) {
    return changes != nullptr && std::ranges::any_of(changes->without, [&](const std::string& each) {
             return parser::equal_ignoring_case(each, name);
           });
  };
  for (std::size_t i = 0; i < capability_count; ++i) {
    const auto what = static_cast<capability>(i);
    if (is_chosen(session, what) && is_possible(session, what) && !is_left_out(name_of(what))) {
      const std::string line = std::string(name_of(what)) + arguments_of(session, what);
      static_cast<void>(parser::append_capability(lines, line));  // one that can't be said isn't
    }
  }
  if (changes != nullptr) {
    for (const std::string& line : changes->with) {
      static_cast<void>(parser::append_body_line(lines, line));  // right or wrong, as the script has it
    }
  }
  parser::append_body_end(lines);
  return accept("capability list follows", std::make_unique<text_output>(std::move(lines)));
}

bool is_implemented(const session_data& session, parser::verb v) {
  if (v == parser::verb::apop) {
    return !session.timestamp.empty();
  }
  const auto announced_by = find_capability(parser::info(v).capability);
  if (!announced_by) {
    return true;
  }
  const server_settings& settings = session.server.settings();
  if (!is_chosen(session, *announced_by)) {
    return false;
  }
  switch (*announced_by) {
    case capability::sasl:
      return settings.sasl && !settings.mechanisms.empty();
    case capability::stls:
      return session.transport.has_tls || session.in_tls;
    case capability::lang:
      return !settings.languages.empty();
    default:
      return true;
  }
}

void keep_codes_announced(const session_data& session, reply& made) {
  if (!is_chosen(session, capability::resp_codes) ||
      (made.code == "AUTH" && !is_chosen(session, capability::auth_resp_code))) {
    made.code = {};
  }
}

}  // namespace popquiz::mockserver
