#include <popquiz/client/maildrop_survey.hpp>

#include <algorithm>
#include <cstring>
#include <limits>
#include <tuple>

namespace popquiz::client {
namespace {

// By number, and of one number the first line first.
constexpr auto by_number = [](const auto& a, const auto& b) noexcept {
  return std::tie(a.number, a.order) < std::tie(b.number, b.order);
};

template <class Lines>
std::uint64_t drop_repeated(Lines& lines) {
  std::ranges::sort(lines, by_number);
  const auto repeated = std::ranges::unique(lines, {}, [](const auto& line) { return line.number; });
  const auto count = static_cast<std::uint64_t>(repeated.size());
  lines.erase(repeated.begin(), repeated.end());
  return count;
}

}  // namespace

bool maildrop_survey::is_possible(std::uint64_t number) noexcept {
  const bool possible = number != 0 && number <= std::numeric_limits<std::uint32_t>::max();
  malformed_ += possible ? 0 : 1;
  return possible;
}

bool maildrop_survey::has_room(std::size_t more) const noexcept {
  // Behind settle() there are messages instead of lines, and an index while it runs.
  constexpr std::size_t a_message = sizeof(message) + sizeof(std::uint32_t);
  return std::max(sizes_.size(), ids_.size()) * (a_message + sizeof(listed_size)) +
             blocks_.size() * block_octets + more <=
         limit_;
}

bool maildrop_survey::add_size(std::uint64_t number, std::uint64_t octets) {
  if (!is_possible(number)) {
    return true;
  }
  if (!has_room(sizeof(listed_size))) {
    return false;
  }
  sizes_.push_back({octets, static_cast<std::uint32_t>(number), static_cast<std::uint32_t>(sizes_.size())});
  return true;
}

bool maildrop_survey::add_unique_id(std::uint64_t number, std::string_view unique_id) {
  if (!is_possible(number)) {
    return true;
  }
  const bool new_block = block_octets - used_ < unique_id.size();
  if (!has_room(sizeof(listed_id) + (new_block ? block_octets : 0))) {
    return false;
  }
  if (new_block) {
    blocks_.push_back(std::make_unique<block>());
    used_ = 0;
  }
  id_place place;
  if (!unique_id.empty()) {
    place = {static_cast<std::uint32_t>(blocks_.size() - 1), static_cast<std::uint16_t>(used_),
             static_cast<std::uint16_t>(unique_id.size())};
    std::memcpy(blocks_.back()->data() + used_, unique_id.data(), unique_id.size());
    used_ += unique_id.size();
  }
  ids_.push_back({place, static_cast<std::uint32_t>(number), static_cast<std::uint32_t>(ids_.size())});
  return true;
}

void maildrop_survey::settle() {
  malformed_ += drop_repeated(sizes_) + drop_repeated(ids_);
  while (!sizes_.empty() || !ids_.empty()) {
    message next;
    next.number = std::min(sizes_.empty() ? std::numeric_limits<std::uint32_t>::max() : sizes_.front().number,
                           ids_.empty() ? std::numeric_limits<std::uint32_t>::max() : ids_.front().number);
    if (!sizes_.empty() && sizes_.front().number == next.number) {
      next.octets = sizes_.front().octets;
      sizes_.pop_front();
    }
    if (!ids_.empty() && ids_.front().number == next.number) {
      next.id = ids_.front().id;
      ids_.pop_front();
    }
    messages_.push_back(next);
  }
  find_shared_ids();
}

void maildrop_survey::find_shared_ids() {
  std::vector<std::uint32_t> order(messages_.size());
  for (std::size_t i = 0; i < order.size(); ++i) {
    order[i] = static_cast<std::uint32_t>(i);
  }
  const auto id = [this](std::uint32_t index) { return text_of(messages_[index].id); };
  std::ranges::sort(order, {}, id);
  for (std::size_t i = 1; i < order.size(); ++i) {
    if (!id(order[i]).empty() && id(order[i]) == id(order[i - 1])) {
      messages_[order[i]].id_is_shared = true;
      messages_[order[i - 1]].id_is_shared = true;
    }
  }
}

surveyed_message maildrop_survey::operator[](std::size_t index) const noexcept {
  const message& m = messages_[index];
  return {m.number, m.octets, text_of(m.id), m.id_is_shared};
}

}  // namespace popquiz::client
