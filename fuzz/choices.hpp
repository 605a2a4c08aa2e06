#pragma once

#include <popquiz/parser/kernel.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace popquiz::fuzz {

inline constexpr std::size_t largest_input = 1U
                                             << 14U;  ///< octets; what an input has beyond them is not used

/// A fuzzer's input: its first octets choose what is done, the rest is what it is done to. An input
/// that is too short chooses 0 everywhere.
class choices {
 public:
  choices(const std::uint8_t* octets, std::size_t size) noexcept
      : rest_(reinterpret_cast<const char*>(octets), std::min(size, largest_input)) {}

  [[nodiscard]] std::size_t octet() noexcept {
    if (rest_.empty()) {
      return 0;
    }
    const auto value = static_cast<unsigned char>(rest_.front());
    rest_.remove_prefix(1);
    return value;
  }

  /// Up to `most` octets off the front.
  [[nodiscard]] std::string_view take(std::size_t most) noexcept {
    const std::string_view front = rest_.substr(0, most);
    rest_.remove_prefix(front.size());
    return front;
  }

  [[nodiscard]] std::string_view rest() const noexcept { return rest_; }

 private:
  std::string_view rest_;
};

/// One kernel of those that this machine can run. A replay takes all of them, because they are numbered
/// differently on another machine.
[[nodiscard]] inline std::span<const parser::kernel> choose_kernels(choices& in) noexcept {
  const std::size_t choice = in.octet();
  const std::span<const parser::kernel> all = parser::kernels();
#ifdef POPQUIZ_FUZZ_REPLAY
  static_cast<void>(choice);
  return all;
#else
  return all.subspan(choice % all.size(), 1);
#endif
}

}  // namespace popquiz::fuzz
