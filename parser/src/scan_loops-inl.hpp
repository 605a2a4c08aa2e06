// The scan loops over one instruction set. No include guard: scan_simd.cpp includes this once for
// each, within a namespace and a target attribute of its own.
//
// `Simd` is
//   octet_masks classify(const char* p)      one bit for each of the 64 octets at p
//   chunk_kind judge(const char* p)          what the chunk_size octets at p are; looks at p[-1] too
//   bool nothing_to_insert(const char* p)    the same for a message on its way out

/// The octets of a block, fewer than 64 at the end of the input: no octet behind them is read.
template <class Simd>
[[gnu::always_inline]] inline octet_masks classify_block(std::string_view octets) noexcept {
  if (octets.size() >= block_size) {
    return Simd::classify(&octets.front());
  }
  std::array<char, block_size> padded;
  padded.fill(' ');
  std::memcpy(padded.data(), octets.data(), octets.size());
  return Simd::classify(padded.data());
}

/// scan_body: blocks of 64 octets decide everything, chunks are skipped while nothing is to be decided.
template <class Simd>
class body_scan {
 public:
  [[gnu::always_inline]] body_scan(std::string_view octets, line_room room,
                                   std::span<std::string_view> spans) noexcept
      : octets_(octets), spans_(spans), fresh_(clamp(room.fresh)), full_(clamp(room.current)) {}

  [[gnu::always_inline]] body_run run() noexcept {
    while (at_ != octets_.size() && take_block()) {
      if (clean_blocks_ >= blocks_before_chunks) {
        skip_chunks();
      }
    }
    run_.length = at_;
    run_.line = at_ - line_;
    run_.at_line_start = run_.line_ended && at_ == line_;
    return run_;
  }

 private:
  /// Sums of it and a position do not wrap.
  static std::size_t clamp(std::uint64_t room) noexcept {
    return static_cast<std::size_t>(
        std::min<std::uint64_t>(room, std::numeric_limits<std::size_t>::max() / 4));
  }

  /// Takes 64 octets, or the rest. False when what follows must be decided by the caller.
  [[gnu::always_inline]] bool take_block() noexcept {
    const std::size_t size = std::min(block_size, octets_.size() - at_);
    const octet_masks found = classify_block<Simd>(octets_.substr(at_));
    const std::uint64_t dots = (found.lf << 1U | after_lf_) & found.dot;
    std::size_t end = at_ + size;
    // The place of a line feed that has no carriage return, or behind a carriage return that has no line
    // feed.
    const std::uint64_t unpaired = (found.cr << 1U | after_cr_) ^ found.lf;
    const std::uint64_t unpaired_here = unpaired & lowest(size);
    if (unpaired_here != 0) [[unlikely]] {
      const unsigned bit = lowest_bit(unpaired_here);
      end = at_ + bit - ((found.lf >> bit & 1U) != 0 ? 0 : 1);
    } else if (end == octets_.size() && octets_[end - 1] == '\r') {
      --end;
    }
    if (full_ < end) [[unlikely]] {
      end = std::min(end, end_of_room(found, size));
    }
    if (dots != 0) {
      end = cut_out_dots(dots, end);
    }
    note(found, end);
    after_cr_ = found.cr >> (block_size - 1);
    after_lf_ = found.lf >> (block_size - 1);
    clean_blocks_ = (dots | found.nul_or_eight_bit) == 0 ? clean_blocks_ + 1 : 0;
    const bool whole = end == at_ + size;
    at_ = end;
    return whole;
  }

  /// The place of the first octet in the block for which the line under way has no room. Lines that
  /// begin in this block have more room than it is long.
  [[nodiscard]] std::size_t end_of_room(const octet_masks& found, std::size_t size) const noexcept {
    // A CRLF needs no room. What stands unpaired before that place has been met already.
    const bool fits = (found.lf != 0 && at_ + lowest_bit(found.lf) <= full_) || octets_[full_] == '\r';
    return fits ? at_ + size : full_;
  }

  /// Closes the spans before the stuffing dots up to `end`; gives the place of the first dot that is none.
  [[gnu::always_inline]] std::size_t cut_out_dots(std::uint64_t dots, std::size_t end) noexcept {
    for (; dots != 0; dots &= dots - 1) {
      const std::size_t dot = at_ + lowest_bit(dots);
      if (dot >= end) {
        break;
      }
      if (octets_.size() - dot < 2 || octets_[dot + 1] != '.' || run_.spans == spans_.size()) {
        return dot;
      }
      spans_[run_.spans++] = octets_.substr(run_.begin, dot - run_.begin);
      run_.begin = dot + 1;
    }
    return end;
  }

