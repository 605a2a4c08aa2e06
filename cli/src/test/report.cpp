#include "test/report.hpp"

#include "test/report_delivery.hpp"
#include "text_file.hpp"

#include <popquiz/conformance/comparison.hpp>
#include <popquiz/conformance/result_json.hpp>

#include <fmt/format.h>

#include <optional>
#include <string>
#include <vector>

namespace popquiz::cli {
namespace {

std::optional<conformance::run_result> read_result(const std::string& file, std::string& why) {
  const auto text = read_text_file(file, why, nullptr, conformance::result_json_limit);
  if (!text) {
    return std::nullopt;
  }
  auto result = conformance::parse_result_json(*text, why);
  if (!result) {
    why = fmt::format("{}: {}", file, why);
  }
  return result;
}

std::string compared_in(std::string_view format, const conformance::comparison& c) {
  if (format == "html") {
    return conformance::comparison_html(c);
  }
  return format == "json" ? conformance::comparison_json(c) : conformance::comparison_text(c);
}

}  // namespace

exit_code run_report(const report_arguments& arguments) {
  if (arguments.results.empty()) {
    return complain("a result is needed: FILE, written by test server --format json", exit_code::usage);
  }
  if (arguments.results.size() > 1 && (arguments.format == "junit" || arguments.format == "tap")) {
    return complain(
        fmt::format("--format {} is of one result: several are laid side by side as text, json or "
                    "html",
                    arguments.format),
        exit_code::usage);
  }
  std::vector<conformance::run_result> results;
  std::string why;
  for (const std::string& file : arguments.results) {
    auto result = read_result(file, why);
    if (!result) {
      return complain(why, exit_code::usage);
    }
    results.push_back(std::move(*result));
  }
  if (results.size() == 1) {
    const auto how = arguments.output.empty() ? colour_of_stdout() : conformance::colour::plain;
    return deliver(report_in(arguments.format, results.front(), how), arguments.output, exit_code::success);
  }
  const conformance::comparison compared(results, arguments.results);
  return deliver(compared_in(arguments.format, compared), arguments.output, exit_code::success);
}

}  // namespace popquiz::cli
