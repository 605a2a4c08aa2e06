#include "report_parts.hpp"

#include "level.hpp"
#include "printable_utf8.hpp"

#include <fmt/format.h>

namespace popquiz::conformance {

std::string transcript_text(const check_result& of, const script::transcript_line& line) {
  std::string text;
  if (line.session < of.sessions.size() && !of.sessions[line.session].empty()) {
    text = "[" + of.sessions[line.session] + "] ";
  }
  switch (line.mark) {
    case script::transcript_mark::client:
      text += "C: ";
      break;
    case script::transcript_mark::server:
      text += "S: ";
      break;
    case script::transcript_mark::note:
      text += "-- ";
      break;
  }
  return printable_utf8(text + line.text);
}

std::string finding(const check_result& of) {
  std::string rule;
  if (of.clauses.empty()) {
    rule = "not as the check expects";
  } else if (of.level == derived_level) {
    rule = fmt::format("not as derived from {}", joined(of.clauses, ", "));
  } else {
    rule = fmt::format("{} {} ({})", of.outcome == verdict::fail ? "violates" : "deviates from",
                       joined(of.clauses, ", "), of.level);
  }
  return printable_utf8(fmt::format("{}: expected {}, came {}", rule, of.expected, of.came));
}

std::string joined(const std::vector<std::string>& parts, std::string_view between) {
  return fmt::format("{}", fmt::join(parts, between));
}

std::string seconds(std::chrono::microseconds duration) {
  return fmt::format("{:.3f}", static_cast<double>(duration.count()) / 1e6);
}

}  // namespace popquiz::conformance
