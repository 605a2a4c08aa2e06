#pragma once

#include "input_file.hpp"

#include <popquiz/client/read_result.hpp>

#include <cstdint>
#include <memory>
#include <vector>

namespace popquiz::client {

/// A message in an mbox, without the From_ line before it and the empty line behind it.
struct mbox_entry {
  std::uint64_t offset = 0;
  std::uint64_t octets = 0;        ///< as it lies there
  std::uint64_t quoted_lines = 0;  ///< each has a ">" more than the message had
};

/// Where the messages are: a From_ line is the first line, or one behind an empty line.
[[nodiscard]] read_result index_mbox(const std::shared_ptr<const input_file>& file,
                                     std::vector<mbox_entry>& into);

/// Octets of a message in an mbox, one ">" less in front of every line that is ">"s and "From " (mboxrd).
class mbox_octets final : public message_octets {
 public:
  mbox_octets(std::shared_ptr<const input_file> file, const mbox_entry& entry);
  [[nodiscard]] std::uint64_t size() const noexcept override { return size_; }
  [[nodiscard]] read_result read(std::span<char> into, std::size_t& got) override;
  [[nodiscard]] read_result seek(std::uint64_t offset) override;

 private:
  void take(std::string_view octets);
  void mismatch();

  file_octets stored_;
  std::uint64_t size_;
  std::uint64_t at_ = 0;
  std::string block_;
  std::string ready_;  ///< unquoted, from ready_begin_ on
  std::size_t ready_begin_ = 0;
  bool over_ = false;
  bool may_match_ = true;    ///< at a line's start, but for ">"s
  bool held_quote_ = false;  ///< the first of them, not yet in ready_
  std::size_t matched_ = 0;  ///< octets of "From ", neither
};

}  // namespace popquiz::client
