#pragma once

#include "reply_body.hpp"

#include <cstddef>
#include <cstdint>
#include <string>

namespace popquiz::mockserver {

class opened_maildrop;

/// Lines that are all at hand, e.g. the capabilities; `lines` has the terminator.
class text_output final : public reply_body {
 public:
  explicit text_output(std::string lines) : lines_(std::move(lines)) {}
  [[nodiscard]] body_progress write_some(outbox& out, std::size_t limit) override;

 private:
  std::string lines_;
};

enum class listing_kind : std::uint8_t { scan, unique_id };

/// Appends one listing, "n size" or "n unique-id" (RFC 1939 §5 LIST, §7 UIDL), with CRLF; false, and
/// nothing, when the maildrop gave the message a unique-id that is none.
[[nodiscard]] bool append_listing(std::string& out, const opened_maildrop& drop, listing_kind what,
                                  std::uint64_t number);

/// The listings of all messages not marked deleted, a few at a time. Fails at a unique-id that is none: no
/// line can say it, and a line less would be a listing of another maildrop.
class listing_output final : public reply_body {
 public:
  /// `drop` must outlive it.
  listing_output(const opened_maildrop& drop, listing_kind what) : drop_(drop), what_(what) {}
  [[nodiscard]] body_progress write_some(outbox& out, std::size_t limit) override;

 private:
  const opened_maildrop& drop_;
  listing_kind what_;
  std::string line_;
  std::uint64_t next_ = 1;
};

}  // namespace popquiz::mockserver
