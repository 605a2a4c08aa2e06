#include "fetch/transfer_progress.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include <unistd.h>

namespace popquiz::cli {

transfer_progress::transfer_progress(talk how) : transfer_progress(how, STDERR_FILENO) {}

transfer_progress::transfer_progress(talk how, int file) : how_(how), line_(file) {}

void transfer_progress::begin(std::string account, std::optional<std::uint64_t> messages,
                              std::optional<std::uint64_t> octets, clock::time_point now) {
  state_ = {};
  state_.account = std::move(account);
  state_.messages_total = messages;
  state_.octets_total = octets;
  began_ = now;
  drawn_.reset();
  draw(now);
}

void transfer_progress::message_begins(std::uint64_t number, std::uint64_t octets, clock::time_point now) {
  state_.number = number;
  state_.number_octets = octets;
  message_octets_ = 0;
  draw(now);
}

void transfer_progress::received(std::uint64_t octets, clock::time_point now) {
  message_octets_ += octets;
  state_.octets += octets;
  draw(now);
}

void transfer_progress::message_ends(bool done, std::string_view fate, clock::time_point now) {
  if (done) {
    ++state_.messages;
  } else if (state_.octets_total) {
    // What will not come any more is not waited for.
    const std::uint64_t missing = state_.number_octets - std::min(state_.number_octets, message_octets_);
    *state_.octets_total -= std::min(*state_.octets_total, missing);
  }
  if (how_ == talk::verbose) {
    const std::string in_front = state_.account.empty() ? std::string() : state_.account + ": ";
    const std::uint64_t size = done ? message_octets_ : std::max(message_octets_, state_.number_octets);
    line_.print(fmt::format("{}#{} ({}): {}", in_front, state_.number, size_text(size), fate));
  }
  state_.number = 0;
  state_.number_octets = 0;
  draw(now);
}

void transfer_progress::end(clock::time_point now) {
  at(now);
  line_.clear();
  if (how_ != talk::quiet) {
    line_.print(transfer_summary(state_));
  }
}

void transfer_progress::draw(clock::time_point now) {
  if (how_ == talk::quiet || !line_.on_terminal() || (drawn_ && now - *drawn_ < redraw_interval)) {
    return;
  }
  at(now);
  line_.show(transfer_line(state_, line_.columns() - 1));
  drawn_ = now;
}

void transfer_progress::at(clock::time_point now) {
  state_.time = std::chrono::duration_cast<std::chrono::milliseconds>(now - began_);
}

}  // namespace popquiz::cli
