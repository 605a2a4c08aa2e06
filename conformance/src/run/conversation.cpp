#include "run/conversation.hpp"

#include <popquiz/client/greeting_op.hpp>
#include <popquiz/client/login_ops.hpp>
#include <popquiz/client/simple_ops.hpp>
#include <popquiz/script/transcript.hpp>

#include <fmt/format.h>

#include <array>

namespace popquiz::conformance {
namespace {

constexpr std::size_t connection_number = 0;
constexpr std::size_t first_octets_limit = 60;
constexpr auto close_patience = std::chrono::seconds(1);

// An operation is given up behind that, however much a server trickles; a timeout only ends silence.
constexpr auto operation_limit = std::chrono::seconds(60);

client::session_settings settings_of(const script::player_settings& who) {
  client::session_settings settings;
  settings.reply_timeout = who.reply_timeout;
  settings.limits.body = who.body_limit;
  return settings;
}

/// An alert or a handshake record: what a TLS server says to somebody who does not speak TLS.
bool looks_like_tls(std::string_view octets) {
  return octets.size() >= 2 && (octets[0] == '\x15' || octets[0] == '\x16') && octets[1] == '\x03';
}

}  // namespace

void conversation::first_octets::server_said(std::string_view octets) noexcept {
  // The capacity is there from the start: nothing is allocated.
  kept.append(octets.substr(0, first_octets_limit - kept.size()));
}

conversation::conversation(subject& server, const script::player_settings& who)
    : server_(server), who_(who), session_(settings_of(who), &first_) {
  first_.kept.reserve(first_octets_limit);
}

conversation::~conversation() {
  server_.drop_all();
}

std::string conversation::printable(std::string_view text) const {
  script::transcript hiding;
  hiding.hide(who_.password, "{secret}");
  return hiding.printable(text);
}

bool conversation::open() {
  return greet(server_.open(connection_number, server_.now() + who_.reply_timeout).status);
}

bool conversation::open_to_look(const tls_look& how) {
  only_looks_ = true;
  return greet(server_.open_to_look(connection_number, how, server_.now() + who_.reply_timeout).status);
}

bool conversation::greet(sansio::io_status opened) {
  if (opened != sansio::io_status::ok) {
    code_ = opened == sansio::io_status::tls_failed         ? client::client_errc::tls_failed
            : opened == sansio::io_status::connection_reset ? client::client_errc::connection_reset
                                                            : client::client_errc::transport_failed;
    const std::string text = server_.error_text();
    // What went wrong with connecting names the host itself.
    why_ = text.starts_with("cannot ")
               ? text
               : fmt::format("{}: {}", server_.name(), text.empty() ? "no connection" : text);
    return false;
  }
  client::greeting_op greeting(session_);
  if (!run(greeting)) {
    explain_greeting(greeting.result());
    return false;
  }
  return true;
}

bool conversation::run(client::command_op& op) {
  const sansio::time_point until = server_.now() + operation_limit;
  sansio::io_result last;
  for (;;) {
    const sansio::next_action action = op.resume(last, server_.now());
    if (std::holds_alternative<sansio::done>(action)) {
      code_ = op.result().code;
      return static_cast<bool>(op.result());
    }
    last = server_.now() < until ? server_.perform(connection_number, action)
                                 : sansio::io_result{sansio::io_status::timed_out, 0};
  }
}

bool conversation::log_in() {
  if (only_looks_) {
    code_ = client::client_errc::not_legal_now;
    why_ = "nobody logs in where TLS is only looked at";
    return false;
  }
  client::login_op by_user(session_, who_.user, who_.password);
  by_user_ = run(by_user);
  if (by_user_) {
    return true;
  }
  if (by_user.result().command == parser::verb::user && session_.timestamp() && who_.md5_hex != nullptr &&
      !client::is_fatal(by_user.result().code)) {
    client::apop_op by_apop(session_, who_.user, who_.password, who_.md5_hex);
    if (run(by_apop)) {
      return true;
    }
  }
  explain(fmt::format("the login of \"{}\"", who_.user), by_user.result());
  return false;
}

void conversation::quit() {
  client::quit_op bye(session_);
  if (run(bye)) {
    // The lock is free for certain once the server has closed.
    std::array<char, 1> rest{};
    static_cast<void>(server_.perform(connection_number, sansio::read{rest, server_.now() + close_patience}));
  }
  server_.drop_all();
}

void conversation::explain(std::string_view doing, const client::op_result& result) {
  if (result.code == client::client_errc::refused) {
    why_ = fmt::format("{} refuses {}: -ERR {}", server_.name(), doing, printable(result.text));
    return;
  }
  why_ = fmt::format("{}: {} failed: {}", server_.name(), doing, client::describe(result.code));
  if (!server_.error_text().empty()) {
    why_ += ": " + server_.error_text();
  }
}

void conversation::explain_greeting(const client::op_result& result) {
  const std::string name = server_.name();
  switch (result.code) {
    case client::client_errc::greeting_refused:
      why_ = fmt::format("{} refuses service: -ERR {}", name, printable(result.text));
      return;
    case client::client_errc::timed_out:
      why_ = fmt::format("{}: no POP3 greeting within {:g} s{}", name,
                         std::chrono::duration<double>(who_.reply_timeout).count(),
                         server_.tls().empty() ? " (if the port wants TLS: --tls)" : "");
      return;
    case client::client_errc::closed_by_peer:
    case client::client_errc::connection_reset:
      why_ = name + " closed the connection before a greeting";
      return;
    case client::client_errc::protocol_error:
      if (looks_like_tls(first_.kept)) {
        why_ = name + " speaks TLS on this port (--tls)";
        return;
      }
      why_ = fmt::format(
          "{}{}: it begins with \"{}\"", name,
          first_.kept.starts_with("+OK") ? ": the greeting breaks the protocol" : " is not a POP3 server",
          printable(first_.kept));
      return;
    default:
      explain("the greeting", result);
  }
}

}  // namespace popquiz::conformance
