#include "report/json_text.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <utility>

namespace popquiz::conformance {
namespace {

namespace json = boost::json;

void print(std::string& out, const json::value& v, std::size_t depth) {
  const auto line = [&](std::size_t d) { out.append("\n").append(2 * d, ' '); };
  const char* separator = "";
  if (const auto* object = v.if_object(); object != nullptr && !object->empty()) {
    out += '{';
    for (const auto& [key, value] : *object) {
      out += std::exchange(separator, ",");
      line(depth + 1);
      out += json::serialize(json::string(key)) + ": ";
      print(out, value, depth + 1);
    }
    line(depth);
    out += '}';
  } else if (const auto* array = v.if_array(); array != nullptr && !array->empty()) {
    out += '[';
    for (const json::value& each : *array) {
      out += std::exchange(separator, ",");
      line(depth + 1);
      print(out, each, depth + 1);
    }
    line(depth);
    out += ']';
  } else {
    out += json::serialize(v);
  }
}

}  // namespace

std::string json_text(const boost::json::value& document) {
  std::string out;
  print(out, document, 0);
  return out + "\n";
}

}  // namespace popquiz::conformance
