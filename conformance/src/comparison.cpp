#include <popquiz/conformance/comparison.hpp>

#include "report_parts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

namespace popquiz::conformance {
namespace {

bool differ(const std::vector<std::string>& values) {
  return std::ranges::any_of(values, [&](const std::string& v) { return v != values.front(); });
}

/// A row for what `value` gives of each server.
template <class Value>
compared_property property(std::string name, const std::vector<run_result>& of, Value value) {
  compared_property p{std::move(name), {}, false};
  for (const run_result& r : of) {
    p.values.push_back(value(r.profile));
  }
  p.differs = differ(p.values);
  return p;
}

/// Capability tags and what stands behind them, by tag.
std::map<std::string, std::string> by_tag(const std::vector<std::string>& capabilities) {
  std::map<std::string, std::string> all;
  for (const std::string& each : capabilities) {
    const std::size_t end = std::min(each.find(' '), each.size());
    all.emplace(each.substr(0, end), end == each.size() ? "yes" : each.substr(end + 1));
  }
  return all;
}

/// What it offers after the login; behind that, what it offers only before it.
std::map<std::string, std::string> capabilities(const server_profile& p) {
  std::map<std::string, std::string> all = by_tag(p.capabilities_after_login);
  for (const auto& [tag, arguments] : by_tag(p.capabilities_before_login)) {
    all.emplace(tag, arguments + ", before the login");
  }
  return all;
}

std::vector<compared_property> properties_of(const std::vector<run_result>& of) {
  const auto yes = [](bool b) { return std::string(b ? "yes" : ""); };
  std::vector<compared_property> all;
  all.push_back(property("greeting", of, [](const server_profile& p) { return p.greeting; }));
  all.push_back(property("tls", of, [](const server_profile& p) { return p.tls; }));
  all.push_back(property("maildrop", of, [](const server_profile& p) {
    return fmt::format("{} messages, {} octets", p.messages, p.octets);
  }));
  all.push_back(property("APOP timestamp", of, [&](const server_profile& p) { return yes(p.apop); }));
  all.push_back(property("answers CAPA", of, [&](const server_profile& p) { return yes(p.answers_capa); }));
  std::set<std::string> tags;
  for (const run_result& r : of) {
    for (const auto& [tag, arguments] : capabilities(r.profile)) {
      tags.insert(tag);
    }
  }
  for (const std::string& tag : tags) {
    all.push_back(property("offers " + tag, of, [&](const server_profile& p) {
      const auto offered = capabilities(p);
      const auto found = offered.find(tag);
      return found == offered.end() ? std::string() : found->second;
    }));
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

}  // namespace popquiz::conformance
