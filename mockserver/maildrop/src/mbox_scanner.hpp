#pragma once

#include <popquiz/mockserver/mbox_maildrop.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace popquiz::mockserver {

/// Takes an mbox apart, in pieces of any size: where messages begin and end, and what they say, unquoted.
class mbox_scanner {
 public:
  /// Who hears of it.
  class listener {
   public:
    virtual ~listener() = default;
    /// A From_ line begins at this octet of the file.
    virtual void begins(std::uint64_t offset) = 0;
    /// A piece of it, or its end.
    virtual void from_line(std::string_view octets) = 0;
    /// A piece of the message.
    virtual void text(std::string_view octets) = 0;
    /// The message ended in front of this octet.
    virtual void ends(std::uint64_t offset) = 0;
  };

  /// What lies at `offset` begins with a From_ line. `tell` must outlive the scanner.
  mbox_scanner(mbox_quoting quoting, std::uint64_t offset, listener& tell)
      : quoting_(quoting), at_(offset), tell_(tell) {}

  void take(std::string_view octets);
  /// The end of the file.
  void finish();
  /// The end of one message: an empty line that is its last belongs to it.
  void finish_message();
  /// The first line is no From_ line: this is no mbox.
  [[nodiscard]] bool failed() const noexcept { return failed_; }

 private:
  enum class place : std::uint8_t { line_start, line_start_cr, from_line, text };

  [[nodiscard]] std::size_t take_line_start(std::string_view octets);
  void begin_line() noexcept;
  void begin_message();
  void release_held(bool is_quoted);
  void release_blank();
  void end_message(std::uint64_t offset);

  mbox_quoting quoting_;
  std::uint64_t at_;  // octets taken, from the file's start
  listener& tell_;
  place place_ = place::line_start;
  std::uint64_t quotes_ = 0;  // ">"s at a line's start, held back
  std::size_t matched_ = 0;   // octets of "From " behind them, held back
  std::string_view blank_;    // an empty line, held back
  bool may_begin_ = true;     // a From_ line may be here
  bool in_message_ = false;
  bool failed_ = false;
};

}  // namespace popquiz::mockserver
