#pragma once

#include "fetch/fetch_report.hpp"

#include <memory>
#include <string>
#include <string_view>

namespace popquiz::cli {

/// "new", "fetched", "large", "later" or "delete": what becomes of a message, in one word.
[[nodiscard]] std::string_view fate_of(client::fetch_action action) noexcept;

/// The report for programs: JSON, an object a line, on standard output, each with "event" and "account".
[[nodiscard]] std::unique_ptr<fetch_report> make_fetch_events(const std::string& account,
                                                              const fetch_report_settings& settings);

}  // namespace popquiz::cli
