#include "removal_marks.hpp"

#include <algorithm>
#include <bit>

namespace popquiz::mockserver {

void removal_marks::remove(std::uint64_t number) {
  if (removed_.empty()) {
    removed_.resize(count_ / word_bits + 1);
    // What there is not counts as removed, so that it is never found to be left.
    removed_.back() = ~std::uint64_t{0} << (count_ % word_bits);
  }
  std::uint64_t& word = removed_[number / word_bits];
  const std::uint64_t bit = std::uint64_t{1} << (number % word_bits);
  left_ -= (word & bit) == 0 ? 1 : 0;
  word |= bit;
}

void removal_marks::number_what_is_left() {
  left_before_.clear();
  std::uint64_t left = 0;
  for (std::size_t i = 0; i < removed_.size(); ++i) {
    if (i % block_words == 0) {
      left_before_.push_back(left);
    }
    left += static_cast<std::uint64_t>(std::popcount(~removed_[i]));
  }
}

std::uint64_t removal_marks::left_number(std::uint64_t nth) const noexcept {
  if (removed_.empty()) {
    return nth;
  }
  const auto behind = std::upper_bound(left_before_.begin(), left_before_.end(), nth);
  const auto block = static_cast<std::uint64_t>(behind - left_before_.begin() - 1);
  std::uint64_t skip = nth - left_before_[block];
  std::uint64_t at = block * block_words;
  std::uint64_t left = ~removed_[at];
  for (auto here = static_cast<std::uint64_t>(std::popcount(left)); here <= skip;
       here = static_cast<std::uint64_t>(std::popcount(left))) {
    skip -= here;
    left = ~removed_[++at];
  }
  for (; skip != 0; --skip) {
    left &= left - 1;
  }
  return at * word_bits + static_cast<std::uint64_t>(std::countr_zero(left));
}

}  // namespace popquiz::mockserver
