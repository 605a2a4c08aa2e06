#include "bent_message_output.hpp"

#include "outbox.hpp"

#include <algorithm>

namespace popquiz::mockserver {

body_progress bent_message_output::write_some(outbox& out, std::size_t limit) {
  while (!out.full(limit)) {
    std::string_view chunk;
    if (octets_left_ != 0 && !(bends_.top && bends_.top->finished())) {
      chunk = reader_->next();
      if (reader_->failed()) {
        return body_progress::failed;
      }
      if (bends_.top) {
        chunk = chunk.substr(0, bends_.top->take(chunk));
      }
    }
    made_.clear();
    if (chunk.empty()) {
      finish();
      out.say(made_);
      return body_progress::done;
    }
    take(chunk);
    out.say(made_);
  }
  return body_progress::more;
}

void bent_message_output::take(std::string_view chunk) {
  for (const char octet : chunk) {
    if (octets_left_ == 0) {
      return;
    }
    take_octet(octet);
  }
}

void bent_message_output::take_octet(char octet) {
  if (octet == '\n') {
    cr_held_ = false;
    end_line();
    return;
  }
  if (cr_held_) {
    cr_held_ = false;
    emit("\r");  // a lone CR is an ordinary octet
  }
  if (octet == '\r') {
    cr_held_ = true;
    return;
  }
  if (octet == '.' && at_line_start_ && !bends_.unstuffed) {
    emit(".");
  }
  emit(std::string_view(&octet, 1));
}

void bent_message_output::end_line() {
  emit({});
  line_end_held_ = true;
  at_line_start_ = true;
}

/// The line end that was held back, then `octets`.
void bent_message_output::emit(std::string_view octets) {
  const auto append = [this](std::string_view more) {
    const std::string_view fits = more.substr(0, std::min<std::uint64_t>(octets_left_, more.size()));
    made_ += fits;
    octets_left_ -= fits.size();
  };
  if (line_end_held_) {
    line_end_held_ = false;
    append(bends_.lf_line_ends ? "\n" : "\r\n");
  }
  append(octets);
  at_line_start_ = at_line_start_ && octets.empty();
}

void bent_message_output::finish() {
  if (cr_held_) {
    cr_held_ = false;
    emit("\r");
  }
  if (!at_line_start_) {
    end_line();
  }
  if (bends_.no_final_line_end) {
    line_end_held_ = false;
  }
  emit({});
  if (!bends_.octets && !bends_.no_final_line_end) {
    emit(".\r\n");
  }
}

}  // namespace popquiz::mockserver
