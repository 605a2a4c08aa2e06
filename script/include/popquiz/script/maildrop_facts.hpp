#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace popquiz::script {

/// What a player may know about the mail on the server: `S@`, `for n in maildrop` and `octets of`
/// ask here. Implemented by whoever runs the player.
class maildrop_facts {
 public:
  virtual ~maildrop_facts() = default;
  /// Messages in the maildrop at the start of the script.
  [[nodiscard]] virtual std::uint64_t messages() const = 0;
  /// Size of message `number` (from 1) as RFC 1939 §11 counts it; nothing when unknown.
  [[nodiscard]] virtual std::optional<std::uint64_t> octets(std::uint64_t number) const = 0;
  /// The message with CRLF line ends, the last line ended, unstuffed; nothing when unknown. Valid
  /// until the facts change.
  [[nodiscard]] virtual std::optional<std::string_view> message(std::uint64_t number) const = 0;

 protected:
  maildrop_facts() = default;
  maildrop_facts(const maildrop_facts&) = default;
  maildrop_facts& operator=(const maildrop_facts&) = default;
};

}  // namespace popquiz::script
