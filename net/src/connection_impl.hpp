#pragma once

#include <popquiz/net/connection.hpp>

#include "tls_session.hpp"

#include <boost/asio/any_completion_executor.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/steady_timer.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace popquiz::net {

/// For what may fail without consequence: setting options, closing.
inline void best_effort(const boost::system::error_code&) noexcept {}

/// Shared with the handlers that are under way, so that a connection can be destroyed at any time.
///
/// Everything that touches the socket is an attempt that does not block. When it would, the
/// connection waits for readiness or for the deadline and attempts again; no octet is ever in the
/// hands of an asynchronous read that a deadline would have to take it from. Life of an operation:
///
///     begin -> [resolving -> connecting ->] acting: attempt, wait, attempt, ... -> finish
class connection::impl : public std::enable_shared_from_this<impl> {
 public:
  impl(boost::asio::any_io_executor executor, tls_role role);
  impl(boost::asio::ip::tcp::socket accepted, std::optional<tls_context> tls);

  // Each begins the operation `done` stands for. They run on the connection's executor.
  void begin_connect(endpoint where, sansio::time_point deadline, handler done);
  void begin_action(sansio::next_action action, handler done);
  void begin_run(sansio::any_machine& m, handler done);

  /// The machine is told and may answer with close; whatever else it wants is not done.
  void cancel();
  /// The connection object goes: nothing of the caller's is touched any more.
  void destroy() noexcept;

  // For who reads and writes at once (relay.cpp), while no operation is under way. Attempts, as those below.
  [[nodiscard]] attempt attempt_read(std::span<char> into) { return try_read({into}); }
  /// Takes octets of the front of `octets`, as many as its result says; `octets` may be empty. No wait: all
  /// that was taken is sent.
  [[nodiscard]] attempt attempt_write(std::string_view octets);
  /// Half-closes: in TLS with close_notify, unless `truncated`.
  [[nodiscard]] attempt attempt_end_of_sending(bool truncated);
  void reset();
  [[nodiscard]] boost::asio::ip::tcp::socket& socket() noexcept { return socket_; }

  [[nodiscard]] const std::string& error_text() const noexcept { return error_text_; }
  [[nodiscard]] const std::optional<certificate_facts>& peer_certificate() const noexcept {
    return peer_certificate_;
  }
  void set_identities(std::shared_ptr<const tls_identities> identities, sansio::tls_identity shown) {
    identities_ = std::move(identities);
    shown_ = shown;
  }
  [[nodiscard]] const tls_session* tls() const noexcept { return tls_.get(); }
  [[nodiscard]] const boost::asio::any_io_executor& executor() const noexcept { return executor_; }

 private:
  enum class phase : std::uint8_t { idle, resolving, connecting, acting };
  enum class closing : std::uint8_t { notify, half_close, drain };

  // connection.cpp: the life of an operation, waiting.
  [[nodiscard]] bool begin(handler& done);
  void finish(sansio::io_result result);
  void abandon();
  void wait(readiness what, sansio::time_point deadline);
  void wait_for_deadline(sansio::time_point deadline);
  void arm_timer();
  void on_timer();
  void stop_waiting();
  void proceed(std::uint64_t ticket);

  // dial.cpp
  void resolve();
  void connect_next();
  void connected(const boost::system::error_code& error);
  void dial_failed(sansio::io_status status, std::string_view why);
  void dial_timed_out();
  void opened();

  // perform.cpp: one attempt at the action under way.
  void set_action(sansio::next_action action);
  [[nodiscard]] attempt try_action();
  [[nodiscard]] attempt try_handshake(sansio::tls_identity identity);
  [[nodiscard]] const tls_context* context_of(sansio::tls_identity identity) const noexcept;
  [[nodiscard]] attempt try_read(const sansio::read& action);
  [[nodiscard]] attempt try_write(const sansio::write& action);
  [[nodiscard]] attempt try_plain_write(const sansio::write& action);
  [[nodiscard]] attempt try_tls_write(const sansio::write& action);
  [[nodiscard]] attempt try_close(sansio::close_kind kind);
  [[nodiscard]] attempt try_drain();
  [[nodiscard]] attempt transport_error(const boost::system::error_code& error);
  [[nodiscard]] attempt not_open();
  [[nodiscard]] sansio::time_point action_deadline() const noexcept;
  void close_now();

  // run.cpp
  void drive();
  void cancel_machine();

  boost::asio::any_io_executor executor_;
  boost::asio::ip::tcp::socket socket_;
  boost::asio::ip::tcp::resolver resolver_;
  boost::asio::steady_timer timer_;
  std::unique_ptr<tls_session> tls_;
  std::optional<tls_context> tls_settings_;
  std::shared_ptr<const tls_identities> identities_;
  sansio::tls_identity shown_ = sansio::tls_identity::ordinary;  // where a handshake says ordinary
  std::string host_;
  std::string error_text_;
  std::optional<certificate_facts> peer_certificate_;
  tls_role role_;

  // The operation under way.
  std::optional<handler> done_;  ///< emplaced: assignment of Boost 1.81's any_completion_handler recurses
  boost::asio::any_completion_executor work_;  ///< keeps the handler's executor running
  phase phase_ = phase::idle;
  sansio::any_machine* machine_ = nullptr;
  sansio::io_result last_failure_;
  bool driving_ = false;    ///< inside drive(): a machine may be calling us
  bool cancelled_ = false;  ///< asked for while driving_
  bool gone_ = false;       ///< destroy() was called

  // Waiting. Handlers carry the ticket they were made with; an older one is void.
  std::uint64_t ticket_ = 0;
  bool waiting_ = false;
  sansio::time_point deadline_ = sansio::no_deadline;
  std::optional<sansio::time_point> timer_due_;  ///< may be earlier than deadline_: it is set lazily

  // The action under way.
  sansio::next_action action_;
  std::size_t piece_ = 0;         ///< of a write: the piece
  std::size_t piece_offset_ = 0;  ///< and the octet within it to go on with
  std::size_t written_ = 0;
  closing closing_ = closing::notify;
  sansio::time_point close_deadline_;

  // Dialling.
  endpoint where_;
  sansio::time_point dial_deadline_;
  std::vector<boost::asio::ip::tcp::endpoint> addresses_;
  std::size_t next_address_ = 0;
};

}  // namespace popquiz::net
