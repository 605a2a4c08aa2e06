// libFuzzer's mutations for inputs that are steps: lines of a script, commands, messages, what is said in
// turn. They change what is done and in which order, octets within one step, and where streams are cut, so
// that most of what comes out is still read as steps. What an input has in front of its steps is told when
// this is compiled:
//   POPQUIZ_FUZZ_HEAD    octets that choose
//   POPQUIZ_FUZZ_CUT     where among them the three are that cut a stream (fuzz/pieces.hpp); -1: nowhere
//   POPQUIZ_FUZZ_SCRIPT  1: what follows is a whole script, its header in front
#include "step_mutator.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <random>
#include <string>
#include <string_view>
#include <vector>

/// libFuzzer's own mutations. Engines that do not have them do not call what is here either.
extern "C" [[gnu::weak]] std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size,
                                                      std::size_t max_size);

namespace popquiz::fuzz {
namespace {

std::size_t mutate_octets(std::uint8_t* data, std::size_t size, std::size_t most) {
  return LLVMFuzzerMutate == nullptr ? size : LLVMFuzzerMutate(data, size, most);
}
void mutate_octets(std::string& text, std::size_t room) {
  const std::size_t size = text.size();
  text.resize(size + room);
  text.resize(mutate_octets(reinterpret_cast<std::uint8_t*>(text.data()), size, text.size()));
}

constexpr std::size_t head_octets = POPQUIZ_FUZZ_HEAD;
constexpr int cut_octets = POPQUIZ_FUZZ_CUT;
constexpr bool has_header = POPQUIZ_FUZZ_SCRIPT != 0;
constexpr char next_turn = '\x1e';
constexpr std::array<std::string_view, 9> numbers{
    "0", "1", "2", "3", "255", "65536", "4294967296", "18446744073709551615", "18446744073709551616"};

std::size_t indentation_of(std::string_view step) {
  return std::min(step.find_first_not_of(' '), step.size());
}
bool is_end(char c) {
  return c == '\n' || c == next_turn;
}

/// An input taken apart. A step has the octet that ends it; only the last may have none.
class stepped_input {
 public:
  stepped_input(std::string_view input, std::uint32_t seed) : chance_(seed) {
    head_ = input.substr(0, head_octets);
    head_.resize(head_octets);
    input.remove_prefix(std::min(head_octets, input.size()));
    if (has_header) {
      const std::size_t end = input.find("\n\n");
      header_ = input.substr(0, end == std::string_view::npos ? 0 : end + 2);
      input.remove_prefix(header_.size());
    }
    add(input);
  }

  void mutate() {
    switch (below(16)) {
      case 0:
      case 1:
        remove_unit();
        break;
      case 2:
        repeat_unit();
        break;
      case 3:
      case 4:
      case 5:
        copy_unit_elsewhere();
        break;
      case 6:
      case 7:
        swap_units();
        break;
      case 8:
      case 9:
        change_octets();
        break;
      case 10:
        change_number();
        break;
      case 11:
        take_words_of_another();
        break;
      case 12:
        change_turn();
        break;
      case 13:
        head_octets == 0 ? change_number() : change_head();
        break;
      case 14:
        cut_octets < 0 ? swap_units() : change_cut();
        break;
      default:
        header_.empty() || below(4) != 0 ? change_octets() : change_header();
        break;
    }
  }

  /// This one's steps up to a place, another one's from a place on.
  void cross_with(stepped_input& other) {
    if (steps_.empty() || other.steps_.empty()) {
      return;
    }
    const std::size_t first = begin_of_unit(below(steps_.size()));
    const std::size_t second = other.begin_of_unit(below(other.steps_.size()));
    end_last();
    steps_.resize(first);
    steps_.insert(steps_.end(), other.steps_.begin() + static_cast<std::ptrdiff_t>(second),
                  other.steps_.end());
  }

  [[nodiscard]] std::string joined(std::size_t most) const {
    std::string out = head_ + header_;
    for (const std::string& step : steps_) {
      if (out.size() + step.size() > most) {
        break;
      }
      out += step;
    }
    return out.substr(0, most);
  }

 private:
  [[nodiscard]] std::size_t below(std::size_t count) { return count == 0 ? 0 : chance_() % count; }

