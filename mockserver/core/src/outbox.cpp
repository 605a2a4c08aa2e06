#include "outbox.hpp"

#include <algorithm>

namespace popquiz::mockserver {

void outbox::say(std::string_view octets) {
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

void outbox::lend(std::string_view octets) {
  if (octets.size() < copy_limit) {
    say(octets);
    return;
  }
  parts_.push_back({0, octets.size(), octets});
  lent_ = true;
  count(octets.size());
}

void outbox::begin_cuts(script::cut_mode how, std::uint64_t octets) noexcept {
  cut_.reset();
  if (octets != 0) {
    cut_ = cutting{how, octets, octets};
  }
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
    clear();
  }
}

void outbox::clear() noexcept {
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
