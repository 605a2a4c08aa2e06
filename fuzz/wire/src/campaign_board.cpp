#include "campaign_board.hpp"

#include <sys/mman.h>

#include <algorithm>

namespace popquiz::fuzz_wire {

static_assert(std::atomic<std::uint64_t>::is_always_lock_free, "processes share it");

bool campaign_board::claim(std::uint64_t key) {
  key += key == 0 ? 1 : 0;
  for (std::atomic<std::uint64_t>& each : claims_) {
    std::uint64_t there = 0;
    if (each.compare_exchange_strong(there, key)) {
      return true;
    }
    if (there == key) {
      return false;
    }
  }
  return false;
}

void campaign_board::give_up(std::string_view why) {
  if (!has_why_.exchange(true)) {
    const std::size_t octets = std::min(why.size(), why_.size() - 1);
    std::copy_n(why.begin(), octets, why_.begin());
    why_[octets] = '\0';
    why_is_whole_ = true;
  }
}

std::string_view campaign_board::why() const {
  return why_is_whole_ ? std::string_view(why_.data()) : std::string_view();
}

void board_unmapper::operator()(campaign_board* board) const noexcept {
  ::munmap(board, sizeof *board);
}

shared_board make_board() {
  void* const memory =
      ::mmap(nullptr, sizeof(campaign_board), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  return shared_board(memory == MAP_FAILED ? nullptr : static_cast<campaign_board*>(memory));
}

}  // namespace popquiz::fuzz_wire
