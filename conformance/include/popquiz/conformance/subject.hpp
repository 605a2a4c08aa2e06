#pragma once

#include <popquiz/net/certificate_facts.hpp>
#include <popquiz/net/tls_context.hpp>
#include <popquiz/sansio/next_action.hpp>
#include <popquiz/script/maildrop_facts.hpp>
#include <popquiz/script/script.hpp>

#include <cstddef>
#include <memory>
#include <optional>
#include <string>

namespace popquiz::conformance {

/// How TLS is used to look at it.
struct tls_look {
  std::string pin;  ///< SHA-256 of the certificate that is taken, whoever vouches for it
  std::optional<net::tls_version> only = {};  ///< nothing: as in every other connection
};

/// The server under test as the runner sees it: numbered connections, a clock, and what is known of its
/// mail. Calls return when the action has ended, at its deadline at the latest.
class subject {
 public:
  virtual ~subject() = default;

  /// Opens connection `session` anew (an open one of that number is dropped).
  [[nodiscard]] virtual sansio::io_result open(std::size_t session, sansio::time_point deadline) = 0;
  /// As open(), for a look at the server's TLS: the peer may be anybody, so nothing secret may be said there.
  /// Fails where nothing is encrypted.
  [[nodiscard]] virtual sansio::io_result open_to_look(std::size_t /*session*/, const tls_look& /*how*/,
                                                       sansio::time_point /*deadline*/) {
    return {sansio::io_status::failed, 0};
  }
  /// Performs an action on an open connection.
  [[nodiscard]] virtual sansio::io_result perform(std::size_t session, const sansio::next_action& action) = 0;
  /// Drops every connection.
  virtual void drop_all() = 0;
  [[nodiscard]] virtual sansio::time_point now() const = 0;

  /// What went wrong last on any connection, for a person. Never octets of the conversation.
  [[nodiscard]] virtual std::string error_text() const = 0;
  /// For the report, e.g. "127.0.0.1:110" or "embedded reference server".
  [[nodiscard]] virtual std::string name() const = 0;
  /// Protocol and cipher of the connection opened last, or that shook hands since; empty without TLS.
  [[nodiscard]] virtual std::string tls() const { return {}; }
  /// The certificate that the server showed there, be it that it was refused.
  [[nodiscard]] virtual std::optional<net::certificate_facts> certificate() const { return {}; }

  /// Called before each check: brings the mail into the state that the check asks for where that is in
  /// our hands (the embedded server's fixtures), or learns it anew after a check that changed it.
  /// False and `why` set when the server can't be used.
  [[nodiscard]] virtual bool prepare(const script::script& dialogue, std::string& why) = 0;
  /// The mail as of the last prepare(). Valid until the next.
  [[nodiscard]] virtual const script::maildrop_facts& mail() const = 0;
  /// Whether the content of the messages was known before any was fetched from the server.
  [[nodiscard]] virtual bool knows_mail() const = 0;
  /// The same server, with connections of its own, that another thread can use at the same time; what is
  /// known of the mail is as of now. For checks that change nothing. Null and `why` set when there is none to
  /// be had.
  [[nodiscard]] virtual std::unique_ptr<subject> another(std::string& why) const = 0;
  /// Why no check that deletes messages may run, as of the last prepare(); empty: they may.
  [[nodiscard]] virtual std::string keeps_mail() const { return {}; }

 protected:
  subject() = default;
  subject(const subject&) = default;
  subject& operator=(const subject&) = default;
};

}  // namespace popquiz::conformance
