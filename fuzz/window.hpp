#pragma once

#include <popquiz/testkit/guarded_buffer.hpp>

#include <sanitizer/asan_interface.h>

#include <cstddef>
#include <string_view>

namespace popquiz::fuzz {

/// A stream of which a reader may look at one part only: not at what has not come yet, nor at what
/// is done with. AddressSanitizer watches both sides (behind to the octet, in front to eight octets);
/// the end of the stream touches a page that must not be read in any build. The octets stay where they
/// are, so that views of two readings can be compared by address.
class window {
 public:
  explicit window(std::size_t capacity) : buffer_(capacity), end_(buffer_.at_end({}).data()) {
    ASAN_POISON_MEMORY_REGION(end_ - capacity, capacity);
  }

  /// Puts a stream in place of the last one. Nothing of it can be seen yet.
  void place(std::string_view stream) {
    ASAN_POISON_MEMORY_REGION(begin(), size_);
    size_ = stream.size();
    ASAN_UNPOISON_MEMORY_REGION(begin(), size_);
    static_cast<void>(buffer_.at_end(stream));
    hide();
  }

  /// Makes the same stream come again from its begin.
  void hide() noexcept {
    ASAN_POISON_MEMORY_REGION(begin(), size_);
    from_ = 0;
    to_ = 0;
  }

  /// The part [from, to) and nothing else. Neither bound may be smaller than at the last call.
  [[nodiscard]] std::string_view show(std::size_t from, std::size_t to) noexcept {
    if (to != to_) {
      ASAN_UNPOISON_MEMORY_REGION(begin() + to_, to - to_);
      to_ = to;
    }
    if (from - from_ >= 8) {  // the sanitizer's grain
      ASAN_POISON_MEMORY_REGION(begin() + from_, from - from_);
      from_ = from;
    }
    return {begin() + from, to - from};
  }

  [[nodiscard]] std::string_view show_all() noexcept { return show(0, size_); }
  [[nodiscard]] std::size_t size() const noexcept { return size_; }

 private:
  [[nodiscard]] const char* begin() const noexcept { return end_ - size_; }

  testkit::guarded_buffer buffer_;
  const char* end_;
  std::size_t size_ = 0;
  std::size_t from_ = 0;
  std::size_t to_ = 0;
};

/// Whether `part` lies within `whole`.
[[nodiscard]] inline bool within(std::string_view part, std::string_view whole) noexcept {
  return part.data() >= whole.data() && part.data() + part.size() <= whole.data() + whole.size();
}

}  // namespace popquiz::fuzz
