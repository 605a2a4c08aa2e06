#pragma once

#include <popquiz/conformance/check.hpp>

#include <string>

namespace popquiz::conformance {

/// The checks that popquiz ships; empty when they can't be loaded, which
/// suite_hygiene.the_embedded_suite_loads tells.
inline const suite& builtin() {
  static const suite loaded = [] {
    std::string why;
    return builtin_suite(why).value_or(suite());
  }();
  return loaded;
}

}  // namespace popquiz::conformance
