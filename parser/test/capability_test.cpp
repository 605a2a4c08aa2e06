#include <popquiz/parser/capability.hpp>

#include <gtest/gtest.h>

#include <string>
#include <string_view>

using namespace std::string_view_literals;

namespace popquiz::parser {
namespace {

using enum parse_errc;

TEST(capability, a_line_is_a_keyword_and_its_arguments) {
  const struct {
    const char* name;
    std::string_view line;
    std::string_view keyword;  // tolerant
    std::string_view arguments;
    parse_errc strict = none;
    std::size_t strict_offset = 0;
    parse_errc tolerant = none;
    std::size_t tolerant_offset = 0;
  } rows[] = {
      {"keyword", "TOP", "TOP", ""},
      {"arguments", "SASL PLAIN CRAM-MD5", "SASL", "PLAIN CRAM-MD5"},
      {"two spaces", "SASL  PLAIN", "SASL", "PLAIN", bad_separator, 5},
      {"a tab", "SASL\tPLAIN", "SASL", "PLAIN", bad_capability_octet, 4},
      {"a space behind", "TOP ", "TOP", "", bad_separator, 3},
      {"a space in front", " TOP", "TOP", "", bad_separator, 0},
      {"8-bit", "IMPLEMENTATION \xC3\xA9", "IMPLEMENTATION", "\xC3\xA9", bad_capability_octet, 15},
      {"a dot in the keyword", "X.Y Z", "X.Y", "Z", bad_capability_octet, 1},
      {"a dot behind the keyword", "X Y.Z", "X", "Y.Z"},
      {"empty", "", "", "", missing_capability, 0, missing_capability, 0},
      {"a space only", " ", "", "", bad_separator, 0, missing_capability, 0},
      {"NUL", "TOP\0"sv, "", "", bad_capability_octet, 3, bad_capability_octet, 3},
      {"CR", "TOP\r", "", "", bad_capability_octet, 3, bad_capability_octet, 3},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.name);
    const auto strict = parse_capability(row.line, strictness::strict);
    EXPECT_EQ(describe(strict.error), describe(row.strict));
    EXPECT_EQ(strict.offset, row.strict_offset);
    const auto tolerant = parse_capability(row.line, strictness::tolerant);
    EXPECT_EQ(describe(tolerant.error), describe(row.tolerant));
    EXPECT_EQ(tolerant.offset, row.tolerant_offset);
    EXPECT_EQ(tolerant.value.keyword, row.keyword);
    EXPECT_EQ(tolerant.value.arguments, row.arguments);
  }
}

TEST(capability, a_set_answers_without_regard_to_case) {
  capability_set set;
  set.add({"Sasl", "PLAIN  CRAM-MD5 "});
  set.add({"TOP", ""});
  EXPECT_TRUE(set.has("SASL"));
  EXPECT_TRUE(set.has("top"));
  EXPECT_FALSE(set.has("STLS"));
  EXPECT_EQ(set.arguments("sasl"), "PLAIN CRAM-MD5");
  EXPECT_EQ(set.arguments("STLS"), "");
  EXPECT_TRUE(set.has_argument("SASL", "cram-md5"));
  EXPECT_FALSE(set.has_argument("SASL", "CRAM"));
  EXPECT_FALSE(set.has_argument("SASL", ""));
  EXPECT_FALSE(set.has_argument("TOP", "PLAIN"));
  ASSERT_EQ(set.entries().size(), 2U);
  EXPECT_EQ(set.entries()[0].keyword, "Sasl");
}

TEST(capability, a_set_is_bounded) {
  capability_set set;
  for (std::size_t i = 0; i < capability_set::limit; ++i) {
    set.add({"X", ""});
  }
  EXPECT_FALSE(set.overflowed());
  set.add({"STLS", ""});
  EXPECT_TRUE(set.overflowed());
  EXPECT_FALSE(set.has("STLS"));
  EXPECT_EQ(set.entries().size(), capability_set::limit);
}

TEST(capability, a_set_is_bounded_in_octets) {
  capability_set set;
  const std::string most(capability_set::octets_limit - 1, 'a');
  set.add({"X", most});
  EXPECT_FALSE(set.overflowed());
  set.add({"STLS", ""});
  EXPECT_TRUE(set.overflowed());
  EXPECT_FALSE(set.has("STLS"));
  EXPECT_EQ(set.arguments("X"), most);
}

}  // namespace
}  // namespace popquiz::parser
