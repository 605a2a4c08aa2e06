#include <popquiz/conformance/reporter.hpp>

#include "report/json_text.hpp"
#include "report/printable_utf8.hpp"
#include "report/profile_json.hpp"
#include "report/report_json_parts.hpp"
#include "report/report_parts.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <algorithm>

namespace popquiz::conformance {
namespace json = boost::json;

json::string json_text_of(std::string_view octets) {
  return json::string(printable_utf8(octets));
}

json::array json_texts_of(const std::vector<std::string>& all) {
  json::array array;
  for (const std::string& each : all) {
    array.emplace_back(json_text_of(each));
  }
  return array;
}

json::object totals_json(const totals& t) {
  return {{"pass", t.pass},
          {"fail", t.fail},
          {"deviation", t.deviation},
          {"skip", t.skip},
          {"error", t.error},
          {"flaky", t.flaky},
          {"expected_failures", t.expected_failures},
          {"unexpected_passes", t.unexpected_passes}};
}

json::object verdict_json(const check_result& c) {
  json::object o{{"verdict", json_text_of(describe(c.outcome))}};
  if (!c.manner.empty()) {
    o["manner"] = json_text_of(c.manner);
    o["seen"] = json_text_of(c.seen);
  }
  if (c.expected_failure) {
    o["expected_failure"] = json_text_of(c.expectation);
  }
  if (!c.expected_failure && !c.expectation.empty()) {
    o["other_failure_known"] = json_text_of(c.expectation);
  }
  if (c.outcome == verdict::fail || c.outcome == verdict::deviation || !c.expected.empty()) {
    o["expected"] = json_text_of(c.expected);
    o["came"] = json_text_of(c.came);
  }
  if (!c.reason.empty()) {
    o["reason"] = json_text_of(c.reason);
  }
  if (!c.rounds.empty()) {
    json::array rounds;
    for (const verdict v : c.rounds) {
      rounds.emplace_back(json_text_of(describe(v)));
    }
    o["rounds"] = std::move(rounds);
  }
  return o;
}

namespace {

json::object client_json(const client_profile& p) {
  return {{"name", json_text_of(p.name)},
          {"version", json_text_of(p.version)},
          {"command", json_text_of(p.command)}};
}

json::object check_json(const check_result& c) {
  json::object o{{"id", json_text_of(c.id)},
                 {"title", json_text_of(c.title)},
                 {"requirements", json_texts_of(c.requirements)},
                 {"clauses", json_texts_of(c.clauses)},
                 {"level", json_text_of(c.level)},
                 {"duration_us", c.duration.count()}};
  if (!c.harm.empty()) {
    o["harm"] = json_text_of(c.harm);
  }
  for (auto& [key, value] : verdict_json(c)) {
    o[key] = std::move(value);
  }
  if (!c.where.empty()) {
    o["where"] = json_text_of(c.where);
  }
  if (!c.transcript.empty()) {
    json::array lines;
    for (const script::transcript_line& line : c.transcript) {
      lines.emplace_back(json::string(transcript_text(c, line)));
    }
    o["transcript"] = std::move(lines);
    if (const auto found = std::ranges::find_if(c.transcript, &script::transcript_line::offending);
        found != c.transcript.end()) {
      o["offending_line"] = found - c.transcript.begin();
    }
  }
  return o;
}

}  // namespace

std::string report_json(const run_result& r) {
  json::array checks;
  for (const check_result& c : r.checks) {
    checks.emplace_back(check_json(c));
  }
  json::object document{{"format", 1},
                        {"popquiz", json_text_of(r.version)},
                        {"started", json_text_of(r.started)},
                        {"duration_us", r.duration.count()},
                        {"exit_code", static_cast<int>(exit_code_of(r))},
                        {"totals", totals_json(r.count())},
                        {"checks", std::move(checks)}};
  if (r.client) {
    document["client"] = client_json(*r.client);
  } else {
    document["server"] = profile_json(r.profile);
  }
  if (r.rounds > 1) {
    document["rounds"] = r.rounds;
  }
  if (r.seed) {
    document["seed"] = *r.seed;
  }
  return json_text(document);
}

}  // namespace popquiz::conformance
