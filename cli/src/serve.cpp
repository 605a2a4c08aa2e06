#include "serve.hpp"

#include "host_port.hpp"
#include "password.hpp"
#include "served_maildrop.hpp"
#include "text_file.hpp"

#include <popquiz/conformance/memory_subject.hpp>
#include <popquiz/mockserver/listener.hpp>
#include <popquiz/mockserver/unique_text.hpp>
#include <popquiz/net/md5.hpp>
#include <popquiz/sasl/server.hpp>
#include <popquiz/script/parse.hpp>

#include <fmt/format.h>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

#include <algorithm>
#include <chrono>
#include <csignal>

namespace popquiz::cli {
namespace {

/// The `on` blocks of a file. Null and `why` set when it has anything else.
std::shared_ptr<const script::script> load_overrides(const std::string& file, std::string& why) {
  const auto text = read_text_file(file, why);
  if (!text) {
    return nullptr;
  }
  auto parsed = script::parse_script(*text, file);
  if (!parsed.value) {
    why = parsed.error.text();
    return nullptr;
  }
  const auto other = std::ranges::find_if_not(parsed.value->steps, [](const script::step& each) {
    return std::holds_alternative<script::on_step>(each.what);
  });
  if (other != parsed.value->steps.end()) {
    why = fmt::format("{}:{}:{}: expected nothing but `on` blocks in a script to serve", file,
                      other->where.line, other->where.column);
    return nullptr;
  }
  return std::make_shared<const script::script>(std::move(*parsed.value));
}

std::optional<net::tls_server_settings> find_certificate(const serve_arguments& arguments,
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

/// Address, port and TLS. False and `why` set when they are no good.
bool find_listener(const serve_arguments& arguments, mockserver::listener_settings& found, std::string& why) {
  const auto parsed = parse_host_port(arguments.listen, why);
  if (!parsed || !parsed->port) {
    why = "--listen: " + (parsed ? "expected ADDRESS:PORT, found \"" + arguments.listen + "\"" : why);
    return false;
  }
  found.address = parsed->host;
  found.port = *parsed->port;
  if (!arguments.tls_self_signed.empty() || !arguments.tls_certificate.empty()) {
    const auto certificate = find_certificate(arguments, found.address, why);
    if (certificate) {
      found.tls = net::tls_context::for_server(*certificate, why);
    }
    found.stls = arguments.stls;
    return found.tls.has_value();
  }
  if (arguments.stls || arguments.require_tls) {
    why = "--stls and --require-tls need a certificate: --tls-certificate or --tls-self-signed";
    return false;
  }
  return true;
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

/// All that a server may have beyond RFC 1939.
void offer_extensions(const serve_arguments& arguments, mockserver::server_settings& settings) {
  settings.stls = arguments.stls;
  settings.secrets_need_tls = arguments.require_tls;
  settings.sasl = sasl::make_server;
  for (const sasl::mechanism_info& each : sasl::mechanisms()) {
    // Who has shown which certificate this server does not look at.
    if (!each.needs_certificate) {
      settings.mechanisms.push_back(
          {std::string(each.name), each.sends_secret_in_clear, each.needs_channel_binding});
    }
  }
  settings.utf8 = true;
  settings.lang = true;
  for (std::string name : arguments.without) {
    std::ranges::transform(name, name.begin(), [](char c) {
      return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    });
    settings.without.insert(std::move(name));
  }
}

exit_code serve_until_signal(mockserver::reference_server& server, mockserver::listener_settings where) {
  boost::asio::io_context io(1);
  std::string why;
  const bool is_ipv6 = where.address.find(':') != std::string::npos;
  const std::string address = is_ipv6 ? "[" + where.address + "]" : where.address;
  const auto listening = mockserver::listener::open(io.get_executor(), server, std::move(where), why);
  if (listening == nullptr) {
    return complain(why, exit_code::unreachable);
  }
  boost::asio::signal_set signals(io, SIGINT, SIGTERM);
  signals.async_wait([&](const boost::system::error_code& error, int /*signal*/) {
    if (!error) {
      listening->stop([] {});
    }
  });
  if (!print_out(fmt::format("listening on {}:{}\n", address, listening->port()))) {
    return complain("standard output can't be written", exit_code::unreachable);
  }
  io.run();
  // Only a conversation shows that a block asks for what there is not.
  if (!server.override_problem().empty()) {
    return complain(server.override_problem(), exit_code::usage);
  }
  return exit_code::success;
}

}  // namespace

exit_code run_serve(const serve_arguments& arguments) {
  const conformance::account_settings standard;
  std::string why;
  const auto password =
      find_password(arguments.password_file, arguments.password_env, standard.password, why);
  const auto maildrop = password ? open_maildrop(arguments.maildrop, why) : nullptr;
  mockserver::listener_settings where;
  if (maildrop == nullptr || !find_listener(arguments, where, why)) {
    return complain(why, exit_code::usage);
  }
  where.link = find_link(arguments);
  mockserver::server_settings settings;
  settings.md5_hex = net::md5_hex;
  settings.unique_text = mockserver::make_unique_text;
  offer_extensions(arguments, settings);
  mockserver::reference_server server(std::move(settings));
  server.set_account(arguments.user.empty() ? standard.user : arguments.user, *password, maildrop);
  if (!arguments.script.empty()) {
    auto overrides = load_overrides(arguments.script, why);
    if (overrides == nullptr) {
      return complain(why, exit_code::usage);
    }
    server.set_overrides(std::move(overrides));
  }
  return serve_until_signal(server, std::move(where));
}

}  // namespace popquiz::cli