  void add(std::string_view input) {
    while (!input.empty()) {
      const auto end = std::find_if(input.begin(), input.end(), is_end);
      const auto size = static_cast<std::size_t>(end - input.begin()) + (end == input.end() ? 0 : 1);
      steps_.emplace_back(input.substr(0, size));
      input.remove_prefix(size);
    }
  }
  void end_last() {
    if (!steps_.empty() && !is_end(steps_.back().back())) {
      steps_.back() += '\n';
    }
  }

  // A unit: a step, and those under it that are indented further.
  [[nodiscard]] std::size_t end_of_unit(std::size_t at) const {
    const std::size_t indentation = indentation_of(steps_[at]);
    std::size_t end = at + 1;
    while (end < steps_.size() && steps_[end - 1].back() == '\n' &&
           indentation_of(steps_[end]) > indentation) {
      ++end;
    }
    return end;
  }
  [[nodiscard]] std::size_t begin_of_unit(std::size_t at) const {
    while (at != 0 && indentation_of(steps_[at]) != 0) {
      --at;
    }
    return at;
  }
  [[nodiscard]] std::vector<std::string> unit_at(std::size_t at) const {
    return {steps_.begin() + static_cast<std::ptrdiff_t>(at),
            steps_.begin() + static_cast<std::ptrdiff_t>(end_of_unit(at))};
  }
  void insert(std::size_t at, const std::vector<std::string>& unit) {
    steps_.insert(steps_.begin() + static_cast<std::ptrdiff_t>(at), unit.begin(), unit.end());
  }
  void erase(std::size_t at) {
    steps_.erase(steps_.begin() + static_cast<std::ptrdiff_t>(at),
                 steps_.begin() + static_cast<std::ptrdiff_t>(end_of_unit(at)));
  }

  void remove_unit() {
    if (steps_.size() > 1) {
      const std::size_t at = below(steps_.size());
      // What heads a block cannot do without one: its only step stays.
      if (at == 0 || indentation_of(steps_[at - 1]) >= indentation_of(steps_[at]) ||
          (end_of_unit(at) < steps_.size() &&
           indentation_of(steps_[end_of_unit(at)]) == indentation_of(steps_[at]))) {
        erase(at);
      }
    }
  }
  void repeat_unit() {
    if (!steps_.empty()) {
      end_last();
      const std::size_t at = below(steps_.size());
      insert(at, unit_at(at));
    }
  }
  /// In front of a step that is indented as far, so that it belongs to a block of the same kind.
  void copy_unit_elsewhere() {
    if (steps_.empty()) {
      return;
    }
    end_last();
    const std::size_t from = below(steps_.size());
    const std::vector<std::string> unit = unit_at(from);
    const std::size_t begin = below(steps_.size());
    for (std::size_t i = 0; i < steps_.size(); ++i) {
      const std::size_t to = (begin + i) % steps_.size();
      if (to != from && indentation_of(steps_[to]) == indentation_of(unit.front())) {
        insert(to, unit);
        return;
      }
    }
  }
  void swap_units() {
    if (steps_.empty()) {
      return;
    }
    end_last();
    const std::size_t at = below(steps_.size());
    const std::size_t next = end_of_unit(at);
    if (next < steps_.size() && indentation_of(steps_[next]) == indentation_of(steps_[at])) {
      const std::vector<std::string> unit = unit_at(next);
      erase(next);
      insert(at, unit);
    }
  }

