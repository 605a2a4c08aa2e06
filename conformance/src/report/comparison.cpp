#include <popquiz/conformance/comparison.hpp>

#include "report/profile_rows.hpp"
#include "report/report_parts.hpp"
#include "server/capability_states.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>

namespace popquiz::conformance {
namespace {

bool differ(const std::vector<std::string>& values) {
  return std::ranges::any_of(values, [&](const std::string& v) { return v != values.front(); });
}

/// A row for what `value` gives of each result.
template <class Value>
compared_property property(std::string name, const std::vector<run_result>& of, Value value) {
  compared_property p{std::move(name), {}, false};
  for (const run_result& r : of) {
    p.values.push_back(value(r));
  }
  p.differs = differ(p.values);
  return p;
}

/// What the rows named so tell is told tag by tag.
bool is_of_capabilities(std::string_view name) {
  constexpr std::array<std::string_view, 7> names{"offers",   "offers in tls", "after login", "sasl",
                                                  "software", "expire",        "login delay"};
  return std::ranges::find(names, name) != names.end();
}

std::string text_of_row(const run_result& r, std::string_view name) {
  const auto all = profile_rows(r);
  const auto found = std::ranges::find(all, name, &profile_row::name);
  return found == all.end() ? std::string() : found->text();
}

std::vector<compared_property> properties_of(const std::vector<run_result>& of) {
  std::vector<std::string_view> names;  // in the order of the reports
  std::set<std::string> tags;
  for (const run_result& r : of) {
    auto at = names.begin();
    for (const profile_row& each : profile_rows(r)) {
      if (is_of_capabilities(each.name)) {
        continue;
      }
      if (const auto found = std::ranges::find(names, each.name); found != names.end()) {
        at = found + 1;
      } else {
        at = names.insert(at, each.name) + 1;
      }
    }
    tags.merge(announced_tags(r.profile));
  }
  std::vector<compared_property> all;
  all.reserve(names.size() + 1 + tags.size());
  for (const std::string_view name : names) {
    all.push_back(property(std::string(name), of, [&](const run_result& r) { return text_of_row(r, name); }));
  }
  if (!std::ranges::all_of(of, [](const run_result& r) { return r.client.has_value(); })) {
    all.push_back(property("answers CAPA", of, [](const run_result& r) {
      return std::string(r.profile.answers_capa ? "yes" : "");
    }));
  }
  for (const std::string& tag : tags) {
    all.push_back(property("offers " + tag, of,
                           [&](const run_result& r) { return announced_by_state(r.profile, tag); }));
  }
  return all;
}

std::vector<compared_check> checks_of(const std::vector<run_result>& of) {
  std::vector<compared_check> all;
  std::map<std::string_view, std::size_t> by_id;
  for (std::size_t server = 0; server < of.size(); ++server) {
    for (const check_result& c : of[server].checks) {
      const auto [found, is_new] = by_id.emplace(c.id, all.size());
      if (is_new) {
        all.push_back({&c, std::vector<const check_result*>(of.size(), nullptr), false});
      }
      compared_check& row = all[found->second];
      row.differs = row.differs || standing_of(*row.any).rank != standing_of(c).rank;
      row.results[server] = &c;
    }
  }
  return all;
}

}  // namespace

comparison::comparison(const std::vector<run_result>& results, const std::vector<std::string>& files)
    : of(&results), properties(properties_of(results)), checks(checks_of(results)) {
  std::map<std::string, std::size_t> count;
  for (const run_result& r : results) {
    ++count[r.subject_name()];
  }
  for (std::size_t i = 0; i < results.size(); ++i) {
    const std::string& name = results[i].subject_name();
    names.push_back(count[name] == 1 ? name : fmt::format("{} ({})", name, files[i]));
  }
}

std::size_t comparison::differing() const {
  return static_cast<std::size_t>(std::ranges::count_if(checks, &compared_check::differs));
}

std::string_view comparison::kind() const {
  const auto is_client = [](const run_result& r) { return r.client.has_value(); };
  if (std::ranges::none_of(*of, is_client)) {
    return "servers";
  }
  return std::ranges::all_of(*of, is_client) ? "clients" : "results";
}

}  // namespace popquiz::conformance
