#pragma once

#include "bent_wire.hpp"
#include "orders.hpp"

#include <popquiz/client/pop3_client.hpp>

#include <boost/asio/io_context.hpp>

#include <memory>
#include <optional>
#include <string>

namespace popquiz::broken_client {

/// The client core on a bent wire, one operation after another.
class connection {
 public:
  explicit connection(const orders& given);

  /// Connects anew, with TLS at once when `how` says so. False: why() tells the reason.
  [[nodiscard]] bool open(transport how);
  [[nodiscard]] client::op_result run(client::operation& op);
  /// Ends the connection, without QUIT.
  void close();

  [[nodiscard]] client::session& session() noexcept { return client_->session(); }
  [[nodiscard]] const net::connection& transport_of() const noexcept { return client_->connection(); }
  [[nodiscard]] const std::string& why() const noexcept { return why_; }
  /// Trusts the certificate that was refused last, from the next open() on. False: the fault does not say so.
  [[nodiscard]] bool takes_refused_certificate();

 private:
  [[nodiscard]] std::optional<net::tls_context> trust();

  const orders* orders_;
  boost::asio::io_context io_;
  bent_wire wire_;
  std::unique_ptr<client::pop3_client> client_;
  std::string pin_;
  std::string why_;
};

}  // namespace popquiz::broken_client
