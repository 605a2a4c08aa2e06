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

generated_lines::generated_lines(const generated_mail& what, line_form form)
    : end_(what.ends == stored_line_end::lf && form == line_form::stored ? "\n" : "\r\n"),
      line_(what.line),
      dotted_(what.dotted),
      stuffed_(form == line_form::on_wire),
      block_lines_(std::max<std::uint64_t>(block_octets / (what.line + 2), 1)) {
  const std::uint64_t lines = 2 * block_lines_;
  text_.reserve(begin_of(lines));
  for (std::uint64_t i = 0; i < lines; ++i) {
    const bool dotted = dots_before(i + 1) != dots_before(i);
    if (dotted) {
      text_ += stuffed_ ? ".." : ".";
    }
    append_letters(text_, line_ - (dotted ? 1 : 0), mix(what.seed, i));
    text_ += end_;
  }
}

// Dots are spread evenly, so that each block has its share.
std::uint64_t generated_lines::dots_before(std::uint64_t line) const noexcept {
  return line * dotted_ / 1000;
}

std::uint64_t generated_lines::begin_of(std::uint64_t line) const noexcept {
  return line * (line_ + end_.size()) + (stuffed_ ? dots_before(line) : 0);
}

std::string_view generated_lines::block(std::uint64_t choice, std::uint64_t lines) const noexcept {
  const std::uint64_t first = choice % (block_lines_ + 1);
  const std::uint64_t begin = begin_of(first);
  return std::string_view(text_).substr(begin, begin_of(first + lines) - begin);
}

std::string generated_lines::line(std::uint64_t choice, std::uint64_t octets) const {
  std::string made(block(choice, 1));
  const bool stuffed = stuffed_ && octets != 0 && made.starts_with("..");
  made.resize(std::min(made.size() - end_.size(), octets + (stuffed ? 1 : 0)));
  made.resize(octets + (stuffed ? 1 : 0), 'x');
  made += end_;
  return made;
}

}  // namespace popquiz::mockserver
