#pragma once

#include <popquiz/mockserver/generated_mail.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace popquiz::mockserver {

enum class line_form : std::uint8_t { stored, on_wire };

/// The lines that all generated bodies are cut from, made once. A body's block is a run of them that begins
/// at a line chosen by number, so that no octet has to be made or copied when a message is read, and yet
/// blocks differ.
class generated_lines {
 public:
  /// Precondition: find_problem(what) is empty.
  generated_lines(const generated_mail& what, line_form form);

  /// Lines of a block but for a body's last one.
  [[nodiscard]] std::uint64_t block_lines() const noexcept { return block_lines_; }
  /// So many lines with their ends: 1 to block_lines(). The same `choice` gives the same. Valid as long as
  /// this.
  [[nodiscard]] std::string_view block(std::uint64_t choice, std::uint64_t lines) const noexcept;
  /// One line of so many octets and its end; the octet that stuffing adds is not counted.
  [[nodiscard]] std::string line(std::uint64_t choice, std::uint64_t octets) const;
  [[nodiscard]] std::string_view line_end() const noexcept { return end_; }

 private:
  [[nodiscard]] std::uint64_t dots_before(std::uint64_t line) const noexcept;
  [[nodiscard]] std::uint64_t begin_of(std::uint64_t line) const noexcept;

  std::string_view end_;
  std::uint64_t line_;    // octets, without the end
  std::uint64_t dotted_;  // of each 1,000
  bool stuffed_;
  std::uint64_t block_lines_;  // half of all
  std::string text_;
};

}  // namespace popquiz::mockserver
