#include <popquiz/parser/base64.hpp>

#include <array>
#include <cstddef>
#include <cstdint>

namespace popquiz::parser {
namespace {

constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::uint8_t no_digit = 64;

constexpr std::array<std::uint8_t, 256> digit_of = [] {
  std::array<std::uint8_t, 256> values{};
  values.fill(no_digit);
  for (std::size_t i = 0; i < alphabet.size(); ++i) {
    values[static_cast<unsigned char>(alphabet[i])] = static_cast<std::uint8_t>(i);
  }
  return values;
}();

constexpr std::uint32_t octet(std::string_view octets, std::size_t at) noexcept {
  return at < octets.size() ? static_cast<unsigned char>(octets[at]) : 0U;
}

}  // namespace

void append_base64(std::string& out, std::string_view octets) {
  out.reserve(out.size() + (octets.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < octets.size(); i += 3) {
    const std::uint32_t group = octet(octets, i) << 16U | octet(octets, i + 1) << 8U | octet(octets, i + 2);
    out += alphabet[group >> 18U];
    out += alphabet[group >> 12U & 63U];
    out += i + 1 < octets.size() ? alphabet[group >> 6U & 63U] : '=';
    out += i + 2 < octets.size() ? alphabet[group & 63U] : '=';
  }
}

std::optional<std::string> decode_base64(std::string_view text) {
  if (text.size() % 4 != 0) {
    return std::nullopt;
  }
  std::size_t padding = 0;
  while (padding < 2 && text.ends_with('=')) {
    text.remove_suffix(1);
    ++padding;
  }
  std::string octets;
  octets.reserve((text.size() + padding) / 4 * 3);
  std::uint32_t bits = 0;
  unsigned held = 0;  // bits of `bits` that are not yet octets
  for (const char c : text) {
    const std::uint8_t digit = digit_of[static_cast<unsigned char>(c)];
    if (digit == no_digit) {
      return std::nullopt;
    }
    bits = bits << 6U | digit;
    held += 6;
    if (held >= 8) {
      held -= 8;
      octets += static_cast<char>(bits >> held & 0xFFU);
      bits &= (1U << held) - 1U;
    }
  }
  return bits == 0 ? std::optional(std::move(octets)) : std::nullopt;
}

}  // namespace popquiz::parser
