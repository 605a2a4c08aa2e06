#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace popquiz::conformance {

/// Whether a signal that has ended a program is a fault's, be it the program's or the system's that killed
/// it.
[[nodiscard]] bool is_fault(int signal);
/// "SIGSEGV".
[[nodiscard]] std::string signal_name(int signal);
/// Where a sanitizer's report has its mark in what a program has printed; npos when there is none.
[[nodiscard]] std::size_t find_sanitizer_report(std::string_view output);

}  // namespace popquiz::conformance
