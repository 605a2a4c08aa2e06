#include <popquiz/client/auth_op.hpp>

#include <popquiz/parser/base64.hpp>

namespace popquiz::client {

using parser::append_command;
using parser::serialize_errc;
using parser::verb;
using sansio::sasl_progress;

namespace {

std::string base64_of(std::string_view octets) {
  std::string text;
  parser::append_base64(text, octets);
  return text;
}

}  // namespace

void auth_op::begin() {
  if (!on().may_send(verb::auth)) {
    end(client_errc::not_legal_now);
    return;
  }
  sansio::sasl_answer first = exchange_->step(std::nullopt);
  if (first.progress == sasl_progress::failed) {
    explain(exchange_->why());
    end(client_errc::sasl_failed);
    return;
  }
  const std::string_view mechanism = exchange_->mechanism();
  // Without SASL in CAPA the server may know of RFC 1734 only, which has no initial response (RFC 5034 s3).
  const auto* const announced = on().capabilities();
  if (first.octets && announced != nullptr && announced->has("SASL")) {
    const std::string response = first.octets->empty() ? "=" : base64_of(*first.octets);
    const auto error = append_command(fresh_line(), verb::auth, mechanism, response, limit());
    if (error != serialize_errc::too_long) {
      send(verb::auth, error, true,
           "AUTH " + std::string(mechanism) + ' ' + std::string(masked_secret) + "\r\n");
      return;
    }
  }
  held_ = std::move(first.octets);
  send(verb::auth, append_command(fresh_line(), verb::auth, mechanism, limit()), true);
}

client_errc auth_op::on_challenge(std::string_view base64) {
  if (given_up_) {
    return client_errc::protocol_error;  // "*" is answered with -ERR (RFC 5034 s4)
  }
  if (held_) {
    sansio::sasl_answer first{sasl_progress::more, std::move(held_)};
    held_.reset();
    // RFC 5034 s4 wants this challenge empty; what some servers put there interests no mechanism.
    return !base64.empty() && on().settings().mode == parser::strictness::strict
               ? give_up("the challenge before the initial response is not empty")
               : answer(first);
  }
  const auto octets = parser::decode_base64(base64);
  return octets ? answer(exchange_->step(std::string_view(*octets))) : give_up("the challenge is no base64");
}

client_errc auth_op::answer(const sansio::sasl_answer& with) {
  if (with.progress == sasl_progress::failed) {
    return give_up(exchange_->why());
  }
  const auto error = parser::append_sasl_response(fresh_line(), base64_of(with.octets.value_or("")));
  return error == serialize_errc::none ? respond("{secret}\r\n") : code_of(error);
}

client_errc auth_op::give_up(std::string_view why) {
  given_up_ = true;
  explain(why);
  static_cast<void>(parser::append_sasl_response(fresh_line(), "*"));
  return respond("*\r\n");
}

void auth_op::on_reply(bool ok) {
  if (given_up_) {
    end(ok ? client_errc::server_not_proven : client_errc::sasl_failed);
  } else if (ok && !exchange_->peer_proven()) {
    explain("the server ended the exchange too early");
    end(client_errc::server_not_proven);
  }
}

}  // namespace popquiz::client
