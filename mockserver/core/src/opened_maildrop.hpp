#pragma once

#include "shared_state.hpp"

#include <popquiz/mockserver/maildrop.hpp>

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

namespace popquiz::mockserver {

/// A maildrop in the TRANSACTION state: the snapshot, the lock, and what is marked deleted. Messages go by
/// their message-numbers, from 1.
class opened_maildrop {
 public:
  opened_maildrop(std::unique_ptr<maildrop_snapshot> snapshot, maildrop_lock lock);

  /// Of all messages, deleted ones too: the highest message-number.
  [[nodiscard]] std::uint64_t messages() const noexcept { return deleted_.size(); }
  [[nodiscard]] bool exists(std::uint64_t number) const noexcept {
    return number != 0 && number <= messages();
  }
  /// Exists and is not marked deleted.
  [[nodiscard]] bool is_listed(std::uint64_t number) const noexcept {
    return exists(number) && !deleted_[index(number)];
  }

  /// Precondition of these: exists(number).
  [[nodiscard]] std::uint64_t octets(std::uint64_t number) const { return snapshot_->octets(index(number)); }
  /// Valid until the next call.
  [[nodiscard]] std::string_view unique_id(std::uint64_t number) const {
    return snapshot_->unique_id(index(number));
  }
  [[nodiscard]] std::unique_ptr<message_reader> read(std::uint64_t number) const {
    return snapshot_->read(index(number));
  }

  /// The header has octets over 127. Looked at once: later calls know it.
  [[nodiscard]] bool has_eight_bit_header(std::uint64_t number) const;

  /// What STAT says: messages not marked deleted, and their sizes added up.
  [[nodiscard]] std::uint64_t listed_messages() const noexcept { return listed_; }
  [[nodiscard]] std::uint64_t listed_octets() const noexcept { return listed_octets_; }

  /// Marks a message deleted. Precondition: is_listed(number).
  void mark_deleted(std::uint64_t number);
  /// Takes the mark off again, when there is one.
  void unmark(std::uint64_t number);
  void unmark_all();

  /// The UPDATE state: removes what is marked; false when some could not be (RFC 1939 §6).
  [[nodiscard]] bool update();
  /// Removes one message now, marked or not, without the UPDATE state. Precondition: exists(number).
  [[nodiscard]] bool remove(std::uint64_t number);

  [[nodiscard]] maildrop_lock& lock() noexcept { return lock_; }

 private:
  static std::size_t index(std::uint64_t number) noexcept { return static_cast<std::size_t>(number - 1); }
  void set_deleted(std::uint64_t number, bool to);

  std::unique_ptr<maildrop_snapshot> snapshot_;
  maildrop_lock lock_;
  // A bit for each message: a maildrop may have many millions.
  std::vector<bool> deleted_;  // marked, or removed
  std::vector<bool> removed_;
  mutable std::vector<bool> header_known_;      // empty until the first is asked for
  mutable std::vector<bool> header_eight_bit_;  // the same
  std::uint64_t listed_ = 0;
  std::uint64_t listed_octets_ = 0;
};

}  // namespace popquiz::mockserver
