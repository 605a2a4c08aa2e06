#include "outbox.hpp"

#include <algorithm>
#include <utility>

namespace popquiz::mockserver {

void outbox::say(std::string_view octets) {
  append(tail_ == 0 ? octets : hold_back(octets));
}

void outbox::append(std::string_view octets) {
  if (octets.empty()) {
    return;
  }
  if (parts_.empty() || !parts_.back().view.empty()) {
    parts_.push_back({text_.size(), 0, {}});
  }
  text_.append(octets);
  parts_.back().size += octets.size();
  count(octets.size());
}

/// Says what was held back before `octets` and can't be of the tail any more, and holds back the end of
/// `octets`. What is left of it is to be said behind that.
std::string_view outbox::hold_back(std::string_view octets) {
  const std::size_t kept = std::min(octets.size(), tail_);
  const std::size_t room = tail_ - kept;  // of the tail, for what was held back before
  if (held_.size() > room) {
    append(std::string_view(held_).substr(0, held_.size() - room));
    held_.erase(0, held_.size() - room);
  }
  const std::string_view front = octets.substr(0, octets.size() - kept);
  // Where there is a front the tail is all new, and nothing is held any more.
  held_.append(octets.substr(front.size()));
  return front;
}

void outbox::lend(std::string_view octets) {
  if (tail_ != 0) {
    octets = hold_back(octets);
    if (octets.size() < copy_limit) {
      append(octets);
      return;
    }
  }
  if (octets.size() < copy_limit) {
    say(octets);
    return;
  }
  parts_.push_back({0, octets.size(), octets});
  lent_ = true;
  count(octets.size());
}

void outbox::begin_cuts(script::cut_mode how, std::uint64_t octets, std::size_t tail,
                        std::chrono::milliseconds pause) {
  end_cuts();
  pause_ = pause;
  tail_ = tail;
  if (octets != 0) {
    (tail == 0 ? cut_ : tail_cut_) = cutting{how, octets, octets};
  }
}

void outbox::end_cuts() {
  cut_.reset();
  tail_ = 0;
  if (!held_.empty()) {
    if (octets_ != 0 && (cuts_.empty() || cuts_.back() != octets_)) {
      cuts_.push_back(octets_);  // the tail is a segment of its own, or several
    }
    cut_ = std::exchange(tail_cut_, std::nullopt);
    append(std::exchange(held_, {}));
    cut_.reset();
  }
  tail_cut_.reset();
}

void outbox::count(std::size_t octets) {
  std::size_t at = octets_;
  octets_ += octets;
  while (cut_ && cut_->octets_left <= octets_ - at) {
    at += static_cast<std::size_t>(cut_->octets_left);
    cuts_.push_back(at);
    if (cut_->how == script::cut_mode::every) {
      cut_->octets_left = cut_->octets;
    } else {
      cut_.reset();
    }
  }
  if (cut_) {
    cut_->octets_left -= octets_ - at;
  }
}

std::size_t outbox::segment_end() const noexcept {
  return next_cut_ < cuts_.size() ? cuts_[next_cut_] : octets_;
}

std::span<const std::string_view> outbox::segment() {
  pieces_.clear();
  const std::size_t end = segment_end();
  std::size_t at = 0;
  for (const part& p : parts_) {
    const std::string_view all = p.view.empty() ? std::string_view(text_).substr(p.begin, p.size) : p.view;
    const std::size_t from = std::clamp(written_, at, at + p.size) - at;
    const std::size_t to = std::clamp(end, at, at + p.size) - at;
    if (from < to) {
      pieces_.push_back(all.substr(from, to - from));
    }
    at += p.size;
  }
  return pieces_;
}

void outbox::segment_written() noexcept {
  written_ = segment_end();
  ++next_cut_;
  if (written_ == octets_) {
    forget_written();
  }
}

void outbox::clear() noexcept {
  forget_written();
  held_.clear();
}

void outbox::forget_written() noexcept {
  text_.clear();
  parts_.clear();
  pieces_.clear();
  cuts_.clear();
  next_cut_ = 0;
  octets_ = 0;
  written_ = 0;
  lent_ = false;
}

}  // namespace popquiz::mockserver
