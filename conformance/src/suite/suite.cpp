#include <popquiz/conformance/check.hpp>
#include <popquiz/conformance/requirement.hpp>
#include <popquiz/corpus/fixture.hpp>
#include <popquiz/mockserver/profile.hpp>
#include <popquiz/script/parse.hpp>

#include "suite/client_needs.hpp"
#include "suite/embedded_files.hpp"
#include "suite/id_order.hpp"
#include "suite/needs.hpp"
#include "suite/script_folder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <span>

namespace popquiz::conformance {
namespace {

constexpr std::string_view extension = ".pop3";
constexpr std::string_view counter_extension = ".wrong.pop3";

using checks_by_id = std::map<std::string, check, id_order>;

/// One script among those that are loaded.
struct source {
  std::string path;  ///< below the folder of the suite
  std::string file;  ///< for messages
  std::string_view octets;
};

/// What is wrong with a header, whatever it tests, or nothing.
std::string common_fault(const script::script& s, std::string_view id) {
  if (s.id != id) {
    return fmt::format("expected `id: {}`, as its path says, found `id: {}`", id, s.id);
  }
  for (const std::string& name : s.requirements) {
    if (find_requirement(name) == nullptr) {
      return fmt::format("expected the id of a requirement, found \"{}\"", name);
    }
  }
  if (!s.requirements.empty() && !s.robustness.empty()) {
    return "expected `requirement:` or `robustness:`, found both";
  }
  return {};
}

/// What is wrong with the header of a check, or nothing.
std::string header_fault(const script::script& s, std::string_view id) {
  if (s.subject != script::subject_kind::server) {
    return "expected `subject: server`";
  }
  if (std::string fault = common_fault(s, id); !fault.empty()) {
    return fault;
  }
  for (const std::string& need : s.needs) {
    if (!is_known_need(need)) {
      return fmt::format(
          "expected in `needs:` TOP, UIDL, APOP, CAPA, USER, N messages, known mail, empty maildrop or empty "
          "message, "
          "found \"{}\"",
          need);
    }
  }
  if (corpus::find_fixture(s.maildrop) == nullptr) {
    return fmt::format("expected the name of a fixture in `maildrop:`, found \"{}\"", s.maildrop);
  }
  return {};
}

/// What is wrong with a scenario, or nothing.
std::string scenario_fault(const script::script& s, std::string_view id) {
  if (s.subject != script::subject_kind::client) {
    return "expected `subject: client`";
  }
  if (std::string fault = common_fault(s, id); !fault.empty()) {
    return fault;
  }
  if (s.requirements.empty() && s.robustness.empty()) {
    return "expected `requirement:` or `robustness:`, found neither";
  }
  for (const std::string& need : s.needs) {
    if (!is_known_client_need(need)) {
      return fmt::format("expected in `needs:` words of a driver's `cannot` ({}), found \"{}\"",
                         known_client_needs(), need);
    }
  }
  if (s.client.cuts != 0 && (s.client.runs != 1 || s.client.job != script::job_kind::keep)) {
    return "expected `job: keep` and one run with `cuts:`";
  }
  std::string why;
  if (!s.client.profile.empty() && mockserver::find_profile(s.client.profile, why) == nullptr) {
    return why;
  }
  if (corpus::find_fixture(s.maildrop) == nullptr && !s.maildrop.starts_with("generated:")) {
    return fmt::format("expected the name of a fixture or generated:… in `maildrop:`, found \"{}\"",
                       s.maildrop);
  }
  const bool is_judged = std::ranges::any_of(s.steps, [](const script::step& step) {
    return std::holds_alternative<script::judge_step>(step.what);
  });
  return is_judged ? "" : "expected `judge` behind the `on` blocks";
}

std::string counter_example_fault(const script::script& s) {
  const bool only_overrides = std::ranges::all_of(
      s.steps, [](const script::step& step) { return std::holds_alternative<script::on_step>(step.what); });
  return s.steps.empty() || !only_overrides ? "expected nothing but `on` blocks in a counter-example" : "";
}

/// What a suite is made of.
struct suite_kind {
  std::string_view folder;  ///< in the source tree
  std::span<const embedded_file> (*embedded)();
  std::string_view front;  ///< of each id, in front of the path
  bool has_counter_examples;
  std::string (*fault)(const script::script& s, std::string_view id);
};
constexpr suite_kind server_checks{"conformance/server/", embedded_scripts, "", true, header_fault};
constexpr suite_kind client_scenarios{"conformance/client/", embedded_scenarios, "client/", false,
                                      scenario_fault};

/// Parses the sources and adds them; a check of the same id is replaced, its counter-example too.
bool add(checks_by_id& checks, const suite_kind& kind, const std::vector<source>& sources, std::string& why) {
  std::map<std::string, script::script, std::less<>> counter_examples;
  std::map<std::string, std::string, std::less<>> counter_files;
  for (const source& from : sources) {
    script::parse_outcome parsed = script::parse_script(from.octets, from.file);
    if (!parsed.value) {
      why = parsed.error.text();
      return false;
    }
    const bool is_counter_example = kind.has_counter_examples && from.path.ends_with(counter_extension);
    const std::string_view ending = is_counter_example ? counter_extension : extension;
    const std::string id = std::string(kind.front) + from.path.substr(0, from.path.size() - ending.size());
    const std::string fault =
        is_counter_example ? counter_example_fault(*parsed.value) : kind.fault(*parsed.value, id);
    if (!fault.empty()) {
      why = fmt::format("{}:1:1: {}", from.file, fault);
      return false;
    }
    if (is_counter_example) {
      counter_examples[id] = std::move(*parsed.value);
      counter_files[id] = from.file;
    } else {
      checks.insert_or_assign(id, check{std::move(*parsed.value), std::nullopt});
    }
  }
  for (auto& [id, counter_example] : counter_examples) {
    const auto found = checks.find(id);
    if (found == checks.end()) {
      why = fmt::format("{}:1:1: expected a check {}{} beside this counter-example", counter_files[id], id,
                        extension);
      return false;
    }
    found->second.counter_example = std::move(counter_example);
  }
  return true;
}

suite in_order(checks_by_id checks) {
  suite ordered;
  for (const auto changes : {script::changes_kind::nothing, script::changes_kind::messages}) {
    for (auto& [id, c] : checks) {
      if (c.dialogue.changes == changes) {
        ordered.checks.push_back(std::move(c));
      }
    }
  }
  return ordered;
}

bool add_embedded(checks_by_id& checks, const suite_kind& kind, std::string& why) {
  std::vector<source> sources;
  for (const embedded_file& file : kind.embedded()) {
    sources.push_back(
        {std::string(file.path), std::string(kind.folder) + std::string(file.path), file.octets});
  }
  return add(checks, kind, sources, why);
}

std::optional<suite> embedded_suite(const suite_kind& kind, std::string& why) {
  checks_by_id checks;
  return add_embedded(checks, kind, why) ? std::optional(in_order(std::move(checks))) : std::nullopt;
}

std::optional<suite> with_folder(const suite_kind& kind, const std::string& folder, std::string& why) {
  checks_by_id checks;
  if (!add_embedded(checks, kind, why)) {
    return std::nullopt;
  }
  const auto files = read_script_folder(folder, why);
  if (!files) {
    return std::nullopt;
  }
  std::vector<source> sources;
  for (const script_file& file : *files) {
    sources.push_back({file.path, file.file, file.octets});
  }
  return add(checks, kind, sources, why) ? std::optional(in_order(std::move(checks))) : std::nullopt;
}

}  // namespace

std::optional<suite> builtin_suite(std::string& why) {
  return embedded_suite(server_checks, why);
}

std::optional<suite> suite_with_folder(const std::string& folder, std::string& why) {
  return with_folder(server_checks, folder, why);
}

std::optional<suite> builtin_scenarios(std::string& why) {
  return embedded_suite(client_scenarios, why);
}

std::optional<suite> scenarios_with_folder(const std::string& folder, std::string& why) {
  return with_folder(client_scenarios, folder, why);
}

suite select(suite from, const std::vector<std::string>& globs) {
  std::erase_if(from.checks, [&](const check& c) {
    return !globs.empty() && std::ranges::none_of(globs, [&](const std::string& glob) {
      return glob_matches(glob, c.dialogue.id);
    });
  });
  return from;
}

}  // namespace popquiz::conformance
