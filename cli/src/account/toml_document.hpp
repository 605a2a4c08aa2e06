#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace popquiz::cli {

/// A place in a file, from 1; columns count characters.
struct text_place {
  std::uint32_t line = 0;
  std::uint32_t column = 0;
};

struct toml_entry;

/// A value of a TOML document. Of the members the one that `is` names counts.
struct toml_value {
  enum class kind : std::uint8_t { string, integer, real, boolean, array, table, date_or_time };
  kind is = kind::table;
  std::string text;
  std::int64_t integer = 0;
  double real = 0;
  bool boolean = false;
  std::vector<toml_value> items;
  std::vector<toml_entry> entries;  ///< in the order of the file
  text_place where;
};

struct toml_entry {
  std::string key;
  text_place where;
  toml_value value;
};

/// "a string", "a table": for "expected ..., found ...". Valid for ever.
[[nodiscard]] std::string_view describe(toml_value::kind kind) noexcept;

struct toml_problem {
  text_place where;
  std::string what;  ///< may quote the document
};

/// Reads a document (TOML 1.0). Nothing and `why` set when it is none. What was copied of `text` on the way
/// is overwritten as far as it can be reached: a password may be in it.
[[nodiscard]] std::optional<toml_value> parse_toml(std::string_view text, toml_problem& why);

}  // namespace popquiz::cli
