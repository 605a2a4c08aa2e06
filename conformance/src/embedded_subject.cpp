#include <popquiz/conformance/embedded_subject.hpp>
#include <popquiz/conformance/fixture.hpp>
#include <popquiz/mockserver/memory_maildrop.hpp>
#include <popquiz/net/md5.hpp>
#include <popquiz/net/tls_context.hpp>

#include <optional>
#include <utility>
#include <vector>

namespace popquiz::conformance {
namespace {

constexpr const char* loopback = "127.0.0.1";

net::endpoint endpoint_of(const mockserver::embedded_server& server, net::tls_context trusting) {
  net::endpoint where;
  where.host = loopback;
  where.port = server.port();
  where.tls = std::move(trusting);
  return where;
}

}  // namespace

std::unique_ptr<embedded_subject> embedded_subject::start(account_settings account, std::string& why) {
  mockserver::server_settings settings;
  settings.md5_hex = net::md5_hex;
  mockserver::listener_settings listen;
  listen.address = loopback;
  listen.tls_begins = mockserver::tls_start::by_stls;
  const auto certified = net::make_self_signed(loopback, why);
  listen.tls = certified ? net::tls_context::for_server(*certified, why) : std::nullopt;
  auto trusting =
      listen.tls ? net::tls_context::for_client({.ca_pem = certified->certificate_pem}, why) : std::nullopt;
  if (!trusting) {
    return nullptr;
  }
  auto server = mockserver::embedded_server::start(std::move(settings), std::move(listen), why);
  if (server == nullptr) {
    return nullptr;
  }
  std::unique_ptr<embedded_subject> started(
      new embedded_subject(std::move(account), std::move(server), std::move(*trusting)));
  return started->prepare({}, why) ? std::move(started) : nullptr;
}

embedded_subject::embedded_subject(account_settings account,
                                   std::unique_ptr<mockserver::embedded_server> server,
                                   net::tls_context trusting)
    : tcp_subject(endpoint_of(*server, std::move(trusting))),
      account_(std::move(account)),
      server_(std::move(server)) {}

embedded_subject::~embedded_subject() = default;

bool embedded_subject::prepare(const script::script& dialogue, std::string& why) {
  const fixture* const found = find_fixture(dialogue.maildrop);
  if (found == nullptr) {
    why = "no fixture is called \"" + dialogue.maildrop + "\"";
    return false;
  }
  mail_ = known_mail(found->messages);
  // A fresh account begins unlocked, whatever an earlier check left behind.
  server_->apply([&](mockserver::reference_server& server) {
    server.set_account(account_.user, account_.password,
                       std::make_shared<mockserver::memory_maildrop>(
                           std::vector<std::string>(found->messages.begin(), found->messages.end())));
  });
  return true;
}

}  // namespace popquiz::conformance
