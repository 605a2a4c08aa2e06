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

std::string silence_of(std::uint64_t steps) {
  return "the script says and awaits nothing for " + std::to_string(steps) + " steps";
}

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

bool play_frames::begin_next_round() noexcept {
  play_frame& f = frames_.back();
  if (++f.round >= f.rounds) {
    return false;
  }
  f.at = 0;
  f.said = false;
  return true;
}

play_frame* play_frames::cut() noexcept {
  const auto found = std::find_if(frames_.rbegin(), frames_.rend(), is_block_of<cut_step>);
  return found == frames_.rend() ? nullptr : &*found;
}

std::vector<std::string> play_frames::cut_up(std::string_view octets) {
  std::vector<std::string> segments;
  play_frame* frame = cut();
  if (frame != nullptr && octets.size() > 1) {
    const auto& cut = std::get<cut_step>(frame->owner->what);
    std::uint64_t at = cut.octets;
    if (cut.mode == cut_mode::everywhere) {
      at = frame->said ? octets.size() : frame->round + 1;
      frame->rounds = frame->said ? frame->rounds : octets.size() - 1;
      frame->said = true;
    }
    do {
      const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(at, octets.size()));
      segments.emplace_back(octets.substr(0, size));
      octets.remove_prefix(size);
    } while (cut.mode == cut_mode::every && !octets.empty());
  }
  if (!octets.empty()) {
    segments.emplace_back(octets);
  }
  return segments;
}

bool play_frames::in_together() const noexcept {
  return std::any_of(frames_.begin(), frames_.end(), is_block_of<together_step>);
}

}  // namespace popquiz::script
