#include "connection.hpp"

#include "bent_op.hpp"

#include <chrono>
#include <limits>
#include <utility>

namespace popquiz::broken_client {
namespace {

constexpr std::uint64_t message_limit = std::uint64_t{64} << 20U;  // octets
constexpr std::size_t listing_limit = std::size_t{4} << 20U;       // octets

client::session_settings settings_of(const orders& given) {
  client::session_settings made;
  made.reply_timeout = given.patience;
  made.pipelining = given.has(fault::none) || given.has(fault::pipelines_unannounced);
  made.limits.body = given.has(fault::message_in_memory) ? 0 : message_limit;
  made.listing_octets = listing_limit;
  if (given.has(fault::listing_without_limit)) {
    made.listing_octets = made.listing_line = made.listing_entries = std::numeric_limits<std::size_t>::max();
    made.limits.body = 0;
  }
  return made;
}

}  // namespace

connection::connection(const orders& given) : orders_(&given), wire_(given) {}

std::optional<net::tls_context> connection::trust() {
  net::tls_client_settings settings;
  settings.ca_file = orders_->ca_file;
  if (!pin_.empty()) {
    settings.pins = {pin_};
  }
  return net::tls_context::for_client(settings, why_);
}

bool connection::open(transport how) {
  net::endpoint where;
  where.host = orders_->host;
  where.port = orders_->port;
  where.implicit_tls = how == transport::tls;
  if (how != transport::clear) {
    where.tls = trust();
    if (!where.tls) {
      return false;
    }
  }
  wire_.reset();
  client_ = std::make_unique<client::pop3_client>(io_.get_executor(), settings_of(*orders_));
  client::op_result result;
  const auto deadline = orders_->has(fault::no_timeout)
                            ? sansio::no_deadline
                            : std::chrono::steady_clock::now() + orders_->patience;
  client_->async_open(std::move(where), deadline,
                      [&](client::op_result ended) { result = std::move(ended); });
  io_.restart();
  io_.run();
  why_ = result.detail.empty() ? std::string(client::describe(result.code)) : result.detail;
  const auto& facts = transport_of().peer_certificate();
  const bool is_refused = orders_->has(fault::name_in_subject_only) && facts &&
                          facts->subject.find(orders_->host) == std::string::npos;
  return result && !is_refused;
}

client::op_result connection::run(client::operation& op) {
  bent_op bent(op, wire_, *orders_);
  client::op_result result;
  client_->async_run(bent, [&](client::op_result ended) { result = std::move(ended); });
  io_.restart();
  io_.run();
  why_ = std::string(client::describe(result.code)) + ": " +
         (result.detail.empty() ? result.text : result.detail);
  return result;
}

void connection::close() {
  if (client_) {
    client_->async_close([](const client::op_result&) {});
    io_.restart();
    io_.run();
    client_.reset();
  }
}

bool connection::takes_refused_certificate() {
  const auto& facts = transport_of().peer_certificate();
  if (!facts || !pin_.empty()) {
    return false;
  }
  const bool has_expired = facts->not_after < std::chrono::system_clock::now();
  const bool is_self_signed = facts->issuer == facts->subject;
  const bool is_for_another = why_.find("certificate is for") != std::string::npos ||
                              why_.find("certificate names no host") != std::string::npos;
  const bool taken =
      (orders_->has(fault::takes_expired) && has_expired) ||
      (orders_->has(fault::takes_self_signed) && is_self_signed) ||
      (orders_->has(fault::takes_other_host) && is_for_another) ||
      (orders_->has(fault::takes_unknown_issuer) && !has_expired && !is_self_signed && !is_for_another);
  if (taken) {
    pin_ = facts->sha256;
  }
  return taken;
}

}  // namespace popquiz::broken_client
