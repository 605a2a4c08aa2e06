#include "play/serve_settings.hpp"

#include "account/password.hpp"
#include "host_port.hpp"
#include "text_file.hpp"

#include <popquiz/conformance/memory_subject.hpp>
#include <popquiz/mockserver/made_certificates.hpp>
#include <popquiz/mockserver/named_maildrop.hpp>
#include <popquiz/mockserver/sasl_offers.hpp>
#include <popquiz/mockserver/unique_text.hpp>
#include <popquiz/net/md5.hpp>
#include <popquiz/script/identity_name.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <utility>

namespace popquiz::cli {
namespace {

constexpr std::string_view no_certificate =
    "--tls-mode stls and --require-tls need --tls-certificate, --tls-self-signed or --tls-authority";

sansio::tls_identity find_identity(const std::string& name) {
  const auto names = script::identity_names();
  const auto found = std::ranges::find(names, name, &script::identity_name::option);
  return found == names.end() ? sansio::tls_identity::ordinary : found->identity;
}

/// --tls-authority: a good certificate and the wrong ones. False and `why` set when they can't be made.
bool make_certificates(const listen_arguments& arguments, mockserver::listener_settings& into,
                       std::string& why) {
  into.shown = find_identity(arguments.tls_as);
  const auto authority = mockserver::make_certificates(into, why);
  return authority && write_text_file(arguments.tls_authority, *authority, why);
}

std::optional<net::tls_server_settings> find_certificate(const listen_arguments& arguments,
                                                         const std::string& address, std::string& why) {
  if (!arguments.tls_self_signed.empty()) {
    auto made = net::make_self_signed(address, why);
    if (made && !write_text_file(arguments.tls_self_signed, made->certificate_pem, why)) {
      return std::nullopt;
    }
    return made;
  }
  auto certificate = read_text_file(arguments.tls_certificate, why);
  auto key = certificate ? read_text_file(arguments.tls_key, why) : std::nullopt;
  if (!key) {
    return std::nullopt;
  }
  return net::tls_server_settings{std::move(*certificate), std::move(*key)};
}

/// Nothing when clients are to be as near as they are.
std::optional<mockserver::link_settings> find_link(const serve_arguments& arguments) {
  if (arguments.rtt == 0 && arguments.rate == 0 && arguments.jitter == 0) {
    return std::nullopt;
  }
  const auto nanoseconds = [](double seconds) {
    return std::chrono::round<std::chrono::nanoseconds>(std::chrono::duration<double>(seconds));
  };
  mockserver::link_settings link;
  link.round_trip = nanoseconds(arguments.rtt);
  link.jitter = nanoseconds(arguments.jitter);
  link.octets_per_second = static_cast<std::uint64_t>(arguments.rate / 8);
  link.seed = arguments.jitter_seed;
  return link;
}

/// --without.
bool leave_out(const std::vector<std::string>& names, mockserver::server_settings& from, std::string& why) {
  const bool all = std::ranges::all_of(
      names, [&](const std::string& name) { return mockserver::leave_out(name, from, why); });
  why = all ? why : "--without: " + why;
  return all;
}

/// --expire. False when it is neither a number of days nor "never".
bool read_expire(const std::string& text, std::optional<std::uint32_t>& days) {
  if (text == "never") {
    return true;
  }
  const char* const end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, days.emplace());
  return error == std::errc() && stopped == end;
}

/// --account. The word is on everybody's screen already, but not said again.
std::optional<served_account> read_account(const std::string& text, std::string& why) {
  const std::size_t colon = text.find(':');
  if (colon == std::string::npos || colon == 0 || colon + 1 == text.size()) {
    why = "--account: expected NAME:PASSWORD";
    return std::nullopt;
  }
  if (text.find_first_of("\r\n") != std::string::npos || text.find(' ') < colon) {
    why = "--account: a name has no spaces, and neither it nor the password a line end";
    return std::nullopt;
  }
  return served_account{text.substr(0, colon), text.substr(colon + 1), nullptr};
}

}  // namespace

