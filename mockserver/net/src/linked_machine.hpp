#pragma once

#include "delay_line.hpp"

#include <popquiz/mockserver/link_model.hpp>
#include <popquiz/sansio/next_action.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>

namespace popquiz::mockserver {

/// A session at the far end of a link. The session's actions are carried out on the two delay lines; what the
/// transport is asked for moves octets between those and the socket:
///
///     session -write-> outbound_ -write when arrived-> transport
///     session <-read-- inbound_  <-read, until the next arrival is due-- transport
///
/// One action is under way at a time, so the transport is read with a deadline: the moment something arrives
/// in the other direction, or the session is to be told something.
class linked_machine final : public sansio::any_machine {
 public:
  linked_machine(std::unique_ptr<sansio::any_machine> session, const link_settings& link, link_setup setup,
                 std::uint64_t connection);

  [[nodiscard]] sansio::next_action resume(sansio::io_result last, sansio::time_point now) noexcept override;

 private:
  /// What the transport was asked for last.
  enum class asked : std::uint8_t { nothing, read, write, wait, handshake, close, done };

  void begin();
  void take(sansio::io_result last);
  void take_read(sansio::io_result last);
  void take_write(sansio::io_result last);
  void take_handshake(sansio::io_result last);

  // How the session's action ended; nothing: it has not.
  [[nodiscard]] std::optional<sansio::io_result> session_result();
  [[nodiscard]] std::optional<sansio::io_result> finish(const sansio::read& action);
  [[nodiscard]] std::optional<sansio::io_result> finish(const sansio::write& action);
  [[nodiscard]] std::optional<sansio::io_result> finish(const sansio::wait_until& action) const;
  [[nodiscard]] std::optional<sansio::io_result> finish(const sansio::tls_handshake& action) const;
  void tell_session(sansio::io_result result);

  // What the transport is asked for.
  [[nodiscard]] sansio::next_action ask();
  [[nodiscard]] std::optional<sansio::next_action> ask_for_end();
  [[nodiscard]] bool reads() const noexcept;
  [[nodiscard]] bool ends() const noexcept;
  /// The moment the session is to be told something, whatever the transport does.
  [[nodiscard]] sansio::time_point session_due() const noexcept;

  std::unique_ptr<sansio::any_machine> session_;
  link_settings link_;
  link_setup setup_;
  delay_line outbound_;
  delay_line inbound_;
  sansio::time_point now_{};
  asked asked_ = asked::nothing;

  // The session's action under way.
  sansio::next_action action_;
  bool told_ = false;  // since the transport was asked last, so that it gets its turn
  std::size_t piece_ = 0;
  std::size_t piece_offset_ = 0;
  std::size_t written_ = 0;
  std::optional<sansio::io_result> passed_on_;  // how a handshake or a close ended
  sansio::time_point end_due_{};                // when its close arrives

  // The transport.
  std::array<char, 16UL * 1024> read_{};
  std::size_t lent_ = 0;                         // octets that it writes
  std::optional<sansio::io_status> broken_;      // it is
  std::optional<sansio::time_point> end_heard_;  // when the peer's end of stream arrives
  sansio::time_point taken_at_{};                // when the peer last took something
  bool stuck_ = false;                           // the last write did not end in time
};

}  // namespace popquiz::mockserver
