#include <popquiz/conformance/reporter.hpp>

#include "json_text.hpp"
#include "level.hpp"
#include "printable_utf8.hpp"

#include <fmt/format.h>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <algorithm>

namespace popquiz::conformance {
namespace {

namespace json = boost::json;

json::array texts(const std::vector<std::string>& all) {
  json::array array;
  for (const std::string& each : all) {
    array.emplace_back(printable_utf8(each));
  }
  return array;
}

}  // namespace

std::string list_text(const suite& of) {
  std::size_t widest = 0;
  for (const check& c : of.checks) {
    widest = std::max(widest, c.dialogue.id.size());
  }
  std::string out;
  for (const check& c : of.checks) {
    out += fmt::format("{:<{}}  {:<10}  {}\n", printable_utf8(c.dialogue.id), widest, level_of(c.dialogue),
                       printable_utf8(c.dialogue.title));
  }
  return out;
}

std::string list_json(const suite& of) {
  json::array list;
  for (const check& c : of.checks) {
    list.emplace_back(json::object{{"id", printable_utf8(c.dialogue.id)},
                                   {"level", json::string(level_of(c.dialogue))},
                                   {"title", printable_utf8(c.dialogue.title)},
                                   {"requirements", texts(c.dialogue.requirements)},
                                   {"policies", texts(c.dialogue.policies)},
                                   {"needs", texts(c.dialogue.needs)},
                                   {"changes", c.dialogue.changes != script::changes_kind::nothing},
                                   {"slow", c.dialogue.slow.count() != 0}});
  }
  return json_text(list);
}

}  // namespace popquiz::conformance
