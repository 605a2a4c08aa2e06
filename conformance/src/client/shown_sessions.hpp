#pragma once

#include <popquiz/conformance/result.hpp>

#include <string>
#include <vector>

namespace popquiz::conformance {

/// Puts what a mock server's sessions said (transcripts as script::recorder writes them) into a result,
/// bounded as script::transcript is: with several sessions each has its number as name.
void show_sessions(const std::vector<std::string>& transcripts, check_result& in);
/// Adds lines that tell of something else, e.g. what a program has printed.
void show_notes(const std::vector<std::string>& lines, check_result& in);

}  // namespace popquiz::conformance
