#pragma once

#include <array>
#include <string>

namespace popquiz::measure {

/// On what something was measured, and what else went on there.
struct machine {
  std::string processor;         ///< "AMD EPYC"; "unknown processor" where the system does not say
  unsigned processors = 1;       ///< that may be used
  std::array<double, 3> load{};  ///< processes that ran or wanted to, of the last 1, 5 and 15 minutes
};
[[nodiscard]] machine look_at_machine();
/// "AMD EPYC, 2 processors, load 0.5/0.4/0.2"
[[nodiscard]] std::string describe(const machine& m);

}  // namespace popquiz::measure
