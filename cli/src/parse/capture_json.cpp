#include "parse/capture_events.hpp"

#include "parse/printable_text.hpp"

#include <popquiz/parser/response_code.hpp>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

namespace popquiz::cli {
namespace {

namespace json = boost::json;

json::object about(std::string_view event, const reply_place& reply, std::uint64_t offset) {
  return {{"event", event}, {"reply", reply.number}, {"shape", reply.name}, {"offset", offset}};
}

struct json_printer {
  json::object operator()(const status_line_found& e) const {
    json::object o = about(e.challenge ? "challenge" : "status", e.reply, e.offset);
    o["octets"] = e.line.size();
    o["text"] = printable(e.text);
    if (e.challenge) {
      return o;
    }
    o["ok"] = e.ok;
    if (const auto code = parser::find_response_code(e.text)) {
      o["code"] = printable(code->code);
    }
    return o;
  }
  json::object operator()(const body_found& e) const {
    json::object o = about("body", e.reply, e.begin);
    o["end"] = e.end;
    o["octets"] = e.octets;
    o["lines"] = e.lines;
    o["dots"] = e.dots;
    return o;
  }
  json::object operator()(const end_found& e) const { return about("end", e.reply, e.offset); }

  json::object operator()(const observation_found& e) const {
    const parser::parse_errc strict = parser::strict_error(e.kind);
    json::object o = about(strict == parser::parse_errc::none ? "note" : "deviation", e.reply, e.first);
    o["what"] = parser::describe(e.kind);
    o["count"] = e.count;
    o["strict"] = strict == parser::parse_errc::none ? json::value() : json::value(parser::describe(strict));
    return o;
  }
  json::object operator()(const error_found& e) const {
    json::object o = about("error", e.reply, e.offset);
    o["what"] = parser::describe(e.error);
    o["line"] = e.line;
    o["expected"] = e.expected;
    o["came"] = printable(e.came);
    return o;
  }
  json::object operator()(const unfinished_found& e) const {
    json::object o = about("unfinished", e.reply, e.offset);
    o["what"] = describe(e);
    return o;
  }
  json::object operator()(const capture_totals& t) const {
    return {{"event", "summary"},
            {"replies", t.replies},
            {"octets", t.octets},
            {"deviations", t.deviations},
            {"notes", t.notes}};
  }
};

}  // namespace

std::string as_json(const capture_event& event) {
  return json::serialize(std::visit(json_printer(), event)) + "\n";
}

}  // namespace popquiz::cli
