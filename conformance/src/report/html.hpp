#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace popquiz::conformance {

/// Markup that may stand in a page: made of the parts in conformance/report/ and of escaped text. There is
/// no other way to make it, so that nothing a server says becomes markup or script.
class html {
 public:
  html() = default;
  /// Any octets, made printable and escaped. Harmless between tags and within quoted attributes.
  [[nodiscard]] static html text(std::string_view octets);
  [[nodiscard]] static html number(std::size_t n) { return text(std::to_string(n)); }
  /// A whole file of conformance/report/, as it is.
  [[nodiscard]] static html file(std::string_view name);
  /// A flag attribute (" open"), or nothing. `name` is a literal of ours.
  template <std::size_t N>
  [[nodiscard]] static html attribute(const char (&name)[N], bool stands) {
    html made;
    made.markup_ = stands ? std::string(" ") + name : std::string();
    return made;
  }

  html& operator+=(const html& more) {
    markup_ += more.markup_;
    return *this;
  }
  [[nodiscard]] bool empty() const noexcept { return markup_.empty(); }
  [[nodiscard]] const std::string& markup() const noexcept { return markup_; }

  using value = std::pair<std::string_view, html>;
  /// The part of conformance/report/parts.html that is called so, each {{key}} in it replaced. What the part
  /// names and `values` does not have becomes nothing.
  [[nodiscard]] static html part(std::string_view name, std::initializer_list<value> values);

 private:
  std::string markup_;
};

}  // namespace popquiz::conformance
