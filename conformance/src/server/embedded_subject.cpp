#include <popquiz/conformance/embedded_subject.hpp>
#include <popquiz/corpus/fixture.hpp>
#include <popquiz/mockserver/made_certificates.hpp>
#include <popquiz/mockserver/memory_maildrop.hpp>
#include <popquiz/net/md5.hpp>

#include <vector>

namespace popquiz::conformance {
namespace {

constexpr const char* loopback = "127.0.0.1";

/// Certificates made for this run on the server's side, and trust in them on the client's.
bool offer_stls(mockserver::listener_settings& server, net::endpoint& client, std::string& why) {
  const auto authority = mockserver::make_certificates(server, why);
  if (!authority) {
    return false;
  }
  server.tls_begins = mockserver::tls_start::by_stls;
  net::tls_client_settings trust;
  trust.ca_pem = *authority;
  client.tls = net::tls_context::for_client(trust, why);
  return client.tls.has_value();
}

}  // namespace

std::unique_ptr<embedded_subject> embedded_subject::start(account_settings account, std::string& why) {
  mockserver::server_settings settings;
  settings.md5_hex = net::md5_hex;
  mockserver::listener_settings listen;
  listen.address = loopback;
  net::endpoint where;
  where.host = loopback;
  if (!offer_stls(listen, where, why)) {
    return nullptr;
  }
  auto server = mockserver::embedded_server::start(std::move(settings), std::move(listen), why);
  if (server == nullptr) {
    return nullptr;
  }
  where.port = server->port();
  std::unique_ptr<embedded_subject> started(
      new embedded_subject(std::move(account), std::move(where), std::move(server)));
  return started->prepare({}, why) ? std::move(started) : nullptr;
}

embedded_subject::embedded_subject(account_settings account, net::endpoint where,
                                   std::unique_ptr<mockserver::embedded_server> server)
    : tcp_subject(std::move(where)), account_(std::move(account)), server_(std::move(server)) {}

embedded_subject::~embedded_subject() = default;

std::unique_ptr<subject> embedded_subject::another(std::string& why) const {
  return start(account_, why);
}

bool embedded_subject::prepare(const script::script& dialogue, std::string& why) {
  const corpus::fixture* const found = corpus::find_fixture(dialogue.maildrop);
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
