#pragma once

#include <popquiz/mockserver/maildrop.hpp>
#include <popquiz/mockserver/mbox_maildrop.hpp>

#include <cstdint>
#include <ctime>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace popquiz::mockserver {

/// Where a message of an mbox lies, and what it was when the index was made.
struct mbox_entry {
  std::uint64_t from = 0;    ///< its From_ line
  std::uint64_t end = 0;     ///< behind its last octet; the empty line behind that is none of it
  std::uint64_t octets = 0;  ///< as RFC 1939 §11 counts them
  std::uint64_t hash = 0;    ///< of From_ line and message
  std::uint32_t twin = 1;    ///< the how manieth with the same hash and octets

  /// The same message at the same place.
  [[nodiscard]] bool is_same(const mbox_entry& other) const noexcept {
    return from == other.from && end == other.end && octets == other.octets && hash == other.hash;
  }
};
using mbox_index = std::vector<mbox_entry>;

/// A file as it is now, to see whether it has changed.
struct file_state {
  std::uint64_t device = 0;
  std::uint64_t inode = 0;
  std::uint64_t octets = 0;
  std::int64_t changed_seconds = 0;
  std::int64_t changed_nanoseconds = 0;
  friend bool operator==(const file_state&, const file_state&) = default;
};

/// An mbox, open.
class mbox_file {
 public:
  enum class access : std::uint8_t { read, read_and_lock };

  /// Null and errno set when it can't be opened or is no regular file. Never waits, as it would at a pipe.
  [[nodiscard]] static std::shared_ptr<const mbox_file> open(const std::string& path, access how);
  ~mbox_file();
  mbox_file(const mbox_file&) = delete;
  mbox_file& operator=(const mbox_file&) = delete;

  [[nodiscard]] int descriptor() const noexcept { return descriptor_; }
  [[nodiscard]] file_state state() const noexcept;
  /// As many octets of [begin, end) as fit into `room`; less than that at the file's end or an error.
  [[nodiscard]] std::string_view read(std::uint64_t begin, std::uint64_t end, std::span<char> room) const;

  /// Nothing and `why` set when it can't be read or is no mbox.
  [[nodiscard]] std::optional<mbox_index> make_index(mbox_quoting quoting, std::string& why) const;

 private:
  explicit mbox_file(int descriptor) noexcept : descriptor_(descriptor) {}

  int descriptor_;
};

/// Octets read at a time.
inline constexpr std::size_t mbox_piece = 64UL * 1024;

/// A message of `file` as `entry` has it. Null when it is not there any more: the file has changed since
/// `known`, and so has the message. What changes while it is read fails at the message's end at the latest.
[[nodiscard]] std::unique_ptr<message_reader> read_mbox_message(std::shared_ptr<const mbox_file> file,
                                                                const mbox_entry& entry, mbox_quoting quoting,
                                                                const file_state& known);

}  // namespace popquiz::mockserver
