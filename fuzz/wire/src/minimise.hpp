#pragma once

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

namespace popquiz::fuzz_wire {

/// Takes away from a list what is not needed for `still_holds(list)`: halves first, then less, down to single
/// items (delta debugging). Asks at most `questions` times; what holds is in `items` at any moment.
template <class Item, class Test>
void minimise_list(std::vector<Item>& items, std::size_t& questions, Test still_holds) {
  for (std::size_t piece = std::max<std::size_t>(items.size() / 2, 1); piece != 0; piece /= 2) {
    for (std::size_t at = 0; at < items.size() && questions != 0;) {
      std::vector<Item> fewer = items;
      const std::size_t end = std::min(items.size(), at + piece);
      fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(at),
                  fewer.begin() + static_cast<std::ptrdiff_t>(end));
      --questions;
      if (!fewer.empty() && still_holds(fewer)) {
        items = std::move(fewer);
      } else {
        at += piece;
      }
    }
  }
}

}  // namespace popquiz::fuzz_wire