std::optional<mockserver::listener_settings> find_listener(const serve_arguments& arguments,
                                                           std::string& why) {
  const listen_arguments& place = arguments;
  auto found = find_listener(place, why);
  if (found && arguments.require_tls && !found->tls) {
    why = std::string(no_certificate);
    return std::nullopt;
  }
  if (found) {
    found->link = find_link(arguments);
    found->segment_octets = arguments.segments;
  }
  return found;
}

std::optional<mockserver::listener_settings> find_listener(const listen_arguments& arguments,
                                                           std::string& why) {
  const auto parsed = parse_host_port(arguments.listen, why);
  if (!parsed || !parsed->port) {
    why = "--listen: " + (parsed ? "expected ADDRESS:PORT, found \"" + arguments.listen + "\"" : why);
    return std::nullopt;
  }
  mockserver::listener_settings found;
  found.address = parsed->host;
  found.port = *parsed->port;
  found.tls_begins =
      arguments.tls_mode == "stls" ? mockserver::tls_start::by_stls : mockserver::tls_start::at_once;
  if (!arguments.tls_authority.empty()) {
    return make_certificates(arguments, found, why) ? std::optional(std::move(found)) : std::nullopt;
  }
  if (arguments.tls_self_signed.empty() && arguments.tls_certificate.empty()) {
    if (found.tls_begins == mockserver::tls_start::by_stls) {
      why = std::string(no_certificate);
      return std::nullopt;
    }
    return found;
  }
  const auto certificate = find_certificate(arguments, found.address, why);
  if (certificate) {
    found.tls = net::tls_context::for_server(*certificate, why);
  }
  return found.tls ? std::optional(std::move(found)) : std::nullopt;
}

std::optional<mockserver::server_settings> find_server_settings(const serve_arguments& arguments,
                                                                std::string& why) {
  mockserver::server_settings settings;
  settings.md5_hex = net::md5_hex;
  settings.unique_text = mockserver::make_unique_text;
  mockserver::offer_sasl(settings);
  settings.secrets_need_tls = arguments.require_tls;
  settings.login_delay = std::chrono::seconds(arguments.login_delay);
  if (arguments.autologout != 0) {
    settings.autologout =
        std::chrono::ceil<std::chrono::milliseconds>(std::chrono::duration<double>(arguments.autologout));
  }
  if (!read_expire(arguments.expire, settings.expire_days)) {
    why = fmt::format("--expire: expected a number of days or never, found \"{}\"", arguments.expire);
    return std::nullopt;
  }
  return leave_out(arguments.without, settings, why) ? std::optional(std::move(settings)) : std::nullopt;
}

std::optional<std::vector<served_account>> find_served_accounts(const serve_arguments& arguments,
                                                                const std::string& maildrop,
                                                                std::string& why) {
  std::vector<served_account> found;
  const bool is_named =
      !(arguments.user.empty() && arguments.password_file.empty() && arguments.password_env.empty());
  if (is_named || arguments.accounts.empty()) {
    const conformance::account_settings standard;
    auto password = find_password(arguments.password_file, arguments.password_env, standard.password, why);
    if (!password) {
      return std::nullopt;
    }
    found.push_back({arguments.user.empty() ? standard.user : arguments.user, std::move(*password), nullptr});
  }
  for (const std::string& each : arguments.accounts) {
    auto account = read_account(each, why);
    if (!account) {
      return std::nullopt;
    }
    if (std::ranges::find(found, account->user, &served_account::user) != found.end()) {
      why = fmt::format("--account: \"{}\" is there twice", account->user);
      return std::nullopt;
    }
    found.push_back(std::move(*account));
  }
  auto drops = mockserver::open_maildrops(maildrop, found.size(), why);
  if (drops.size() != found.size()) {
    why = (arguments.maildrop.empty() ? "maildrop: " : "--maildrop: ") + why;
    return std::nullopt;
  }
  for (std::size_t i = 0; i < found.size(); ++i) {
    found[i].drop = std::move(drops[i]);
  }
  return found;
}

}  // namespace popquiz::cli
