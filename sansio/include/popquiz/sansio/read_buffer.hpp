#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace popquiz::sansio {

/// Proof that no octet received in clear is waiting to be read. A TLS handshake action demands
/// one and only read_buffer::drained() can mint it, so the octets an attacker puts behind the
/// STLS reply cannot be taken for octets that came inside TLS (RFC 2595 §4).
class plaintext_drained {
  plaintext_drained() = default;
  friend class read_buffer;
};

/// The octets received and not yet consumed: one contiguous region of bounded size.
///
///     [ consumed | data | free ]
///
/// Read into prepare(), tell commit() how many octets came, look at data(), consume() what was
/// understood. Memory never exceeds the size given at construction.
class read_buffer {
 public:
  /// `capacity`: octets the buffer may hold at most; at least 1.
  explicit read_buffer(std::size_t capacity) : storage_(std::max<std::size_t>(capacity, 1)) {}

  /// The free space, made as large as possible by moving data() to the front when that is
  /// cheaper than reading in small pieces. Empty exactly when full(). Invalidates data().
  /// Valid until the next prepare().
  [[nodiscard]] std::span<char> prepare() noexcept {
    const std::size_t held = end_ - begin_;
    if (begin_ != 0 && storage_.size() - end_ < storage_.size() / 2) {
      if (held != 0) {
        std::memmove(storage_.data(), storage_.data() + begin_, held);
      }
      begin_ = 0;
      end_ = held;
    }
    return {storage_.data() + end_, storage_.size() - end_};
  }

  /// `octets` were written to the front of prepare(). Precondition: octets <= prepare().size().
  void commit(std::size_t octets) noexcept { end_ += std::min(octets, storage_.size() - end_); }

  /// The octets not yet consumed. Valid until the next prepare().
  [[nodiscard]] std::string_view data() const noexcept { return {storage_.data() + begin_, end_ - begin_}; }

  /// Gives up the first `octets` of data(); views of them stay valid until the next prepare().
  void consume(std::size_t octets) noexcept {
    begin_ += std::min(octets, end_ - begin_);
    if (begin_ == end_) {
      begin_ = 0;
      end_ = 0;
    }
  }

  [[nodiscard]] bool empty() const noexcept { return begin_ == end_; }
  [[nodiscard]] bool full() const noexcept { return end_ - begin_ == storage_.size(); }
  [[nodiscard]] std::size_t capacity() const noexcept { return storage_.size(); }

  /// The token for a TLS handshake; nothing when octets are waiting.
  [[nodiscard]] std::optional<plaintext_drained> drained() const noexcept {
    if (!empty()) {
      return std::nullopt;
    }
    return plaintext_drained{};
  }

 private:
  std::vector<char> storage_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
};

}  // namespace popquiz::sansio
