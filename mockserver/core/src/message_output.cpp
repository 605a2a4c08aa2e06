#include "message_output.hpp"

#include "outbox.hpp"

#include <span>

namespace popquiz::mockserver {

body_progress message_output::write_some(outbox& out, std::size_t limit) {
  const auto lend = [&](std::size_t count) {
    for (const std::string_view piece : std::span(pieces_).first(count)) {
      out.lend(piece);
    }
  };
  while (!out.full(limit)) {
    if (chunk_.empty()) {
      if (const auto piece = top_ || wire_ended_ ? std::nullopt : reader_->next_on_wire()) {
        if (reader_->failed()) {
          return body_progress::failed;
        }
        wire_ended_ = piece->empty();
        if (!wire_ended_) {
          out.lend(*piece);
          continue;
        }
      }
      if (out.lent()) {
        return body_progress::more;  // the reader's next piece may overwrite this one, and so may its end
      }
      if (wire_ended_) {
        out.lend(".\r\n");
        return body_progress::done;
      }
      if (!top_ || !top_->finished()) {
        chunk_ = reader_->next();
        if (reader_->failed()) {
          return body_progress::failed;
        }
        if (top_) {
          chunk_ = chunk_.substr(0, top_->take(chunk_));
        }
      }
      if (chunk_.empty()) {
        lend(encoder_.finish(pieces_).count);
        return body_progress::done;
      }
    }
    const parser::stuffing_result made = encoder_.encode(chunk_, pieces_);
    lend(made.count);
    chunk_.remove_prefix(made.consumed);
  }
  return body_progress::more;
}

}  // namespace popquiz::mockserver
