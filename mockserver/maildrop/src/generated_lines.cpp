#include "generated_lines.hpp"

#include "number_mix.hpp"

#include <algorithm>

namespace popquiz::mockserver {
namespace {

// Octets on the wire. It stays in the processor's cache and is one write to the socket.
constexpr std::uint64_t block_octets = 256UL * 1024;

/// Appends letters and digits, so that no line looks like anything: no dot, no "From ", no space at its end.
void append_letters(std::string& to, std::uint64_t count, std::uint64_t seed) {
  constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  constexpr unsigned letters_of_a_number = 10;  // six bits each
  for (std::uint64_t i = 0; i < count; i += letters_of_a_number) {
    std::uint64_t bits = mix(seed, i);
    for (std::uint64_t left = std::min<std::uint64_t>(count - i, letters_of_a_number); left != 0; --left) {
      to += letters[bits % letters.size()];
      bits >>= 6U;
    }
  }
}

}  // namespace

generated_lines::generated_lines(const generated_mail& what)
    : end_(what.ends == stored_line_end::lf ? "\n" : "\r\n"),
      line_(what.line),
      block_lines_(std::max<std::uint64_t>(block_octets / (what.line + 2), 1)) {
  text_.reserve(2 * block_lines_ * (line_ + end_.size()));
  std::uint64_t thousandths = 0;
  for (std::uint64_t i = 0; i < 2 * block_lines_; ++i) {
    // Dots are spread evenly, so that each block has its share.
    thousandths += what.dotted;
    const bool dotted = thousandths >= 1000;
    thousandths -= dotted ? 1000 : 0;
    text_ += dotted ? "." : "";
    append_letters(text_, line_ - (dotted ? 1 : 0), mix(what.seed, i));
    text_ += end_;
  }
}

std::string_view generated_lines::block(std::uint64_t choice, std::uint64_t lines) const noexcept {
  const std::uint64_t whole = line_ + end_.size();
  const std::uint64_t first = choice % (block_lines_ + 1);
  return std::string_view(text_).substr(first * whole, lines * whole);
}

std::string generated_lines::line(std::uint64_t choice, std::uint64_t octets) const {
  std::string made(block(choice, 1).substr(0, std::min(octets, line_)));
  made.resize(octets, 'x');
  made += end_;
  return made;
}

}  // namespace popquiz::mockserver
