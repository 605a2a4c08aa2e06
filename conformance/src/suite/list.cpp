#include <popquiz/conformance/reporter.hpp>

#include "report/json_text.hpp"
#include "report/printable_utf8.hpp"
#include "report/report_json_parts.hpp"
#include "suite/level.hpp"

#include <fmt/format.h>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <algorithm>

namespace popquiz::conformance {
namespace json = boost::json;

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
                                   {"requirements", json_texts_of(c.dialogue.requirements)},
                                   {"policies", json_texts_of(c.dialogue.policies)},
                                   {"needs", json_texts_of(c.dialogue.needs)},
                                   {"changes", c.dialogue.changes != script::changes_kind::nothing},
                                   {"slow", c.dialogue.slow.count() != 0}});
  }
  return json_text(list);
}

}  // namespace popquiz::conformance
