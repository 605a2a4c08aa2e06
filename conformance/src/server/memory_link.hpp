#pragma once

#include <popquiz/conformance/memory_subject.hpp>

#include <memory>
#include <optional>
#include <string>

namespace popquiz::conformance {

/// When an action ends at the latest.
[[nodiscard]] sansio::time_point deadline_of(const sansio::next_action& action);

/// One connection: a session of the server and the octets that are on their way.
class memory_subject::link {
 public:
  link(std::unique_ptr<sansio::any_machine> server, sansio::time_point now);

  /// Lets the server go on if it can; false when it has to wait or is done.
  [[nodiscard]] bool step(sansio::time_point now);
  /// The client's action; nothing when it has to wait.
  [[nodiscard]] std::optional<sansio::io_result> attempt(const sansio::next_action& action,
                                                         sansio::time_point now);
  /// When the server's action ends at the latest.
  [[nodiscard]] sansio::time_point deadline() const;
  /// The client goes away without a word.
  void abandon() noexcept { client_ = end_state::reset; }

 private:
  enum class end_state : std::uint8_t { open, closed, reset };

  [[nodiscard]] std::optional<sansio::io_result> perform(const sansio::read& action, sansio::time_point now);
  [[nodiscard]] std::optional<sansio::io_result> perform(const sansio::write& action, sansio::time_point now);
  [[nodiscard]] std::optional<sansio::io_result> perform(const sansio::tls_handshake& action,
                                                         sansio::time_point now);
  [[nodiscard]] std::optional<sansio::io_result> shake_hands(const sansio::tls_handshake& action,
                                                             sansio::time_point now);
  [[nodiscard]] std::optional<sansio::io_result> try_pending(sansio::time_point now);

  std::unique_ptr<sansio::any_machine> server_;
  sansio::next_action pending_;
  std::size_t piece_ = 0;         ///< of the server's write: the piece
  std::size_t piece_offset_ = 0;  ///< and the octet in it to go on with
  std::size_t written_ = 0;
  std::string to_server_;
  std::string to_client_;
  end_state client_ = end_state::open;
  bool client_shakes_hands_ = false;  // its half of a handshake is under way
  bool shaken_ = false;               // the server's half is done, the client has not heard of it
  end_state machine_ = end_state::open;
};

}  // namespace popquiz::conformance
