#pragma once

#include <popquiz/client/op_result.hpp>
#include <popquiz/client/operation.hpp>
#include <popquiz/client/session.hpp>
#include <popquiz/net/connection.hpp>

#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/async_result.hpp>

#include <memory>
#include <string>
#include <utility>

namespace popquiz::client {

/// A session over one connection. It joins the two and nothing more: what a command does is in its
/// operation, what the network does in net::connection, whose rules on threads, executors and
/// cancellation hold here too. One operation at a time. All operations take any Asio completion token
/// with the signature void(op_result).
///
/// Nothing is closed behind the caller's back: after a result that is_fatal(), and after QUIT,
/// async_close() or destroy the client.
class pop3_client {
 public:
  /// `log`, when given, must outlive the client and every operation.
  explicit pop3_client(boost::asio::any_io_executor executor, session_settings settings = {},
                       wire_log* log = nullptr);
  /// Completes the operation under way with cancelled.
  ~pop3_client();
  pop3_client(const pop3_client&) = delete;
  pop3_client& operator=(const pop3_client&) = delete;

  /// Connects, shakes hands when `where` says implicit TLS (RFC 8314 s3.3), and awaits the greeting.
  /// `deadline` bounds connecting and the handshake; the greeting has the session's reply_timeout.
  /// A client may connect again: the session begins anew.
  template <class Token>
  auto async_connect(net::endpoint where, sansio::time_point deadline, Token&& token) {
    return boost::asio::async_initiate<Token, void(op_result)>(
        [this](auto finished, net::endpoint to, sansio::time_point until) {
          start_connect(std::move(to), until, std::move(finished));
        },
        token, std::move(where), deadline);
  }

  /// The same without awaiting the greeting: sign_in_op does.
  template <class Token>
  auto async_open(net::endpoint where, sansio::time_point deadline, Token&& token) {
    return boost::asio::async_initiate<Token, void(op_result)>(
        [this](auto finished, net::endpoint to, sansio::time_point until) {
          start_open(std::move(to), until, std::move(finished));
        },
        token, std::move(where), deadline);
  }

  /// Runs an operation made for this client's session(); it must stay valid until completion.
  template <class Token>
  auto async_run(operation& op, Token&& token) {
    return boost::asio::async_initiate<Token, void(op_result)>(
        [this, &op](auto finished) { start_run(op, std::move(finished)); }, token);
  }

  /// Closes the connection in good order (close_notify, FIN; RFC 8314 s3.4). Says no QUIT. Completes
  /// with none.
  template <class Token>
  auto async_close(Token&& token) {
    return boost::asio::async_initiate<Token, void(op_result)>(
        [this](auto finished) { start_close(std::move(finished)); }, token);
  }

  /// Ends the operation under way with cancelled.
  void cancel();

  /// Valid as long as the client.
  [[nodiscard]] client::session& session() noexcept;
  /// Valid as long as the client.
  [[nodiscard]] const net::connection& connection() const noexcept;

 private:
  using handler = boost::asio::any_completion_handler<void(op_result)>;
  void start_connect(net::endpoint where, sansio::time_point deadline, handler done);
  void start_open(net::endpoint where, sansio::time_point deadline, handler done);
  void start_run(operation& op, handler done);
  void start_close(handler done);

  class impl;
  std::shared_ptr<impl> impl_;
};

}  // namespace popquiz::client
