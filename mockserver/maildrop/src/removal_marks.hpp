#pragma once

#include <cstdint>
#include <vector>

namespace popquiz::mockserver {

/// Which of so many numbers, from 0, are removed: a bit each. And which number the n-th is that is left.
class removal_marks {
 public:
  /// Numbers from `count` on are never left.
  explicit removal_marks(std::uint64_t count) : count_(count), left_(count) {}

  /// Precondition of this and below: number < count.
  void remove(std::uint64_t number);
  [[nodiscard]] std::uint64_t left() const noexcept { return left_; }

  /// Makes left_number() possible; any remove() behind it spoils that.
  void number_what_is_left();
  /// Precondition: nth < left().
  [[nodiscard]] std::uint64_t left_number(std::uint64_t nth) const noexcept;

 private:
  static constexpr std::uint64_t word_bits = 64;
  static constexpr std::uint64_t block_words = 8;

  std::uint64_t count_;
  std::uint64_t left_;
  std::vector<std::uint64_t> removed_;      // empty as long as nothing is
  std::vector<std::uint64_t> left_before_;  // each block of words: how many are left in those before
};

}  // namespace popquiz::mockserver
