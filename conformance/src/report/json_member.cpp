#include "report/json_member.hpp"

#include "report/printable_utf8.hpp"

#include <fmt/format.h>
#include <boost/json/serialize.hpp>

#include <utility>

namespace popquiz::conformance {
namespace {

namespace json = boost::json;

constexpr std::size_t shown_octets = 60;

std::string described(const json::value* v) {
  if (v == nullptr) {
    return "nothing";
  }
  if (v->is_object()) {
    return "an object";
  }
  if (v->is_array()) {
    return "an array";
  }
  const std::string shown = json::serialize(*v);
  return printable_utf8(shown.size() <= shown_octets ? shown : shown.substr(0, shown_octets) + "...");
}

}  // namespace

void json_errors::expected(std::string_view what, const std::string& path, const json::value* found) {
  if (first_.empty()) {
    first_ = fmt::format("{}expected {}, found {}", path.empty() ? "" : path + ": ", what, described(found));
  }
}

json_member::json_member(const json::value& v, std::string path, json_errors& errors)
    : object_(v.if_object()), path_(std::move(path)), errors_(&errors) {
  if (object_ == nullptr) {
    errors.expected("an object", path_, &v);
    static const json::object nothing;
    object_ = &nothing;
  }
}

const json::value* json_member::find(std::string_view key) const {
  return object_->if_contains(key);
}

std::string json_member::path_of(std::string_view key) const {
  return path_.empty() ? std::string(key) : fmt::format("{}.{}", path_, key);
}

void json_member::fault(std::string_view expected, std::string_view key) const {
  errors_->expected(expected, path_of(key), find(key));
}

std::string json_member::text(std::string_view key) const {
  const json::value* const v = find(key);
  if (v == nullptr || !v->is_string()) {
    fault("a string", key);
    return {};
  }
  return std::string(v->get_string());
}

std::string json_member::text_if_any(std::string_view key) const {
  return has(key) ? text(key) : std::string();
}

bool json_member::flag(std::string_view key) const {
  const json::value* const v = find(key);
  if (v == nullptr || !v->is_bool()) {
    fault("true or false", key);
    return false;
  }
  return v->get_bool();
}

std::uint64_t json_member::number(std::string_view key) const {
  const json::value* const v = find(key);
  if (v != nullptr && v->is_uint64()) {
    return v->get_uint64();
  }
  if (v != nullptr && v->is_int64() && v->get_int64() >= 0) {
    return static_cast<std::uint64_t>(v->get_int64());
  }
  fault("a whole number that is not negative", key);
  return 0;
}

std::int64_t json_member::integer(std::string_view key) const {
  const json::value* const v = find(key);
  if (v == nullptr || !v->is_int64()) {
    fault("a whole number", key);
    return 0;
  }
  return v->get_int64();
}

const json::array& json_member::array(std::string_view key) const {
  const json::value* const v = find(key);
  if (v == nullptr || !v->is_array()) {
    fault("an array", key);
    static const json::array nothing;
    return nothing;
  }
  return v->get_array();
}

std::vector<std::string> json_member::texts(std::string_view key) const {
  std::vector<std::string> all;
  for (const json::value& each : array(key)) {
    if (!each.is_string()) {
      errors_->expected("a string", fmt::format("{}[{}]", path_of(key), all.size()), &each);
      break;
    }
    all.emplace_back(each.get_string());
  }
  return all;
}

json_member json_member::object(std::string_view key) const {
  static const json::value nothing;
  const json::value* const v = find(key);
  if (v == nullptr) {
    fault("an object", key);
  }
  return {v == nullptr ? nothing : *v, path_of(key), *errors_};
}

std::vector<json_member> json_member::objects(std::string_view key) const {
  std::vector<json_member> all;
  for (const json::value& each : array(key)) {
    all.emplace_back(each, fmt::format("{}[{}]", path_of(key), all.size()), *errors_);
  }
  return all;
}

}  // namespace popquiz::conformance
