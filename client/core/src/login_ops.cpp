#include <popquiz/client/login_ops.hpp>

#include <popquiz/parser/command_serializer.hpp>

namespace popquiz::client {

using parser::append_command;
using parser::serialize_errc;
using parser::verb;

void login_op::begin() {
  // Behind +OK to USER only PASS or QUIT may come (RFC 1939 s7), so PASS must be known to be possible.
  if (const auto error = append_command(fresh_line(), verb::pass, password_, limit());
      error != serialize_errc::none) {
    end(on().may_send(verb::user) ? code_of(error) : client_errc::not_legal_now);
    return;
  }
  send(verb::user, append_command(fresh_line(), verb::user, user_, limit()), true);
}

void login_op::on_reply(bool ok) {
  if (ok && !user_given_) {
    user_given_ = true;
    send(verb::pass, append_command(fresh_line(), verb::pass, password_, limit()), true, "PASS {secret}\r\n");
  }
}

void apop_op::begin() {
  if (!on().may_send(verb::apop)) {
    end(client_errc::not_legal_now);
    return;
  }
  const auto timestamp = on().timestamp();
  if (!timestamp) {
    end(client_errc::no_timestamp);
    return;
  }
  if (secret_.empty()) {
    end(client_errc::missing_argument);
    return;
  }
  const std::string digest = md5_ == nullptr ? std::string() : md5_(std::string(*timestamp) + secret_);
  if (digest.empty()) {
    end(client_errc::no_digest);
    return;
  }
  const auto error = append_command(fresh_line(), verb::apop, user_, digest, limit());
  send(verb::apop, error, true, "APOP " + user_ + ' ' + std::string(masked_secret) + "\r\n");
}

}  // namespace popquiz::client
