#pragma once

#include <vector>

namespace popquiz::measure {

/// What several runs of the same thing came to. Runs on a machine that does other things, too, are skewed to
/// one side, so it is the median that counts, with the least and the most beside it.
struct spread {
  double median = 0;
  double least = 0;
  double most = 0;
};

/// All zero without values. Of an even number the median is between the middle two.
[[nodiscard]] spread spread_of(std::vector<double> values);

}  // namespace popquiz::measure
