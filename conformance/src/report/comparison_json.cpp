#include <popquiz/conformance/comparison.hpp>

#include "report/json_text.hpp"
#include "report/report_json_parts.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

namespace popquiz::conformance {
namespace {

namespace json = boost::json;

json::array servers_json(const comparison& c) {
  json::array all;
  for (std::size_t i = 0; i < c.names.size(); ++i) {
    const run_result& r = (*c.of)[i];
    all.emplace_back(json::object{{"name", json_text_of(c.names[i])},
                                  {"popquiz", json_text_of(r.version)},
                                  {"started", json_text_of(r.started)},
                                  {"totals", totals_json(r.count())}});
  }
  return all;
}

json::array properties_json(const comparison& c) {
  json::array all;
  for (const compared_property& p : c.properties) {
    all.emplace_back(json::object{
        {"name", json_text_of(p.name)}, {"differs", p.differs}, {"values", json_texts_of(p.values)}});
  }
  return all;
}

json::array checks_json(const comparison& c) {
  json::array all;
  for (const compared_check& row : c.checks) {
    json::array results;
    for (const check_result* const each : row.results) {
      results.emplace_back(each == nullptr ? json::value() : json::value(verdict_json(*each)));
    }
    all.emplace_back(json::object{{"id", json_text_of(row.any->id)},
                                  {"title", json_text_of(row.any->title)},
                                  {"requirements", json_texts_of(row.any->requirements)},
                                  {"clauses", json_texts_of(row.any->clauses)},
                                  {"level", json_text_of(row.any->level)},
                                  {"differs", row.differs},
                                  {"results", std::move(results)}});
  }
  return all;
}

}  // namespace

std::string comparison_json(const comparison& c) {
  return json_text(json::object{{"format", 1},
                                {"servers", servers_json(c)},
                                {"properties", properties_json(c)},
                                {"checks", checks_json(c)}});
}

}  // namespace popquiz::conformance
