#pragma once

#include "reply_body.hpp"
#include "top_cut.hpp"

#include <popquiz/mockserver/maildrop.hpp>
#include <popquiz/parser/stuffing_encoder.hpp>

#include <array>
#include <memory>
#include <optional>
#include <string_view>

namespace popquiz::mockserver {

/// A message, or the top of one, as the body of a reply (RFC 1939 §5 RETR, §7 TOP): byte-stuffed, each
/// line ended by CRLF, the terminator behind it. Holds one piece of the reader's at a time, unless they last.
class message_output final : public reply_body {
 public:
  /// `reader` is not null.
  explicit message_output(std::unique_ptr<message_reader> reader, std::optional<top_cut> top = std::nullopt)
      : reader_(std::move(reader)), top_(top) {}

  [[nodiscard]] body_progress write_some(outbox& out, std::size_t limit) override;

 private:
  std::unique_ptr<message_reader> reader_;
  parser::stuffing_encoder encoder_;
  std::optional<top_cut> top_;
  std::string_view chunk_;
  bool wire_ended_ = false;  // but what it said may still wait to be written
  std::array<std::string_view, 64> pieces_;
};

}  // namespace popquiz::mockserver
