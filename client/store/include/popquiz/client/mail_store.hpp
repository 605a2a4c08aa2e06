#pragma once

#include <popquiz/client/body_sink.hpp>
#include <popquiz/client/store_result.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace popquiz::client {

/// Which message this is. The name under which it is delivered is derived from this alone, so that a
/// message that is delivered again after a crash lands on itself.
struct delivery_key {
  std::string account;    ///< "user@host"
  std::string unique_id;  ///< opaque octets of the server's, any of them; empty: it named none
  /// How often the server has used this unique-id anew behind a deletion it had confirmed.
  std::uint64_t generation = 0;
  /// The unique-id tells no message apart (it is empty, or stands twice in the listing): the digest of
  /// the octets becomes part of the name.
  bool by_content = false;
};

/// What a commit() has made durable, in the order of begin().
struct delivered_message {
  std::string name;          ///< where it lies, for a person: a path, or the mbox
  std::uint64_t octets = 0;  ///< as they came from the server
};

/// Takes messages and makes them durable in batches. Nothing is visible to a reader of the destination
/// before commit() has begun; a message whose sink did not hear on_end() is never delivered. All calls
/// are synchronous and none throws. After a failure only abandon() and close() are of use.
class mail_store {
 public:
  virtual ~mail_store() = default;

  /// Makes the destination ready: creates it, removes what a crash left behind, finishes or takes back
  /// an interrupted commit(). Call it once, first.
  [[nodiscard]] virtual store_result open() noexcept = 0;

  /// An interrupted run had delivered this message and perhaps not told the ledger: it is there, whole
  /// and durable. Never true when key.by_content. O(1).
  [[nodiscard]] virtual bool delivered_before(const delivery_key& key) const noexcept = 0;

  /// Begins a message; one at a time. `octets_announced` (0: unknown) is a hint and never believed. The
  /// sink is valid until its on_end(), abandon() or close(); when it answers abort, failure() says why.
  [[nodiscard]] virtual body_sink& begin(const delivery_key& key,
                                         std::uint64_t octets_announced) noexcept = 0;

  /// Gives up the message that was begun and has not ended. Harmless otherwise.
  virtual void abandon() noexcept = 0;

  /// Behind a sink's on_end(): the message's SHA-256 in hexadecimal when its key was by_content, else
  /// empty. Valid until the next begin().
  [[nodiscard]] virtual std::string_view last_digest() const noexcept = 0;
  /// Takes the message that was staged last back, e.g. because the ledger knows its digest.
  virtual void unstage_last() noexcept = 0;

  /// Messages and octets staged since the last commit().
  [[nodiscard]] virtual std::size_t staged_messages() const noexcept = 0;
  [[nodiscard]] virtual std::uint64_t staged_octets() const noexcept = 0;

  /// Makes everything staged durable and visible, all with few syncs. When it fails, `into` holds those
  /// that are durable all the same (a prefix of what was staged, maybe none).
  [[nodiscard]] virtual store_result commit(std::vector<delivered_message>& into) noexcept = 0;

  /// The ledger has recorded what the last commit() delivered: what was kept for a crash between the
  /// two may go.
  virtual void settle() noexcept = 0;

  /// What went wrong last.
  [[nodiscard]] virtual const store_result& failure() const noexcept = 0;

  /// Drops what is staged and not committed, releases locks.
  virtual void close() noexcept = 0;
};

}  // namespace popquiz::client
