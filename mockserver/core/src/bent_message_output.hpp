#pragma once

#include "reply_body.hpp"
#include "top_cut.hpp"

#include <popquiz/mockserver/maildrop.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace popquiz::mockserver {

/// In what a message that an override says differs from what RETR would send.
struct message_bends {
  std::optional<top_cut> top;
  std::optional<std::uint64_t> octets;  ///< so many on the wire, and no terminator
  bool unstuffed = false;
  bool lf_line_ends = false;       ///< the terminator keeps its CRLF
  bool no_final_line_end = false;  ///< the terminator stands right behind the last line's octets
};

/// The body of `S@`: like message_output, but for the bends. It goes octet by octet.
class bent_message_output final : public reply_body {
 public:
  /// `reader` is not null.
  bent_message_output(std::unique_ptr<message_reader> reader, const message_bends& bends)
      : reader_(std::move(reader)), bends_(bends), octets_left_(bends.octets.value_or(UINT64_MAX)) {}

  [[nodiscard]] body_progress write_some(outbox& out, std::size_t limit) override;

 private:
  void take(std::string_view chunk);
  void take_octet(char octet);
  void end_line();
  void emit(std::string_view octets);
  void finish();

  std::unique_ptr<message_reader> reader_;
  message_bends bends_;
  std::uint64_t octets_left_;
  std::string made_;  // of the piece under way
  bool at_line_start_ = true;
  bool cr_held_ = false;        // a CR that may be half a line end
  bool line_end_held_ = false;  // a line end that may be the last
};

}  // namespace popquiz::mockserver
