#include <popquiz/parser/listing.hpp>

#include <gtest/gtest.h>

#include <string>
#include <string_view>

using namespace std::string_view_literals;

namespace popquiz::parser {
namespace {

using enum parse_errc;

TEST(listing, numbers_are_digits_of_64_bits) {
  EXPECT_EQ(parse_number("0").value, 0U);
  EXPECT_EQ(parse_number("007").value, 7U);
  EXPECT_EQ(parse_number("18446744073709551615").value, 18446744073709551615U);
  const struct {
    std::string_view text;
    parse_errc error;
    std::size_t offset;
  } rows[] = {
      {"", missing_number, 0},
      {"x", bad_number, 0},
      {"1x", bad_number, 1},
      {"+1", bad_number, 0},
      {"-1", bad_number, 0},
      {" 1", bad_number, 0},
      {"1 ", bad_number, 1},
      {"1.0", bad_number, 1},
      {"18446744073709551616", number_overflow, 19},
      {"100000000000000000000", number_overflow, 20},
  };
  for (const auto& row : rows) {
    const auto result = parse_number(row.text);
    EXPECT_FALSE(result);
    EXPECT_EQ(describe(result.error), describe(row.error)) << row.text;
    EXPECT_EQ(result.offset, row.offset) << row.text;
  }
}

struct two_numbers_row {
  const char* name;
  std::string_view text;
  parse_errc strict;
  std::size_t strict_offset = 0;
  parse_errc tolerant = none;
  std::size_t tolerant_offset = 0;
};

constexpr two_numbers_row two_numbers[] = {
    {"as the RFC has it", "2 320", none},
    {"text behind", "2 320 octets", text_after_listing, 5},
    {"a space behind", "2 320 ", text_after_listing, 5},
    {"two spaces", "2  320", bad_separator, 2},
    {"a tab", "2\t320", bad_separator, 1},
    {"blanks in front", " 2 320", bad_separator, 0},
    {"empty", "", missing_number, 0, missing_number, 0},
    {"one number", "2", missing_number, 1, missing_number, 1},
    {"one number and a space", "2 ", missing_number, 2, missing_number, 2},
    {"a word", "two 320", bad_number, 0, bad_number, 0},
    {"a glued word", "2 320octets", bad_number, 5, bad_number, 5},
    {"a sign", "2 -320", bad_number, 2, bad_number, 2},
    {"NUL", "2 320\0"sv, bad_number, 5, bad_number, 5},
    {"overflow", "2 99999999999999999999", number_overflow, 21, number_overflow, 21},
};

TEST(listing, drop_and_scan_listings_are_two_numbers) {
  for (const two_numbers_row& row : two_numbers) {
    SCOPED_TRACE(row.name);
    const auto strict = parse_drop_listing(row.text, strictness::strict);
    EXPECT_EQ(describe(strict.error), describe(row.strict));
    EXPECT_EQ(strict.offset, row.strict_offset);
    const auto tolerant = parse_drop_listing(row.text, strictness::tolerant);
    EXPECT_EQ(describe(tolerant.error), describe(row.tolerant));
    EXPECT_EQ(tolerant.offset, row.tolerant_offset);
    if (tolerant) {
      EXPECT_EQ(tolerant.value.messages, 2U);
      EXPECT_EQ(tolerant.value.octets, 320U);
    }
    for (const strictness mode : {strictness::strict, strictness::tolerant}) {
      const auto drop = parse_drop_listing(row.text, mode);
      const auto scan = parse_scan_listing(row.text, mode);
      EXPECT_EQ(scan.error, drop.error);
      EXPECT_EQ(scan.offset, drop.offset);
      EXPECT_EQ(scan.value.number, drop.value.messages);
      EXPECT_EQ(scan.value.octets, drop.value.octets);
    }
  }
}

TEST(listing, unique_ids) {
  const std::string longest = "1 " + std::string(70, 'u');
  const std::string longer = longest + "u";
  const struct {
    const char* name;
    std::string_view text;
    std::string_view unique_id;  // tolerant
    parse_errc strict;
    std::size_t strict_offset = 0;
    parse_errc tolerant = none;
    std::size_t tolerant_offset = 0;
  } rows[] = {
      {"as the RFC has it", "1 whqtswO00WBw418f9t5JxYwZ", "whqtswO00WBw418f9t5JxYwZ", none},
      {"70 octets", longest, std::string_view(longest).substr(2), none},
      {"71 octets", longer, std::string_view(longer).substr(2), unique_id_too_long, 72},
      {"text behind", "1 id x", "id", text_after_listing, 4},
      {"two spaces", "1  id", "id", bad_separator, 2},
      {"8-bit", "1 \xC3\xA9", "\xC3\xA9", bad_unique_id_octet, 2},
      {"control", "1 a\x01", "", bad_unique_id_octet, 3, bad_unique_id_octet, 3},
      {"DEL", "1 a\x7F", "", bad_unique_id_octet, 3, bad_unique_id_octet, 3},
      {"none", "1 ", "", missing_unique_id, 2, missing_unique_id, 2},
      {"none, no space", "1", "", missing_unique_id, 1, missing_unique_id, 1},
      {"no number", "id", "", bad_number, 0, bad_number, 0},
      {"empty", "", "", missing_number, 0, missing_number, 0},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.name);
    const auto strict = parse_unique_id_listing(row.text, strictness::strict);
    EXPECT_EQ(describe(strict.error), describe(row.strict));
    EXPECT_EQ(strict.offset, row.strict_offset);
    const auto tolerant = parse_unique_id_listing(row.text, strictness::tolerant);
    EXPECT_EQ(describe(tolerant.error), describe(row.tolerant));
    EXPECT_EQ(tolerant.offset, row.tolerant_offset);
    EXPECT_EQ(tolerant.value.unique_id, row.unique_id);
  }
}

}  // namespace
}  // namespace popquiz::parser
