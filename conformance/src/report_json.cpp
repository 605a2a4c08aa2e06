#include <popquiz/conformance/reporter.hpp>

#include "json_text.hpp"
#include "printable_utf8.hpp"
#include "report_parts.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

namespace popquiz::conformance {
namespace {

namespace json = boost::json;

json::string text(std::string_view octets) {
  return json::string(printable_utf8(octets));
}

json::array texts(const std::vector<std::string>& all) {
  json::array array;
  for (const std::string& each : all) {
    array.emplace_back(text(each));
  }
  return array;
}

json::object profile_json(const server_profile& p) {
  return {{"name", text(p.name)},
          {"greeting", text(p.greeting)},
          {"answers_capa", p.answers_capa},
          {"capabilities_before_login", texts(p.capabilities_before_login)},
          {"capabilities_after_login", texts(p.capabilities_after_login)},
          {"apop", p.apop},
          {"top", p.top},
          {"uidl", p.uidl},
          {"user", p.user},
          {"tls", text(p.tls)},
          {"messages", p.messages},
          {"octets", p.octets}};
}

json::object totals_json(const totals& t) {
  return {{"pass", t.pass},
          {"fail", t.fail},
          {"deviation", t.deviation},
          {"skip", t.skip},
          {"error", t.error},
          {"expected_failures", t.expected_failures},
          {"unexpected_passes", t.unexpected_passes}};
}

json::object check_json(const check_result& c) {
  json::object o{{"id", text(c.id)},
                 {"title", text(c.title)},
                 {"requirements", texts(c.requirements)},
                 {"clauses", texts(c.clauses)},
                 {"level", text(c.level)},
                 {"verdict", text(describe(c.outcome))},
                 {"duration_us", c.duration.count()}};
  if (!c.harm.empty()) {
    o["harm"] = text(c.harm);
  }
  if (c.expected_failure) {
    o["expected_failure"] = text(c.expectation);
  }
  if (c.outcome == verdict::fail || c.outcome == verdict::deviation) {
    o["expected"] = text(c.expected);
    o["came"] = text(c.came);
  }
  if (!c.where.empty()) {
    o["where"] = text(c.where);
  }
  if (!c.reason.empty()) {
    o["reason"] = text(c.reason);
  }
  if (!c.transcript.empty()) {
    json::array lines;
    for (const script::transcript_line& line : c.transcript) {
      lines.emplace_back(json::string(transcript_text(c, line)));
    }
    o["transcript"] = std::move(lines);
  }
  return o;
}

}  // namespace

std::string report_json(const run_result& r) {
  json::array checks;
  for (const check_result& c : r.checks) {
    checks.emplace_back(check_json(c));
  }
  const json::value document = json::object{{"format", 1},
                                            {"popquiz", text(r.version)},
                                            {"started", text(r.started)},
                                            {"duration_us", r.duration.count()},
                                            {"exit_code", static_cast<int>(exit_code_of(r))},
                                            {"server", profile_json(r.profile)},
                                            {"totals", totals_json(r.count())},
                                            {"checks", std::move(checks)}};
  return json_text(document);
}

}  // namespace popquiz::conformance
