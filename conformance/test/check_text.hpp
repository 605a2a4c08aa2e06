#pragma once

#include <popquiz/conformance/check.hpp>
#include <popquiz/script/parse.hpp>

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>

namespace popquiz::conformance {

/// The script of a text that has to be one.
inline script::script script_of(std::string_view text) {
  script::parse_outcome parsed = script::parse_script(text, "test.pop3");
  EXPECT_TRUE(parsed.value) << parsed.error.text();
  return parsed.value.value_or(script::script());
}

/// A check of the steps given, with whatever header lines.
inline check check_of(const std::string& steps, const std::string& header = "") {
  return {script_of("id: test/one\ntitle: a test\nrequirement: R1939-5-40\nsubject: server\n" + header +
                    "\n" + steps),
          std::nullopt};
}

inline std::shared_ptr<const script::script> overrides_of(const std::string& steps) {
  return std::make_shared<const script::script>(script_of("title: bent\nsubject: client\n\n" + steps));
}

}  // namespace popquiz::conformance
