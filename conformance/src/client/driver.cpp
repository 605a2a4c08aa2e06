#include <popquiz/conformance/driver.hpp>

#include "suite/embedded_files.hpp"

#include <algorithm>
#include <utility>

namespace popquiz::conformance {

std::optional<std::vector<driver>> builtin_drivers(std::string& why) {
  std::vector<driver> drivers;
  for (const embedded_file& file : embedded_drivers()) {
    auto made = parse_driver(file.octets, "conformance/drivers/" + std::string(file.path), why);
    if (!made) {
      return std::nullopt;
    }
    drivers.push_back(std::move(*made));
  }
  std::ranges::sort(drivers, {}, &driver::name);
  return drivers;
}

std::optional<std::string_view> builtin_driver_text(std::string_view name) {
  const std::string path = std::string(name) + ".toml";
  const auto all = embedded_drivers();
  const auto found = std::ranges::find(all, path, &embedded_file::path);
  return found == all.end() ? std::nullopt : std::optional(found->octets);
}

}  // namespace popquiz::conformance
