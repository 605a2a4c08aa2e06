#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace popquiz::conformance {

/// Members of a document, with the first that is not as expected kept as an error: a reader takes what it
/// needs and asks at the end whether all was well. What is no good reads as empty.
class json_errors {
 public:
  /// "PATH: expected WHAT, found a string" or the like.
  void expected(std::string_view what, const std::string& path, const boost::json::value* found);
  [[nodiscard]] const std::string& first() const noexcept { return first_; }

 private:
  std::string first_;
};

/// An object of the document and the way there, e.g. "checks[3]".
class json_member {
 public:
  json_member(const boost::json::value& v, std::string path, json_errors& errors);

  [[nodiscard]] bool has(std::string_view key) const { return find(key) != nullptr; }
  [[nodiscard]] std::string text(std::string_view key) const;
  /// "" when it is not there.
  [[nodiscard]] std::string text_if_any(std::string_view key) const;
  [[nodiscard]] bool flag(std::string_view key) const;
  /// From 0 on, up to 2^64 - 1.
  [[nodiscard]] std::uint64_t number(std::string_view key) const;
  /// From -2^63 to 2^63 - 1.
  [[nodiscard]] std::int64_t integer(std::string_view key) const;
  [[nodiscard]] std::vector<std::string> texts(std::string_view key) const;
  [[nodiscard]] json_member object(std::string_view key) const;
  [[nodiscard]] std::vector<json_member> objects(std::string_view key) const;

  /// The value of `key` was expected to be something else.
  void fault(std::string_view expected, std::string_view key) const;

 private:
  [[nodiscard]] const boost::json::value* find(std::string_view key) const;
  [[nodiscard]] std::string path_of(std::string_view key) const;
  [[nodiscard]] const boost::json::array& array(std::string_view key) const;

  const boost::json::object* object_;  // never null
  std::string path_;
  json_errors* errors_;
};

}  // namespace popquiz::conformance
