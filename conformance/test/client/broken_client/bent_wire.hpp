#pragma once

#include "orders.hpp"

#include <popquiz/sansio/next_action.hpp>

#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace popquiz::broken_client {

/// What stands between the network and a correct client core: octets of both directions, bent as the fault
/// has it. Without one that is its matter they go through as they are.
class bent_wire {
 public:
  explicit bent_wire(const orders& given);

  /// A new connection.
  void reset();

  /// Where the next octets of the server are to be read.
  [[nodiscard]] std::span<char> room() noexcept { return raw_; }
  /// So many have come there.
  void heard(std::size_t octets);
  /// The server says no more: may stand for a reply's end. False: the core is to be told.
  [[nodiscard]] bool replaces(sansio::io_status end);
  /// Are there octets for the core, and what are they?
  [[nodiscard]] bool has_octets() const noexcept { return !held_.empty(); }
  std::size_t give(std::span<char> into);
  /// The octets in clear that nobody has read. A client that is right has none here.
  void handshake_begins();

  /// Commands in the form in which they go out. Valid until the next call.
  [[nodiscard]] std::span<const std::string_view> said(std::span<const std::string_view> pieces);

 private:
  [[nodiscard]] bool reads_lines() const noexcept;
  void on_line(std::string line);
  void on_status(std::string line);
  void on_body(std::string line);
  void check_listing(std::string_view line) const;
  void begin_reply(std::string_view command);
  void bend_command(std::string_view command);
  void bend_response(std::string_view line);
  void say_before(std::string_view commands, std::size_t replies);
  void end_body(std::string_view terminator);

  const orders* orders_;
  std::array<char, 16384> raw_{};
  std::string line_;  ///< begun, not ended
  std::string held_;  ///< for the core
  std::string out_;
  std::array<std::string_view, 1> pieces_;
  std::string keyword_;  ///< of the last command
  std::size_t replies_to_swallow_ = 0;
  bool awaits_status_ = true;
  bool has_body_ = false;       ///< +OK is followed by one
  bool is_challenged_ = false;  ///< what is said next is a response
  bool in_body_ = false;
};

}  // namespace popquiz::broken_client
