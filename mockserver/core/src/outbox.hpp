#pragma once

#include <popquiz/script/script.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace popquiz::mockserver {

/// The octets that wait to be written, as scatter lists: short ones are copied together, long ones are
/// views of where they lie. All goes out as one segment, unless an override cuts it.
class outbox {
 public:
  /// From this size on a view costs less than a copy.
  static constexpr std::size_t copy_limit = 16UL * 1024;
  /// Copies are memory of the session's own, for as long as its peer does not read: so many octets are enough
  /// for a write.
  static constexpr std::size_t copies_limit = 8UL * 1024;

  /// What is cut is held until it has gone, segment by segment: so much of it at most.
  static constexpr std::size_t cut_limit = 256UL * 1024;

  /// Copies.
  void say(std::string_view octets);
  /// Copies what is short, views what is long: `octets` must stay valid until all is written when lent() is
  /// true afterwards.
  void lend(std::string_view octets);

  /// What is said from now on is cut into segments: once behind so many octets, or behind each so many (0:
  /// not). `tail` not 0: only the last so many octets of what is said until end_cuts(), which are held back
  /// until then, and go as a segment of their own; `octets` then counts from where they begin.
  void begin_cuts(script::cut_mode how, std::uint64_t octets, std::size_t tail = 0,
                  std::chrono::milliseconds pause = {});
  void end_cuts();

  /// How long to wait between two segments of the cuts begun last; 0: as long as keeps them apart.
  [[nodiscard]] std::chrono::milliseconds pause() const noexcept { return pause_; }

  [[nodiscard]] bool lent() const noexcept { return lent_; }
  [[nodiscard]] bool empty() const noexcept { return octets_ == 0; }
  /// A cut lies behind what was written: the rest goes before anything more is said.
  [[nodiscard]] bool partly_written() const noexcept { return written_ != 0; }
  [[nodiscard]] std::size_t octets() const noexcept { return octets_; }
  /// Write before anything more is said: there are `limit` octets, or enough copies. Those that are cut may
  /// take up cut_limit, so that a segment is whole.
  [[nodiscard]] bool full(std::size_t limit) const noexcept {
    const bool is_cut = cut_ || !cuts_.empty();
    return octets_ >= (is_cut ? std::min(limit, cut_limit) : limit) ||
           (!is_cut && text_.size() >= copies_limit);
  }

  /// The next segment. Valid until any other call.
  [[nodiscard]] std::span<const std::string_view> segment();
  /// It is written.
  void segment_written() noexcept;
  void clear() noexcept;

 private:
  struct part {
    std::size_t begin = 0;  // in text_, when view is empty
    std::size_t size = 0;
    std::string_view view;
  };
  struct cutting {
    script::cut_mode how;
    std::uint64_t octets;
    std::uint64_t octets_left;  // until the next cut
  };

  [[nodiscard]] std::size_t segment_end() const noexcept;
  void count(std::size_t octets);
  void append(std::string_view octets);
  [[nodiscard]] std::string_view hold_back(std::string_view octets);
  void forget_written() noexcept;

  std::string text_;
  std::vector<part> parts_;
  std::vector<std::string_view> pieces_;
  std::vector<std::size_t> cuts_;  // offsets in all that is held
  std::size_t next_cut_ = 0;       // in cuts_
  std::size_t octets_ = 0;
  std::size_t written_ = 0;
  std::optional<cutting> cut_;
  std::optional<cutting> tail_cut_;  // of held_, once it is let go
  std::string held_;
  std::size_t tail_ = 0;  // what is held back at most; 0: nothing
  std::chrono::milliseconds pause_{};
  bool lent_ = false;
};

}  // namespace popquiz::mockserver
