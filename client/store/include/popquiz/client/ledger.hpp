#pragma once

#include <popquiz/client/store_result.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace popquiz::client {

/// What the ledger knows of a unique-id of one account.
struct ledger_entry {
  std::uint64_t generation = 0;
  std::uint64_t octets_listed = 0;  ///< what LIST said of it when it was fetched; 0: nothing
  std::int64_t fetched_at = 0;      ///< seconds since 1970-01-01 UTC
  bool deleted = false;             ///< the server has confirmed its deletion (QUIT answered +OK)
};

/// A message that has become durable.
struct fetched_message {
  std::string unique_id;  ///< opaque octets, may hold NUL; empty: none
  std::uint64_t generation = 0;
  std::uint64_t octets_listed = 0;
  std::string digest;  ///< of a message delivered by content, else empty
  std::string name;    ///< where it lies
};

/// Which messages of which account were fetched: one SQLite file, for one destination. What record()
/// and confirm_deleted() were told is durable when they return (synchronous=FULL). Another process may
/// use the same file at other times; at the same time open() says `locked`. Nothing throws. Memory
/// does not grow with what is recorded.
class ledger {
 public:
  /// Opens or makes `file`, mode 0600. Null and `why` set when that fails.
  [[nodiscard]] static std::unique_ptr<ledger> open(const std::string& file, store_result& why) noexcept;
  virtual ~ledger() = default;

  /// What is known of `unique_id`; nothing when it was never fetched. `failed` set when the file can't
  /// be read. O(log n).
  [[nodiscard]] virtual std::optional<ledger_entry> find(std::string_view account, std::string_view unique_id,
                                                         store_result& failed) noexcept = 0;
  /// Whether a message of this account, unique-id and digest was delivered by content. What was said
  /// about deletion does not change that: the same octets are the same message.
  [[nodiscard]] virtual bool has_content(std::string_view account, std::string_view unique_id,
                                         std::string_view digest, store_result& failed) noexcept = 0;

  /// All of them or none, in one transaction.
  [[nodiscard]] virtual store_result record(std::string_view account,
                                            std::span<const fetched_message> messages,
                                            std::int64_t now) noexcept = 0;
  /// The server has confirmed that these are gone. What it names so from now on is another message.
  [[nodiscard]] virtual store_result confirm_deleted(std::string_view account,
                                                     std::span<const std::string> unique_ids) noexcept = 0;
};

}  // namespace popquiz::client
