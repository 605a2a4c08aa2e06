#include "suite/client_needs.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <vector>

namespace popquiz::conformance {
namespace {

constexpr std::array<std::string_view, 17> known{
    "any-user-name", "apop", "capa",       "cram-md5", "delete",    "exit-status",
    "keep",          "list", "pipelining", "sasl",     "stat",      "second-run",
    "stls",          "tls",  "top",        "utf8",     "unique-ids"};

/// What a scenario needs without saying so.
std::vector<std::string> all_needs(const script::script& scenario) {
  std::vector<std::string> needs = scenario.needs;
  const script::client_setup& client = scenario.client;
  if (client.connects != script::connect_kind::clear) {
    needs.emplace_back(client.connects == script::connect_kind::stls ? "stls" : "tls");
  }
  needs.emplace_back(client.job == script::job_kind::remove ? "delete" : "keep");
  if (client.runs > 1) {
    needs.emplace_back("second-run");
  }
  return needs;
}

}  // namespace

bool is_known_client_need(std::string_view need) {
  return std::ranges::find(known, need) != known.end();
}

std::string known_client_needs() {
  return fmt::format("{}", fmt::join(known, ", "));
}

std::string missing_client_need(const script::script& scenario, const driver& of) {
  for (const std::string& need : all_needs(scenario)) {
    if (const auto found = of.cannot.find(need); found != of.cannot.end()) {
      return fmt::format("needs {}, which {} can't: {}", need, of.title.empty() ? of.name : of.title,
                         found->second);
    }
  }
  return {};
}

}  // namespace popquiz::conformance
