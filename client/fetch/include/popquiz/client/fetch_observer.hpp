#pragma once

#include <popquiz/client/fetch_plan.hpp>
#include <popquiz/client/mail_store.hpp>
#include <popquiz/client/maildrop_survey.hpp>
#include <popquiz/client/session.hpp>

#include <cstdint>
#include <span>
#include <string_view>

namespace popquiz::client {

/// Hears how a fetch goes on, for progress and reports. All views are valid during the call. It is called
/// from within the machine: it must not throw and must not block for long.
class fetch_observer {
 public:
  virtual ~fetch_observer() = default;
  /// TRANSACTION has begun; `login` is how: "SCRAM-SHA-256", "APOP", "USER".
  virtual void on_signed_in(const session& /*on*/, std::string_view /*login*/) noexcept {}
  virtual void on_plan(const maildrop_survey& /*survey*/, const fetch_plan& /*plan*/) noexcept {}
  /// The reply to RETR begins.
  virtual void on_message_begin(const surveyed_message& /*message*/) noexcept {}
  /// Octets of the message under way that have come.
  virtual void on_octets(std::uint64_t /*octets*/) noexcept {}
  /// It is whole and staged; not yet durable.
  virtual void on_message_end(const surveyed_message& /*message*/, std::uint64_t /*octets*/) noexcept {}
  /// RETR was answered -ERR, with these words of the server's.
  virtual void on_message_refused(const surveyed_message& /*message*/, std::string_view /*text*/) noexcept {}
  /// These are durable now and the ledger knows them.
  virtual void on_durable(std::span<const delivered_message> /*messages*/) noexcept {}
  /// DELE was answered; +OK is a mark only, until QUIT is answered.
  virtual void on_marked(const surveyed_message& /*message*/, bool /*ok*/) noexcept {}
  /// QUIT was answered +OK: so many messages are gone from the server.
  virtual void on_deleted(std::size_t /*messages*/) noexcept {}

 protected:
  fetch_observer() = default;
  fetch_observer(const fetch_observer&) = default;
  fetch_observer& operator=(const fetch_observer&) = default;
};

}  // namespace popquiz::client
