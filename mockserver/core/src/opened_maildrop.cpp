#include "opened_maildrop.hpp"

#include "utf8_text.hpp"

#include <span>
#include <string_view>

namespace popquiz::mockserver {
namespace {

// Messages removed in one call, so that those of a large maildrop are never all named at once.
constexpr std::size_t batch_limit = 64UL * 1024;

}  // namespace

opened_maildrop::opened_maildrop(std::unique_ptr<maildrop_snapshot> snapshot, maildrop_lock lock)
    : snapshot_(std::move(snapshot)),
      lock_(std::move(lock)),
      deleted_(snapshot_->messages()),
      removed_(deleted_.size()),
      listed_(deleted_.size()) {
  for (std::size_t i = 0; i < deleted_.size(); ++i) {
    listed_octets_ += snapshot_->octets(i);
  }
}

void opened_maildrop::set_deleted(std::uint64_t number, bool to) {
  if (deleted_[index(number)] == to) {
    return;
  }
  deleted_[index(number)] = to;
  if (to) {
    --listed_;
    listed_octets_ -= octets(number);
  } else {
    ++listed_;
    listed_octets_ += octets(number);
  }
}

void opened_maildrop::mark_deleted(std::uint64_t number) {
  set_deleted(number, true);
}

void opened_maildrop::unmark(std::uint64_t number) {
  if (exists(number) && !removed_[index(number)]) {
    set_deleted(number, false);
  }
}

void opened_maildrop::unmark_all() {
  for (std::uint64_t number = 1; number <= messages(); ++number) {
    unmark(number);
  }
}

bool opened_maildrop::has_eight_bit_header(std::uint64_t number) const {
  if (header_known_.empty()) {
    header_known_.resize(deleted_.size());
    header_eight_bit_.resize(deleted_.size());
  }
  if (header_known_[index(number)]) {
    return header_eight_bit_[index(number)];
  }
  const auto reader = read(number);
  if (reader == nullptr) {
    return false;
  }
  header_scan header;
  for (;;) {
    const std::string_view piece = reader->next();
    if (reader->failed()) {
      return false;
    }
    if (piece.empty() || !header.take(piece)) {
      break;
    }
  }
  header_known_[index(number)] = true;
  header_eight_bit_[index(number)] = header.found();
  return header.found();
}

bool opened_maildrop::update() {
  bool all = true;
  std::vector<std::size_t> batch;
  const auto remove_batch = [&] {
    if (!batch.empty() && !snapshot_->remove(batch)) {
      all = false;
    } else {
      for (const std::size_t i : batch) {
        removed_[i] = true;
      }
    }
    batch.clear();
  };
  for (std::size_t i = 0; i < deleted_.size(); ++i) {
    if (deleted_[i] && !removed_[i]) {
      batch.push_back(i);
    }
    if (batch.size() == batch_limit) {
      remove_batch();
    }
  }
  remove_batch();
  return all;
}

bool opened_maildrop::remove(std::uint64_t number) {
  const std::size_t one = index(number);
  if (!snapshot_->remove(std::span(&one, 1))) {
    return false;
  }
  set_deleted(number, true);
  removed_[one] = true;
  return true;
}

}  // namespace popquiz::mockserver
