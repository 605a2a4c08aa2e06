#include "test/test_subject.hpp"

#include "account/password.hpp"
#include "seconds.hpp"
#include "server_endpoint.hpp"

#include <popquiz/conformance/embedded_subject.hpp>
#include <popquiz/conformance/mail_folder.hpp>
#include <popquiz/net/md5.hpp>

#include <chrono>

namespace popquiz::cli {
namespace {

std::string fault_of(const test_server_arguments& arguments) {
  if (arguments.embedded &&
      (!arguments.server.empty() || arguments.tls || !arguments.ca_file.empty() || !arguments.mail.empty())) {
    return "--embedded goes without HOST[:PORT], --tls, --ca-file and --mail";
  }
  if (!arguments.embedded && arguments.jobs > 1) {
    return "--jobs goes with --embedded only: elsewhere the checks share one maildrop, which POP3 locks";
  }
  const bool has_own_mail = !arguments.maildir.empty() || !arguments.mbox.empty() ||
                            !arguments.deliver.empty() || !arguments.smtp.empty();
  if (has_own_mail && (arguments.embedded || !arguments.mail.empty())) {
    return "--maildir, --mbox, --deliver and --smtp go without --embedded and --mail";
  }
  if (!arguments.embedded && arguments.server.empty()) {
    return "a server is needed: HOST[:PORT] or --embedded";
  }
  if (!arguments.embedded && arguments.user.empty()) {
    return "a name to log in with is needed: --user NAME";
  }
  return {};
}

}  // namespace

std::vector<conformance::subject*> test_subject::servers() const {
  std::vector<conformance::subject*> all{server.get()};
  for (const auto& each : more) {
    all.push_back(each.get());
  }
  return all;
}

std::optional<test_subject> make_test_subject(const test_server_arguments& arguments, complaint& why) {
  why = {fault_of(arguments), exit_code::usage};
  if (!why.what.empty()) {
    return std::nullopt;
  }
  const conformance::account_settings embedded;
  test_subject made;
  const auto password =
      find_password(arguments.password_file, arguments.password_env,
                    arguments.embedded ? std::optional(embedded.password) : std::nullopt, why.what);
  if (!password) {
    return std::nullopt;
  }
  made.login.user = arguments.user.empty() ? embedded.user : arguments.user;
  made.login.password = *password;
  made.login.md5_hex = net::md5_hex;
  made.login.reply_timeout = milliseconds_of(arguments.timeout);

  if (arguments.embedded) {
    why.code = exit_code::unreachable;
    const conformance::account_settings account{made.login.user, made.login.password};
    made.server = conformance::embedded_subject::start(account, why.what);
    while (made.server != nullptr && made.more.size() + 1 < arguments.jobs) {
      made.more.push_back(conformance::embedded_subject::start(account, why.what));
      if (made.more.back() == nullptr) {
        made.server = nullptr;
      }
    }
    return made.server == nullptr ? std::nullopt : std::optional(std::move(made));
  }
  conformance::remote_settings remote;
  remote.login = made.login;
  auto where = find_endpoint(arguments.server, arguments.tls ? server_tls::at_once : server_tls::by_stls,
                             arguments.ca_file, why.what);
  if (!where) {
    return std::nullopt;
  }
  remote.where = std::move(*where);
  if (!arguments.mail.empty()) {
    remote.mail = conformance::read_mail_folder(arguments.mail, why.what);
    if (!remote.mail) {
      return std::nullopt;
    }
  }
  made.own_mail = make_test_mail(arguments);
  if (made.own_mail) {
    remote.fixtures = made.own_mail->mail;
  }
  auto server = std::make_unique<conformance::remote_subject>(std::move(remote));
  made.remote = server.get();
  made.server = std::move(server);
  return made;
}

}  // namespace popquiz::cli
