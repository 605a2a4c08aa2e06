#include "play/play_report.hpp"

#include <fmt/format.h>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <string_view>

namespace popquiz::cli {
namespace {

using script::play_status;

/// As reports of `popquiz test server` have it.
std::string row(std::string_view name, std::string_view value) {
  return fmt::format("  {:<12}  {}\n", name, value);
}

std::string print_text(const play_report& report) {
  const script::play_result& r = report.result;
  if (r.status == play_status::passed) {
    return fmt::format("pass       {}\n", report.file);
  }
  const bool differs = r.status == play_status::mismatch;
  std::string text =
      differs
          ? fmt::format("FAIL       {}: the {} did not do what the script has\n", report.file, report.peer) +
                row("expected", r.expected) + row("came", r.came)
          : fmt::format("error      {}: no verdict about the {}\n", report.file, report.peer) +
                row("reason", r.reason);
  text += row("at", fmt::format("{}:{}:{}", report.file, r.where.line, r.where.column));
  for (const std::string& line : report.conversation) {
    text += fmt::format("    {}\n", line);
  }
  return text;
}

std::string print_json(const play_report& report) {
  const script::play_result& r = report.result;
  const bool passed = r.status == play_status::passed;
  const bool differs = r.status == play_status::mismatch;
  boost::json::object out{{"script", report.file}, {"verdict", passed ? "pass" : differs ? "fail" : "error"}};
  if (!passed) {
    out["line"] = r.where.line;
    out["column"] = r.where.column;
    if (differs) {
      out["expected"] = r.expected;
      out["came"] = r.came;
    } else {
      out["reason"] = r.reason;
    }
    out["conversation"] = boost::json::array(report.conversation.begin(), report.conversation.end());
  }
  return boost::json::serialize(out) + "\n";
}

}  // namespace

std::string print_report(const play_report& report, const std::string& format) {
  return format == "json" ? print_json(report) : print_text(report);
}

exit_code code_of(const play_report& report) {
  switch (report.result.status) {
    case play_status::passed:
      return exit_code::success;
    case play_status::mismatch:
      return exit_code::check_failed;
    case play_status::aborted:
    case play_status::running:
      break;
  }
  return exit_code::unreachable;
}

}  // namespace popquiz::cli
