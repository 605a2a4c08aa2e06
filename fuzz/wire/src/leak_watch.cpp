#include "leak_watch.hpp"

#include <algorithm>

namespace popquiz::fuzz_wire {
namespace {

constexpr std::uint64_t warming_up = 30;      // sessions behind a start: caches fill
constexpr std::uint64_t step = 100UL * 1024;  // octets that one session makes it grow
constexpr std::uint64_t between_looks = 40;   // sessions: a look costs as many
constexpr unsigned warm_rounds = 8;
constexpr unsigned counted_rounds = 12;

}  // namespace

bool leak_watch::is_suspect(const plan& what, std::uint64_t resident) {
  const bool has_grown = resident > last_ + step;
  last_ = resident;
  ++sessions_;
  if (sessions_ < warming_up || !has_grown || sessions_ < next_look_) {
    return false;
  }
  const bool is_known =
      std::ranges::any_of(what, [&](const turn& each) { return known_.contains(keyword_of(each)); });
  if (!is_known) {
    next_look_ = sessions_ + between_looks;
  }
  return !is_known;
}

std::optional<std::uint64_t> leak_watch::octets_each(const std::function<bool()>& play,
                                                     const std::function<std::uint64_t()>& resident) {
  const auto rounds = [&](unsigned count) {
    const std::uint64_t before = resident();
    for (unsigned i = 0; i < count; ++i) {
      if (!play()) {
        return std::uint64_t{0};
      }
    }
    const std::uint64_t after = resident();
    return after > before ? (after - before) / count : 0;
  };
  static_cast<void>(rounds(warm_rounds));
  const std::uint64_t first = rounds(counted_rounds);
  const std::uint64_t second = first < least ? 0 : rounds(counted_rounds);
  return second < least ? std::nullopt : std::optional(std::min(first, second));
}

}  // namespace popquiz::fuzz_wire
