#include "test/drivers.hpp"

#include "parse/printable_text.hpp"
#include "text_file.hpp"

#include <popquiz/conformance/client_runner.hpp>
#include <popquiz/conformance/driver.hpp>

#include <fmt/format.h>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace popquiz::cli {
namespace {

namespace json = boost::json;
using conformance::driver;

constexpr std::size_t column = 16;

/// A driver, and the version of its client when that is there.
struct known_client {
  driver how;
  std::optional<std::string> version;
};

bool is_file(std::string_view name) {
  return name.ends_with(".toml");
}

/// Those built in, or the one of a file.
std::optional<std::vector<driver>> read(const std::string& name, std::string& why) {
  if (!is_file(name)) {
    return conformance::builtin_drivers(why);
  }
  const auto text = read_text_file(name, why);
  auto made = text ? conformance::parse_driver(*text, name, why) : std::nullopt;
  return made ? std::optional(std::vector{std::move(*made)}) : std::nullopt;
}

std::optional<std::vector<known_client>> with_versions(std::vector<driver> drivers, std::string& why) {
  std::vector<known_client> all;
  all.reserve(drivers.size());
  for (driver& each : drivers) {
    if (!conformance::fill(each, {}, why)) {
      return std::nullopt;
    }
    conformance::client_settings client;
    client.client = std::move(each);
    auto version = conformance::version_of(client);
    all.push_back({std::move(client.client), std::move(version)});
  }
  return all;
}

std::string text_of(const std::vector<known_client>& all) {
  std::string out;
  for (const known_client& each : all) {
    out += fmt::format("{:<{}}{}: ", each.how.name, column, each.how.title);
    if (each.version) {
      out += printable(*each.version) + '\n';
    } else if (each.how.package.empty()) {
      out += "not installed\n";
    } else {
      out += fmt::format("not installed (package {})\n", each.how.package);
    }
    for (const auto& [what, reason] : each.how.cannot) {
      out += fmt::format("{:{}}no {}: {}\n", "", column, what, reason);
    }
  }
  return out;
}

std::string json_of(const std::vector<known_client>& all) {
  json::array list;
  for (const known_client& each : all) {
    json::object cannot;
    for (const auto& [what, reason] : each.how.cannot) {
      cannot[what] = reason;
    }
    list.push_back(json::object{{"name", each.how.name},
                                {"title", each.how.title},
                                {"package", each.how.package},
                                {"version", each.version ? json::value(printable(*each.version)) : nullptr},
                                {"cannot", std::move(cannot)}});
  }
  return json::serialize(json::object{{"drivers", std::move(list)}}) + '\n';
}

}  // namespace

exit_code run_drivers(const drivers_arguments& arguments) {
  std::string why;
  auto drivers = read(arguments.name, why);
  if (!drivers) {
    return complain(why, is_file(arguments.name) ? exit_code::usage : exit_code::unreachable);
  }
  const bool is_builtin = !arguments.name.empty() && !is_file(arguments.name);
  if (is_builtin) {
    std::erase_if(*drivers, [&](const driver& each) { return each.name != arguments.name; });
    if (drivers->empty()) {
      return complain(
          fmt::format("no driver is called \"{}\": `popquiz drivers` lists them, and a file's name "
                      "ends in .toml",
                      printable(arguments.name)),
          exit_code::usage);
    }
  }
  std::string out;
  if (is_builtin && arguments.format == "text") {
    out = conformance::builtin_driver_text(arguments.name).value_or("");
  } else if (const auto all = with_versions(std::move(*drivers), why)) {
    out = arguments.format == "json" ? json_of(*all) : text_of(*all);
  } else {
    return complain(why, exit_code::unreachable);
  }
  return print_out(out) ? exit_code::success
                        : complain("standard output can't be written", exit_code::unreachable);
}

}  // namespace popquiz::cli
