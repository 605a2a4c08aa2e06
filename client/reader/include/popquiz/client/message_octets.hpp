#pragma once

#include <popquiz/client/read_result.hpp>

#include <cstddef>
#include <cstdint>
#include <span>

namespace popquiz::client {

/// The octets of one stored message, as a reader of that mailbox sees them: those of an mbox without its
/// From_ line and its quoting. Nothing is held but a block.
class message_octets {
 public:
  virtual ~message_octets() = default;
  message_octets(const message_octets&) = delete;
  message_octets& operator=(const message_octets&) = delete;

  [[nodiscard]] virtual std::uint64_t size() const noexcept = 0;
  /// Up to into.size() octets, which is not 0; `got` is 0 only at the end, and there even where size()
  /// promised more, when somebody cut the file meanwhile.
  [[nodiscard]] virtual read_result read(std::span<char> into, std::size_t& got) = 0;
  /// The next read() begins there. Backwards in an mbox means: from the message's first octet on.
  [[nodiscard]] virtual read_result seek(std::uint64_t offset) = 0;

 protected:
  message_octets() = default;
};

}  // namespace popquiz::client
