#pragma once

#include <popquiz/parser/listing.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

namespace popquiz::client {

/// One message as LIST and UIDL tell of it.
struct surveyed_message {
  std::uint32_t number = 0;
  std::uint64_t octets = 0;    ///< as LIST says, which may be anything; 0 when it says nothing
  std::string_view unique_id;  ///< opaque octets; empty when UIDL says nothing. Valid as long as the survey
  bool id_is_shared = false;   ///< another message has the same unique-id: it tells none of them apart
};

/// What STAT, LIST and UIDL said, in bounded memory. A line for a number that is 0 or over 32 bits is counted
/// and left out; of two lines for one number the first counts. Lines may come in any order, in linear time.
class maildrop_survey {
 public:
  /// `octets`: of memory at most, about.
  explicit maildrop_survey(std::size_t octets) : limit_(octets) {}

  /// False when the limit is reached.
  [[nodiscard]] bool add_size(std::uint64_t number, std::uint64_t octets);
  /// The same. Precondition: no more than 65535 octets.
  [[nodiscard]] bool add_unique_id(std::uint64_t number, std::string_view unique_id);
  void set_stat(parser::drop_listing stat) noexcept { stat_ = stat; }
  void count_malformed() noexcept { ++malformed_; }

  /// Joins what was added, by number, and finds unique-ids that stand more than once. Call it once, when all
  /// is added. O(n log n).
  void settle();

  /// The messages, behind settle(), their numbers ascending.
  [[nodiscard]] std::size_t size() const noexcept { return messages_.size(); }
  [[nodiscard]] surveyed_message operator[](std::size_t index) const noexcept;
  [[nodiscard]] const std::optional<parser::drop_listing>& stat() const noexcept { return stat_; }
  /// Lines that could not be understood, named no possible message, or one a second time.
  [[nodiscard]] std::uint64_t malformed() const noexcept { return malformed_; }

 private:
  struct id_place {
    std::uint32_t block = 0;
    std::uint16_t offset = 0;
    std::uint16_t size = 0;
  };
  struct listed_size {
    std::uint64_t octets = 0;
    std::uint32_t number = 0;
    std::uint32_t order = 0;  ///< in which the lines came
  };
  struct listed_id {
    id_place id;
    std::uint32_t number = 0;
    std::uint32_t order = 0;
  };
  struct message {
    std::uint64_t octets = 0;
    id_place id;
    std::uint32_t number = 0;
    bool id_is_shared = false;
  };
  static constexpr std::size_t block_octets = 65536;
  using block = std::array<char, block_octets>;

  [[nodiscard]] bool is_possible(std::uint64_t number) noexcept;
  [[nodiscard]] bool has_room(std::size_t more) const noexcept;
  void find_shared_ids();
  [[nodiscard]] std::string_view text_of(const id_place& id) const noexcept {
    return id.size == 0 ? std::string_view()
                        : std::string_view(blocks_[id.block]->data() + id.offset, id.size);
  }

  std::size_t limit_;
  std::deque<listed_size> sizes_;
  std::deque<listed_id> ids_;
  std::deque<message> messages_;
  std::vector<std::unique_ptr<block>> blocks_;
  std::size_t used_ = block_octets;  ///< of the last block
  std::optional<parser::drop_listing> stat_;
  std::uint64_t malformed_ = 0;
};

}  // namespace popquiz::client
