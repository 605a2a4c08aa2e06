#pragma once

#include <popquiz/client/listing_op.hpp>
#include <popquiz/parser/listing.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace popquiz::client {

/// STAT (RFC 1939 s5).
class stat_op final : public command_op {
 public:
  explicit stat_op(session& on) : command_op(on) {}
  /// Meaningful when result() is none.
  [[nodiscard]] parser::drop_listing listing() const noexcept { return listing_; }

 private:
  void begin() override;
  client_errc on_status(const parser::reply_event& event) override;

  parser::drop_listing listing_;
};

/// LIST, of all messages or of one (RFC 1939 s5). Whether the reply has a body follows from which was
/// asked for, never from the reply. Numbers may have gaps and come in any order.
class list_op final : public listing_op {
 public:
  explicit list_op(session& on) : listing_op(on) {}
  list_op(session& on, std::uint64_t message) : listing_op(on), message_(message) {}
  /// As the server gave them. When result() is malformed_listing, those that could be understood.
  [[nodiscard]] const std::vector<parser::scan_listing>& entries() const noexcept { return entries_; }

 private:
  void begin() override;
  client_errc on_status(const parser::reply_event& event) override;
  void on_line(std::string_view text, std::uint64_t number) override;

  std::optional<std::uint64_t> message_;
  std::vector<parser::scan_listing> entries_;
};

/// UIDL, of all messages or of one (RFC 1939 s7). Unique-ids are opaque octets: case-sensitive, not
/// safe as file names, of any length in tolerant mode, and two messages may share one.
class uidl_op final : public listing_op {
 public:
  struct entry {
    std::uint64_t number = 0;
    std::string unique_id;
    friend bool operator==(const entry&, const entry&) = default;
  };
  explicit uidl_op(session& on) : listing_op(on) {}
  uidl_op(session& on, std::uint64_t message) : listing_op(on), message_(message) {}
  /// As the server gave them. When result() is malformed_listing, those that could be understood.
  [[nodiscard]] const std::vector<entry>& entries() const noexcept { return entries_; }

 private:
  void begin() override;
  client_errc on_status(const parser::reply_event& event) override;
  void on_line(std::string_view text, std::uint64_t number) override;

  std::optional<std::uint64_t> message_;
  std::vector<entry> entries_;
};

}  // namespace popquiz::client
