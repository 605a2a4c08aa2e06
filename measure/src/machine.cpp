#include <popquiz/measure/machine.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <thread>

namespace popquiz::measure {
namespace {

std::string processor_name() {
  std::ifstream in("/proc/cpuinfo");
  for (std::string line; std::getline(in, line);) {
    const std::size_t colon = line.find(": ");
    if (line.starts_with("model name") && colon != std::string::npos) {
      return line.substr(colon + 2);
    }
  }
  return "unknown processor";
}

}  // namespace

machine look_at_machine() {
  machine seen;
  seen.processor = processor_name();
  seen.processors = std::max(1U, std::thread::hardware_concurrency());
  static_cast<void>(::getloadavg(seen.load.data(), static_cast<int>(seen.load.size())));
  return seen;
}

std::string describe(const machine& m) {
  return fmt::format("{}, {} processor{}, load {:.1f}/{:.1f}/{:.1f}", m.processor, m.processors,
                     m.processors == 1 ? "" : "s", m.load[0], m.load[1], m.load[2]);
}

}  // namespace popquiz::measure
