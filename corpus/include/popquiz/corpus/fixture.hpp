#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace popquiz::corpus {

/// A known maildrop of corpus/messages/, embedded in the program.
struct fixture {
  std::string_view name;                       ///< e.g. "two-plain"
  std::span<const std::string_view> messages;  ///< as stored, any line ends
};

[[nodiscard]] std::span<const fixture> fixtures();
/// nullptr when there is none of that name. "" means "two-plain".
[[nodiscard]] const fixture* find_fixture(std::string_view name);

}  // namespace popquiz::corpus