  /// Where the words of a step begin that may be anything: behind "C: ", "S| " and the like.
  [[nodiscard]] static std::size_t free_text_in(std::string_view step) {
    const std::size_t begin = indentation_of(step);
    const bool is_said = step.size() > begin + 3 && (step[begin] == 'C' || step[begin] == 'S') &&
                         std::string_view(":=|!*@").find(step[begin + 1]) != std::string_view::npos &&
                         step[begin + 2] == ' ';
    return is_said ? begin + 3 : begin;
  }
  void change_octets() {
    if (steps_.empty()) {
      return;
    }
    std::size_t at = below(steps_.size());
    if (has_header) {  // the words of the language are found by the other ways
      for (std::size_t tries = 0; tries < 8 && free_text_in(steps_[at]) == indentation_of(steps_[at]);
           ++tries) {
        at = below(steps_.size());
      }
    }
    std::string& step = steps_[at];
    const char end = is_end(step.back()) ? step.back() : '\n';
    const std::size_t begin = free_text_in(step);
    std::string words = step.substr(begin, step.size() - begin - 1);
    mutate_octets(words, 64);
    std::replace_if(words.begin(), words.end(), is_end, ' ');
    step.replace(begin, std::string::npos, words + end);
  }
  void change_number() {
    for (std::size_t tries = 0; tries < 8 && !steps_.empty(); ++tries) {
      std::string& step = steps_[below(steps_.size())];
      const std::size_t begin = step.find_first_of("0123456789", free_text_in(step));
      if (begin != std::string::npos) {
        const std::size_t end = std::min(step.find_first_not_of("0123456789", begin), step.size());
        step.replace(begin, end - begin, numbers[below(numbers.size())]);
        return;
      }
    }
  }
  void take_words_of_another() {
    if (steps_.empty()) {
      return;
    }
    std::string& step = steps_[below(steps_.size())];
    const std::string other = steps_[below(steps_.size())];
    if (is_end(step.back()) && is_end(other.back()) &&
        (free_text_in(step) == indentation_of(step)) == (free_text_in(other) == indentation_of(other)) &&
        (!has_header || free_text_in(step) != indentation_of(step))) {
      step = step.substr(0, free_text_in(step)) + other.substr(free_text_in(other));
    }
  }
  void change_turn() {
    if (steps_.empty() || has_header) {
      swap_units();
      return;
    }
    std::string& step = steps_[below(steps_.size())];
    if (step.back() == next_turn) {
      step.pop_back();
    } else if (step.back() == '\n') {
      step += next_turn;
    }
    std::erase(steps_, std::string());
  }
  void change_head() {
    char& octet = head_[below(head_octets)];
    octet = static_cast<char>(below(2) == 0 ? octet ^ (1 << below(8)) : static_cast<int>(below(256)));
  }
  /// At a step's end, or one octet beside it.
  void change_cut() {
    const auto at = static_cast<std::size_t>(std::max(cut_octets, 0));
    std::size_t octets = below(3);
    for (std::size_t steps = below(steps_.size() + 1); steps != 0; --steps) {
      octets += steps_[steps - 1].size();
    }
    constexpr std::array<char, 6> lengths{0, 1, 2, 0x61, 0x62, static_cast<char>(0xFE)};
    head_[at] = static_cast<char>(octets & 0xFFU);
    head_[at + 1] = static_cast<char>(octets >> 8U & 0xFFU);
    head_[at + 2] = lengths[below(lengths.size())];
  }
  void change_header() { mutate_octets(header_, 64); }

  std::minstd_rand chance_;
  std::string head_;
  std::string header_;
  std::vector<std::string> steps_;
};

std::string_view text_of(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

std::size_t give(const std::string& made, std::uint8_t* into, std::size_t most) {
  const std::size_t size = std::min(made.size(), most);
  std::copy_n(made.begin(), size, into);
  return size;
}

}  // namespace

std::size_t mutate_steps(std::uint8_t* data, std::size_t size, std::size_t most, std::uint32_t seed) {
  if (seed % 32 == 0) {
    return mutate_octets(data, size, most);  // what no step is thought of for
  }
  stepped_input input(text_of(data, size), seed);
  std::string made;
  for (int tries = 0; tries < 8; ++tries) {  // not every way is one for every input
    input.mutate();
    made = input.joined(most);
    if (made != text_of(data, size)) {
      break;
    }
  }
  return give(made, data, most);
}

std::size_t cross_steps(std::string_view first, std::string_view second, std::uint8_t* into, std::size_t most,
                        std::uint32_t seed) {
  stepped_input made(first, seed);
  stepped_input other(second, seed + 1);
  made.cross_with(other);
  return give(made.joined(most), into, most);
}

}  // namespace popquiz::fuzz

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t max_size,
                                               unsigned int seed) {
  return popquiz::fuzz::mutate_steps(data, size, max_size, seed);
}

extern "C" std::size_t LLVMFuzzerCustomCrossOver(const std::uint8_t* first, std::size_t first_size,
                                                 const std::uint8_t* second, std::size_t second_size,
                                                 std::uint8_t* into, std::size_t most, unsigned int seed) {
  return popquiz::fuzz::cross_steps(popquiz::fuzz::text_of(first, first_size),
                                    popquiz::fuzz::text_of(second, second_size), into, most, seed);
}
