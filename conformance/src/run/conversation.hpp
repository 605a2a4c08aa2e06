#pragma once

#include <popquiz/client/command_op.hpp>
#include <popquiz/client/session.hpp>
#include <popquiz/conformance/subject.hpp>
#include <popquiz/script/player.hpp>

#include <string>
#include <string_view>

namespace popquiz::conformance {

/// Our own client on one connection of a subject: what is learned of a server, outside of any check.
class conversation {
 public:
  conversation(subject& server, const script::player_settings& who);
  ~conversation();
  conversation(const conversation&) = delete;
  conversation& operator=(const conversation&) = delete;

  /// Connects and awaits the greeting. False: why() says what is wrong.
  [[nodiscard]] bool open();
  /// The same for a look at the server's TLS (subject::open_to_look()): log_in() then fails, unsaid.
  [[nodiscard]] bool open_to_look(const tls_look& how);
  /// Runs an operation; whether it ended well.
  bool run(client::command_op& op);
  /// USER and PASS, or APOP where USER is refused. False: why() says what is wrong.
  [[nodiscard]] bool log_in();
  /// Whether log_in() went by USER and PASS.
  [[nodiscard]] bool by_user() const noexcept { return by_user_; }
  /// QUIT, and the connection dropped.
  void quit();

  [[nodiscard]] client::session& session() noexcept { return session_; }
  /// What went wrong last, with the server's name, for a person.
  [[nodiscard]] const std::string& why() const noexcept { return why_; }
  /// How the last operation ended.
  [[nodiscard]] client::client_errc code() const noexcept { return code_; }
  /// Notes that an operation that had to succeed did not; `doing` is e.g. "LIST".
  void explain(std::string_view doing, const client::op_result& result);
  /// The server's words, printable and without the password.
  [[nodiscard]] std::string printable(std::string_view text) const;

 private:
  /// Keeps the first octets of the server, to tell what it is when it is not POP3.
  class first_octets final : public client::wire_log {
   public:
    void client_said(std::string_view /*octets_masked*/) noexcept override {}
    void server_said(std::string_view octets) noexcept override;
    std::string kept;
  };

  [[nodiscard]] bool greet(sansio::io_status opened);
  void explain_greeting(const client::op_result& result);

  subject& server_;
  const script::player_settings& who_;
  first_octets first_;
  client::session session_;
  std::string why_;
  client::client_errc code_ = client::client_errc::none;
  bool by_user_ = false;
  bool only_looks_ = false;
};

}  // namespace popquiz::conformance
