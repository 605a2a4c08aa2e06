#pragma once

#include "repeated_op.hpp"

#include <popquiz/client/pop3_client.hpp>
#include <popquiz/measure/load.hpp>

#include <boost/asio/any_io_executor.hpp>

#include <cstddef>
#include <functional>
#include <memory>
#include <string>

namespace popquiz::measure {

/// One connection of a load: what it is told is done in steps, each of which calls `then` when it went well
/// and fails the connection when it did not. Used on the executor's one thread.
class load_connection {
 public:
  /// `settings` must outlive it. `number`: from 1.
  load_connection(boost::asio::any_io_executor executor, const load_settings& settings, std::size_t number);

  using step = std::function<void()>;
  /// Who is told, instead of `then`, that a step failed. The connection can then be opened anew.
  void on_failure(std::function<void(const std::string& why)> failed) { failed_ = std::move(failed); }

  /// Connects, begins TLS, asks what the server can when `asks`, and logs in.
  void open(bool asks, step then);
  /// The command as the plan has it, until none is due; `row` gets what comes of it.
  void repeat(repeated_op::command what, request_plan& plan, load_row& row, step then);
  /// An operation of the caller's, which must stay valid until `then`.
  void run(client::operation& op, step then);
  /// QUIT, and the connection's end.
  void leave(step then);

  [[nodiscard]] client::session& session() noexcept { return client_.session(); }
  [[nodiscard]] std::string tls() const { return client_.connection().tls_version(); }

 private:
  void begin_tls(step then);
  void ask(step then);
  void log_in(step then);
  template <class Op, class... Arguments>
  void perform(step then, Arguments&&... arguments);
  void fail(const client::op_result& how);

  const load_settings& settings_;
  std::string user_;
  client::pop3_client client_;
  std::unique_ptr<client::operation> op_;
  std::function<void(const std::string&)> failed_;
};

/// "timed out (RETR)", with the server's words or the transport's: why an operation ended.
[[nodiscard]] std::string text_of(const client::op_result& how);

}  // namespace popquiz::measure
