#include "process/process_fault.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstring>

namespace popquiz::conformance {

bool is_fault(int signal) {
  constexpr std::array faults{SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGSYS, SIGTRAP, SIGKILL};
  return std::ranges::find(faults, signal) != faults.end();
}

std::string signal_name(int signal) {
  const char* const name = ::sigabbrev_np(signal);
  return name == nullptr ? fmt::format("signal {}", signal) : fmt::format("SIG{}", name);
}

std::size_t find_sanitizer_report(std::string_view output) {
  return std::min(output.find("Sanitizer: "), output.find(": runtime error: "));
}

}  // namespace popquiz::conformance
