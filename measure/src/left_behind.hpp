#pragma once

#include <client/trial_folder.hpp>

#include <cstdint>
#include <vector>

namespace popquiz::measure {

/// What clients have written in their runs, kept until the last of them is over: for minutes ext4 looks at
/// each file that was removed whenever it makes a new one, which would be the next client's time.
class left_behind {
 public:
  /// Octets that are kept at most; folders beyond them are removed at once.
  static constexpr std::uint64_t usual_limit = std::uint64_t{8} << 30U;
  /// Octets of a file at most. Larger ones are few: they are removed at once.
  static constexpr std::uint64_t file_limit = std::uint64_t{1} << 20U;

  explicit left_behind(std::uint64_t limit = usual_limit) : limit_(limit) {}

  void take(conformance::trial_folder folder);

 private:
  std::uint64_t limit_;
  std::uint64_t octets_ = 0;
  std::vector<conformance::trial_folder> folders_;
};

}  // namespace popquiz::measure
