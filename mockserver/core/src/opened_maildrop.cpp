#include "opened_maildrop.hpp"

#include <span>

namespace popquiz::mockserver {

opened_maildrop::opened_maildrop(std::unique_ptr<maildrop_snapshot> snapshot, maildrop_lock lock)
    : snapshot_(std::move(snapshot)),
      lock_(std::move(lock)),
      marks_(snapshot_->messages(), mark::none),
      listed_(marks_.size()) {
  for (std::size_t i = 0; i < marks_.size(); ++i) {
    listed_octets_ += snapshot_->octets(i);
  }
}

void opened_maildrop::set_mark(std::uint64_t number, mark to) {
  mark& m = marks_[index(number)];
  if (m == mark::none && to != mark::none) {
    --listed_;
    listed_octets_ -= octets(number);
  } else if (m != mark::none && to == mark::none) {
    ++listed_;
    listed_octets_ += octets(number);
  }
  m = to;
}

void opened_maildrop::mark_deleted(std::uint64_t number) {
  set_mark(number, mark::deleted);
}

void opened_maildrop::unmark(std::uint64_t number) {
  if (exists(number) && mark_of(number) == mark::deleted) {
    set_mark(number, mark::none);
  }
}

void opened_maildrop::unmark_all() {
  for (std::uint64_t number = 1; number <= messages(); ++number) {
    unmark(number);
  }
}

bool opened_maildrop::update() {
  std::vector<std::size_t> marked;
  for (std::uint64_t number = 1; number <= messages(); ++number) {
    if (mark_of(number) == mark::deleted) {
      marked.push_back(index(number));
    }
  }
  if (!marked.empty() && !snapshot_->remove(marked)) {
    return false;
  }
  for (const std::size_t i : marked) {
    marks_[i] = mark::removed;
  }
  return true;
}

bool opened_maildrop::remove(std::uint64_t number) {
  const std::size_t one = index(number);
  if (!snapshot_->remove(std::span(&one, 1))) {
    return false;
  }
  set_mark(number, mark::removed);
  return true;
}

}  // namespace popquiz::mockserver