  /// Lines, and the octets to be observed, before `end`, which may stand one octet before this block.
  [[gnu::always_inline]] void note(const octet_masks& found, std::size_t end) noexcept {
    const std::uint64_t here = lowest(end > at_ ? end - at_ : 0);
    const std::uint64_t line_feeds = found.lf & here;
    if (line_feeds != 0) {
      run_.line_ended = true;
      line_ = at_ + block_size - static_cast<std::size_t>(std::countl_zero(line_feeds));
      full_ = line_ + fresh_;
    }
    if (run_.begin > line_) {
      line_ = run_.begin;
      full_ = line_ + fresh_;
    }
    const std::uint64_t observed = found.nul_or_eight_bit & here;
    if (observed != 0) {
      count(observed & found.eight_bit, run_.eight_bits, run_.first_eight_bit);
      count(observed & ~found.eight_bit, run_.nuls, run_.first_nul);
    }
  }

  void count(std::uint64_t octets, std::size_t& number, std::size_t& first) const noexcept {
    if (octets != 0 && number == 0) {
      first = at_ + lowest_bit(octets);
    }
    number += static_cast<std::size_t>(std::popcount(octets));
  }

  /// Passes over chunks in which nothing is to be decided, cut out or observed. Where exactly a line
  /// began is looked up once, at the end.
  [[gnu::always_inline]] void skip_chunks() noexcept {
    const std::size_t size = octets_.size();
    std::size_t at = at_;
    std::size_t full = full_;  // or before it
    bool passed = true;
    while (passed && size - at >= chunk_size) {
      passed = passes(at, at, full);
      at += passed ? chunk_size : 0;
    }
    if (passed && size - at > block_size && size > chunk_size && passes(size - chunk_size, at, full)) {
      at = size;  // octets looked at twice do no harm
    }
    if (at == size && octets_[at - 1] == '\r') {
      --at;  // what follows it is not known
    }
    if (at != at_) {
      find_line(at);
    }
  }

  /// Whether the chunk is plain and its lines end before `full`, which is moved on. What stands before `from`
  /// was judged already.
  [[gnu::always_inline]] bool passes(std::size_t chunk, std::size_t from, std::size_t& full) const noexcept {
    const chunk_kind kind = Simd::judge(octets_.data() + chunk);
    if (kind == chunk_kind::plain_short_lines && chunk + chunk_size / 2 <= full) {
      full = chunk + chunk_size - line_window + fresh_;
      return true;
    }
    return kind == chunk_kind::plain && chunk + chunk_size <= full && !may_get_less_room(chunk, from, full);
  }

  /// A line that is over-long already has more room than one that would begin in the chunk.
  [[nodiscard]] bool may_get_less_room(std::size_t chunk, std::size_t from, std::size_t full) const noexcept {
    return full > from + fresh_ && octets_.substr(from, chunk + chunk_size - from).find('\n') != octets_.npos;
  }

  /// Sets all that tells of the lines before `at`, and takes what is before it. Between at_ and there all is
  /// plain, as the last blocks before at_ are.
  [[gnu::always_inline]] void find_line(std::size_t at) noexcept {
    for (std::size_t end = at; end > at_; end -= block_size) {
      const std::uint64_t line_feeds = Simd::classify(octets_.data() + end - block_size).lf;
      if (line_feeds != 0) {
        run_.line_ended = true;
        line_ = end - static_cast<std::size_t>(std::countl_zero(line_feeds));
        full_ = line_ + fresh_;
        break;
      }
    }
    at_ = at;
    after_cr_ = octets_[at_ - 1] == '\r' ? 1 : 0;
    after_lf_ = octets_[at_ - 1] == '\n' ? 1 : 0;
  }

  std::string_view octets_;
  std::span<std::string_view> spans_;
  std::size_t fresh_;  // room of a new line
  std::size_t full_;   // where the room of the current line ends
  std::size_t at_ = 0;
  std::size_t line_ = 0;  // where the current line began, behind its stuffing dot
  std::uint64_t after_cr_ = 0;
  std::uint64_t after_lf_ = 0;
  unsigned clean_blocks_ = 0;  // the last ones, which had nothing but plain lines
  body_run run_;
};

/// scan_message.
template <class Simd>
[[gnu::always_inline]] inline std::size_t first_insertion(std::string_view octets) noexcept {
  std::uint64_t after_cr = 0;
  std::uint64_t after_lf = 0;
  std::uint64_t judged = ~std::uint64_t{1};  // the first octet of all is not
  for (std::size_t at = 0; at < octets.size(); at += block_size) {
    const octet_masks found = classify_block<Simd>(octets.substr(at));
    const std::uint64_t bare = found.lf & ~(found.cr << 1U | after_cr);
    const std::uint64_t dots = found.dot & (found.lf << 1U | after_lf);
    const std::uint64_t here = (bare | dots) & judged;
    if (here != 0) {
      return at + lowest_bit(here);
    }
    judged = ~std::uint64_t{0};
    while (at >= block_size * (blocks_before_chunks - 1) && octets.size() - at >= block_size + chunk_size &&
           Simd::nothing_to_insert(octets.data() + at + block_size)) {
      at += chunk_size;
    }
    if (octets.size() - at > block_size) {
      after_cr = octets[at + block_size - 1] == '\r' ? 1 : 0;
      after_lf = octets[at + block_size - 1] == '\n' ? 1 : 0;
    }
  }
  return octets.size();
}
