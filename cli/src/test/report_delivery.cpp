#include "test/report_delivery.hpp"

#include "text_file.hpp"

#include <unistd.h>

#include <cstdlib>

namespace popquiz::cli {

conformance::colour colour_of_stdout() {
  const char* const no_colour = std::getenv("NO_COLOR");
  const bool wanted = ::isatty(STDOUT_FILENO) != 0 && (no_colour == nullptr || *no_colour == '\0');
  return wanted ? conformance::colour::ansi : conformance::colour::plain;
}

std::string report_in(std::string_view format, const conformance::run_result& result,
                      conformance::colour how) {
  if (format == "json") {
    return conformance::report_json(result);
  }
  if (format == "junit") {
    return conformance::report_junit(result);
  }
  if (format == "tap") {
    return conformance::report_tap(result);
  }
  return format == "html" ? conformance::report_html(result) : conformance::report_text(result, how);
}

exit_code deliver(const std::string& text, const std::string& output, exit_code code) {
  std::string why;
  if (output.empty()) {
    return print_out(text) ? code : complain("standard output can't be written", exit_code::unreachable);
  }
  return write_text_file(output, text, why) ? code : complain(why, exit_code::unreachable);
}

}  // namespace popquiz::cli
