#include "play_frames.hpp"

#include <algorithm>
#include <variant>

namespace popquiz::script {

namespace {

template <class Kind>
[[nodiscard]] bool is_block_of(const play_frame& f) noexcept {
  return f.owner != nullptr && std::holds_alternative<Kind>(f.owner->what);
}

}  // namespace

play_frames::play_frames(const block& top) {
  frames_.push_back({&top});
}

const step* play_frames::next() {
  play_frame& f = frames_.back();
  return f.at < f.steps->size() ? &(*f.steps)[f.at++] : nullptr;
}

void play_frames::enter(const step& owner, const block& steps, std::size_t session, std::uint64_t rounds) {
  frames_.push_back({&steps, &owner, session, 0, 0, rounds, false});
}

play_frame* play_frames::cut() noexcept {
  const auto found = std::find_if(frames_.rbegin(), frames_.rend(), is_block_of<cut_step>);
  return found == frames_.rend() ? nullptr : &*found;
}

bool play_frames::in_together() const noexcept {
  return std::any_of(frames_.begin(), frames_.end(), is_block_of<together_step>);
}

}  // namespace popquiz::script
