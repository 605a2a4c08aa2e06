#include <popquiz/conformance/coverage.hpp>

#include "report/json_text.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

namespace popquiz::conformance {
namespace {

namespace json = boost::json;

json::object row_json(const coverage_row& row) {
  const requirement& what = *row.what;
  json::array checks;
  for (const std::string& id : row.checks) {
    checks.emplace_back(json::string(id));
  }
  json::object o{{"id", json::string(what.id)},
                 {"rfc", json::string(what.rfc)},
                 {"clause", json::string(what.clause)},
                 {"level", json::string(what.level)},
                 {"side", json::string(what.side)},
                 {"text", json::string(what.text)},
                 {"state", json::string(describe(row.state))},
                 {"checks", std::move(checks)}};
  if (row.state == coverage_state::has_reason) {
    o["reason"] = json::string(row.reason);
  }
  return o;
}

json::object totals_json(const coverage_totals& t) {
  json::object o{{"requirements", t.requirements},
                 {"observable", t.observable},
                 {"covered", t.covered},
                 {"reason", t.has_reason},
                 {"uncovered", t.uncovered}};
  if (!t.rfc.empty()) {
    o["rfc"] = json::string(t.rfc);
  }
  return o;
}

}  // namespace

std::string coverage_json(const std::vector<coverage_row>& rows) {
  json::array requirements;
  for (const coverage_row& row : rows) {
    requirements.emplace_back(row_json(row));
  }
  std::vector<coverage_totals> counted = count(rows);
  const coverage_totals all = counted.back();
  counted.pop_back();
  json::array by_rfc;
  for (const coverage_totals& t : counted) {
    by_rfc.emplace_back(totals_json(t));
  }
  return json_text(json::object{{"requirements", std::move(requirements)},
                                {"totals", totals_json(all)},
                                {"totals_by_rfc", std::move(by_rfc)}});
}

}  // namespace popquiz::conformance
