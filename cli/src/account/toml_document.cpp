#include "account/toml_document.hpp"

#include "account/secret.hpp"

#include <toml++/toml.h>

#include <algorithm>
#include <exception>
#include <tuple>
#include <utility>

namespace popquiz::cli {
namespace {

text_place place_of(const toml::source_region& region) {
  return {region.begin.line, region.begin.column};
}

/// Takes the strings out of `node`.
toml_value taken_from(toml::node& node) {
  using kind = toml_value::kind;
  toml_value made;
  made.where = place_of(node.source());
  if (auto* const text = node.as_string()) {
    made.is = kind::string;
    made.text = text->get();
    wipe(text->get());
  } else if (auto* const integer = node.as_integer()) {
    made.is = kind::integer;
    made.integer = integer->get();
  } else if (auto* const real = node.as_floating_point()) {
    made.is = kind::real;
    made.real = real->get();
  } else if (auto* const boolean = node.as_boolean()) {
    made.is = kind::boolean;
    made.boolean = boolean->get();
  } else if (auto* const items = node.as_array()) {
    made.is = kind::array;
    for (toml::node& each : *items) {
      made.items.push_back(taken_from(each));
    }
  } else if (auto* const entries = node.as_table()) {
    made.is = kind::table;
    for (auto&& [key, value] : *entries) {
      made.entries.push_back({std::string(key.str()), place_of(key.source()), taken_from(value)});
    }
    // The library sorts by name.
    std::ranges::stable_sort(made.entries, {}, [](const toml_entry& each) {
      return std::tuple(each.where.line, each.where.column);
    });
  } else {
    made.is = kind::date_or_time;
  }
  return made;
}

}  // namespace

std::string_view describe(toml_value::kind kind) noexcept {
  switch (kind) {
    case toml_value::kind::string:
      return "a string";
    case toml_value::kind::integer:
      return "a whole number";
    case toml_value::kind::real:
      return "a fraction";
    case toml_value::kind::boolean:
      return "true or false";
    case toml_value::kind::array:
      return "a list";
    case toml_value::kind::table:
      return "a table";
    case toml_value::kind::date_or_time:
      return "a date or time";
  }
  return "something else";
}

std::optional<toml_value> parse_toml(std::string_view text, toml_problem& why) {
  // The library throws; nothing of it gets any further.
  try {
    toml::table table = toml::parse(text);
    return taken_from(table);
  } catch (const toml::parse_error& error) {
    why = {place_of(error.source()), std::string(error.description())};
  } catch (const std::bad_alloc&) {
    throw;
  } catch (const std::exception& error) {
    why = {{1, 1}, error.what()};
  }
  return std::nullopt;
}

}  // namespace popquiz::cli
