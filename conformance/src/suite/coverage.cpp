#include <popquiz/conformance/coverage.hpp>

#include "suite/embedded_files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

namespace popquiz::conformance {
namespace {

constexpr std::string_view client_reasons = "uncovered-client.tsv";

using checks_by_requirement = std::map<std::string, std::vector<std::string>, std::less<>>;

/// Those that test this side.
checks_by_requirement find_checks(const suite& of, role side) {
  checks_by_requirement found;
  for (const check& c : of.checks) {
    if ((c.dialogue.subject == script::subject_kind::client) != (side == role::client)) {
      continue;
    }
    for (const std::string& id : c.dialogue.requirements) {
      found[id].push_back(c.dialogue.id);
    }
  }
  return found;
}

coverage_row row_of(const requirement& what, role side, const checks_by_requirement& checks,
                    const expectations& why_not) {
  coverage_row row{&what, coverage_state::unseen, {}, {}};
  if (const auto found = checks.find(what.id); found != checks.end()) {
    row.checks = found->second;
  }
  if (const auto found = why_not.find(what.id); found != why_not.end()) {
    row.reason = found->second.reason;
  }
  if (!row.checks.empty()) {
    row.state = coverage_state::covered;
  } else if (is_observable(what, side)) {
    row.state = row.reason.empty() ? coverage_state::uncovered : coverage_state::has_reason;
  }
  return row;
}

void add(coverage_totals& to, const coverage_row& row) {
  ++to.requirements;
  to.observable += row.state == coverage_state::unseen ? 0 : 1;
  to.covered += row.state == coverage_state::covered ? 1 : 0;
  to.has_reason += row.state == coverage_state::has_reason ? 1 : 0;
  to.uncovered += row.state == coverage_state::uncovered ? 1 : 0;
}

}  // namespace

std::optional<coverage_reasons> reasons(std::string& why) {
  coverage_reasons all;
  for (const embedded_file& file : embedded_reasons()) {
    auto found = parse_expectations(
        file.octets, fmt::format("conformance/{}", file.path),
        [](std::string_view id, const void*) { return find_requirement(id) != nullptr; }, nullptr, why);
    if (!found) {
      return std::nullopt;
    }
    (file.path == client_reasons ? all.client : all.server) = std::move(*found);
  }
  return all;
}

std::vector<coverage_row> coverage_of(const suite& checks, const coverage_reasons& why_not,
                                      const coverage_choice& choice) {
  const checks_by_requirement of_servers = find_checks(checks, role::server);
  const checks_by_requirement of_clients = find_checks(checks, role::client);
  std::vector<coverage_row> rows;
  for (const requirement& each : requirements()) {
    const role side = choice.side.value_or(binds(each, role::server) ? role::server : role::client);
    if (!binds(each, side) || (!choice.rfc.empty() && each.rfc != choice.rfc)) {
      continue;
    }
    coverage_row row = row_of(each, side, side == role::client ? of_clients : of_servers, why_not.of(side));
    if (!choice.only_uncovered || row.state == coverage_state::uncovered) {
      rows.push_back(std::move(row));
    }
  }
  return rows;
}

std::vector<coverage_totals> count(const std::vector<coverage_row>& rows) {
  std::vector<coverage_totals> totals;
  coverage_totals all;
  for (const coverage_row& row : rows) {
    auto found = std::ranges::find(totals, row.what->rfc, &coverage_totals::rfc);
    if (found == totals.end()) {
      totals.emplace_back().rfc = row.what->rfc;
      found = totals.end() - 1;
    }
    add(*found, row);
    add(all, row);
  }
  totals.push_back(std::move(all));
  return totals;
}

std::string_view describe(coverage_state s) noexcept {
  switch (s) {
    case coverage_state::covered:
      return "covered";
    case coverage_state::has_reason:
      return "reason";
    case coverage_state::uncovered:
      return "uncovered";
    case coverage_state::unseen:
      break;
  }
  return "unseen";
}

}  // namespace popquiz::conformance
