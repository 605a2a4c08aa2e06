#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace popquiz::cli {

// Texts about a transfer. Pure: time is an argument.

/// "0 B", "1023 B", "1.5 KiB", "24 MiB"; cut, not rounded.
[[nodiscard]] std::string size_text(std::uint64_t octets);
/// "0:07", "12:34", "1:02:03", "3 d 04:05".
[[nodiscard]] std::string duration_text(std::chrono::seconds time);
/// "1.5 KiB/s"; empty while nothing can be said (no time has passed).
[[nodiscard]] std::string rate_text(std::uint64_t octets, std::chrono::milliseconds time);
/// How long the rest takes when it goes on as it went; nothing while that can't be said: unknown total,
/// nothing done yet, more done than announced, or over 99 days.
[[nodiscard]] std::optional<std::chrono::seconds> time_left(std::uint64_t done,
                                                            std::optional<std::uint64_t> total,
                                                            std::chrono::milliseconds time);

/// How far it is.
struct transfer_state {
  std::string account;                          ///< in front of it all; may be empty
  std::uint64_t messages = 0;                   ///< done
  std::optional<std::uint64_t> messages_total;  ///< nothing: unknown
  std::uint64_t octets = 0;                     ///< come, those of the current message too
  std::optional<std::uint64_t> octets_total;    ///< as announced, hence a guess
  std::uint64_t number = 0;                     ///< of the current message on the server; 0: none
  std::uint64_t number_octets = 0;              ///< of it, announced; 0: unknown
  std::chrono::milliseconds time{0};            ///< since the begin
};

/// The line that moves: "work: 12/340, 1.5 MiB/24 MiB, 350 KiB/s, 1:05 left, #13 (4.2 KiB)". Parts that
/// `columns` octets have no room for are left out. ASCII whatever the account's name is.
[[nodiscard]] std::string transfer_line(const transfer_state& state, std::size_t columns);
/// The end of it: "work: 340 messages, 24 MiB in 1:10 (350 KiB/s)".
[[nodiscard]] std::string transfer_summary(const transfer_state& state);

}  // namespace popquiz::cli
