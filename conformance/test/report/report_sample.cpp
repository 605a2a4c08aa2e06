// Prints the sample result: report_sample text|json|junit|tap. For tests that hand it to other programs.

#include <popquiz/conformance/reporter.hpp>

#include "sample_result.hpp"

#include <cstdio>
#include <string_view>

int main(int count, char** words) {
  using namespace popquiz::conformance;
  const std::string_view format = count == 2 ? words[1] : "";
  const run_result r = sample_result();
  const std::string text = format == "json"    ? report_json(r)
                           : format == "junit" ? report_junit(r)
                           : format == "tap"   ? report_tap(r)
                                               : report_text(r, colour::plain);
  return std::fwrite(text.data(), 1, text.size(), stdout) == text.size() ? 0 : 1;
}
