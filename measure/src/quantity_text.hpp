#pragma once

#include <cstdint>
#include <string>

namespace popquiz::measure {

/// "320 B", "4 KiB", "1.5 MiB", "1 GiB": three digits, the largest unit that it has one of.
[[nodiscard]] std::string octets_text(std::uint64_t octets);
/// "850 ns", "1.25 ms", "3.4 s": the same of a time.
[[nodiscard]] std::string seconds_text(double seconds);
/// "12.3k", "4.56M": three digits of a number.
[[nodiscard]] std::string number_text(double number);

}  // namespace popquiz::measure
