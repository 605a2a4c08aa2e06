#pragma once

#include <string>
#include <vector>

namespace popquiz::conformance::constructs {

/// A construct of the language in the client's role: steps that a right server meets, and the same with one
/// thing more than is right, so that the construct is seen to be able to fail.
struct dialogue_row {
  std::string name;
  std::string met;
  std::string missed;
  std::string header = {};
};

/// All of them, for the maildrop two-plain.
[[nodiscard]] const std::vector<dialogue_row>& dialogue_rows();

}  // namespace popquiz::conformance::constructs
