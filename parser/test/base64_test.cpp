#include <popquiz/parser/base64.hpp>

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace popquiz::parser {
namespace {

using namespace std::string_view_literals;

struct pair_case {
  std::string_view octets;
  std::string_view text;
};

// RFC 4648 section 10, and octets of every kind.
constexpr pair_case pairs[] = {
    {"", ""},
    {"f", "Zg=="},
    {"fo", "Zm8="},
    {"foo", "Zm9v"},
    {"foob", "Zm9vYg=="},
    {"fooba", "Zm9vYmE="},
    {"foobar", "Zm9vYmFy"},
    {"\0"sv, "AA=="},
    {"\xFF\xFE\xFD"sv, "//79"},
    {"\0test\0tanstaaf"sv, "AHRlc3QAdGFuc3RhYWY="},
};

TEST(base64, goes_both_ways) {
  for (const pair_case& each : pairs) {
    std::string text = "before ";
    append_base64(text, each.octets);
    EXPECT_EQ(text, "before " + std::string(each.text));
    const auto octets = decode_base64(each.text);
    ASSERT_TRUE(octets) << each.text;
    EXPECT_EQ(*octets, each.octets);
  }
}

TEST(base64, every_length_and_octet_comes_back) {
  std::string octets;
  for (int i = 0; i < 600; ++i) {
    std::string text;
    append_base64(text, octets);
    EXPECT_EQ(text.size(), (octets.size() + 2) / 3 * 4);
    EXPECT_EQ(decode_base64(text), octets);
    octets += static_cast<char>(i * 7);
  }
}

struct bad_case {
  const char* why;
  std::string_view text;
};

constexpr bad_case bad_texts[] = {
    {"one digit", "Z"},
    {"two digits without padding", "Zg"},
    {"three digits without padding", "Zm8"},
    {"padding alone", "===="},
    {"one digit and three pads", "Z==="},
    {"padding in the middle", "Zg==Zg=="},
    {"a pad before a digit", "Zg=g"},
    {"a space", "Zm 9"},
    {"a line end", "Zm9v\r\n\r\n"},
    {"a line feed", "Zm9\n"},
    {"the URL alphabet", "_-__"},
    {"NUL", "Zm9\0"sv},
    {"8-bit", "Zm9\xC3"},
    {"bits behind the only octet", "Zh=="},
    {"bits behind the second octet", "Zm9="},
    {"a cancellation", "*"},
};

TEST(base64, what_is_none_is_refused) {
  for (const bad_case& each : bad_texts) {
    EXPECT_FALSE(decode_base64(each.text)) << each.why;
  }
}

}  // namespace
}  // namespace popquiz::parser
