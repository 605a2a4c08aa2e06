#pragma once

#include <popquiz/mockserver/generated_mail.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace popquiz::mockserver {

/// The lines that all generated bodies are cut from, made once. A body's block is a run of them that begins
/// at a line chosen by number, so that no octet has to be made or copied when a message is read, and yet
/// blocks differ.
class generated_lines {
 public:
  /// Precondition: find_problem(what) is empty.
  explicit generated_lines(const generated_mail& what);

  /// Lines of a block but for a body's last one.
  [[nodiscard]] std::uint64_t block_lines() const noexcept { return block_lines_; }
  /// So many lines with their ends: 1 to block_lines(). The same `choice` gives the same. Valid as long as
  /// this.
  [[nodiscard]] std::string_view block(std::uint64_t choice, std::uint64_t lines) const noexcept;
  /// One line of so many octets and its end.
  [[nodiscard]] std::string line(std::uint64_t choice, std::uint64_t octets) const;
  [[nodiscard]] std::string_view line_end() const noexcept { return end_; }

 private:
  std::string_view end_;
  std::uint64_t line_;         // octets, without the end
  std::uint64_t block_lines_;  // half of all
  std::string text_;
};

}  // namespace popquiz::mockserver
