#include <popquiz/conformance/known_mail.hpp>
#include <popquiz/corpus/fixture.hpp>
#include <popquiz/parser/stuffing_encoder.hpp>

#include "report/printable_utf8.hpp"

#include <gtest/gtest.h>

namespace popquiz::conformance {
namespace {

TEST(known_mail, is_what_goes_over_the_wire) {
  EXPECT_EQ(canonical_message(""), "");
  EXPECT_EQ(canonical_message("a"), "a\r\n");
  EXPECT_EQ(canonical_message("a\nb\r\n\n"), "a\r\nb\r\n\r\n");
  EXPECT_EQ(canonical_message("a\rb\r\r\n.\n"), "a\rb\r\r\n.\r\n");
  EXPECT_EQ(canonical_message("a\r"), "a\r\r\n");
}

TEST(known_mail, counts_as_the_parser_counts) {
  for (const corpus::fixture& f : corpus::fixtures()) {
    for (const std::string_view message : f.messages) {
      EXPECT_EQ(canonical_message(message).size(), parser::maildrop_size(message)) << f.name;
    }
  }
  EXPECT_EQ(canonical_message("a\r").size(), parser::maildrop_size("a\r"));
}

TEST(known_mail, tells_what_it_does_not_know) {
  known_mail mail;
  mail.add("a\r\n");
  EXPECT_TRUE(mail.complete());
  mail.add(std::nullopt);
  EXPECT_FALSE(mail.complete());
  EXPECT_EQ(mail.messages(), 2U);
  EXPECT_EQ(mail.octets(1), 3U);
  EXPECT_EQ(mail.octets(2), std::nullopt);
  EXPECT_EQ(mail.message(2), std::nullopt);
  EXPECT_EQ(mail.message(0), std::nullopt);
  EXPECT_EQ(mail.message(3), std::nullopt);
}

TEST(fixtures, there_are_the_ones_the_checks_name) {
  ASSERT_NE(corpus::find_fixture("two-plain"), nullptr);
  EXPECT_EQ(corpus::find_fixture("two-plain")->messages.size(), 2U);
  EXPECT_EQ(corpus::find_fixture(""), corpus::find_fixture("two-plain"));
  ASSERT_NE(corpus::find_fixture("empty"), nullptr);
  EXPECT_TRUE(corpus::find_fixture("empty")->messages.empty());
  EXPECT_EQ(corpus::find_fixture("no-such"), nullptr);
}

TEST(printable_utf8, keeps_text_and_escapes_the_rest) {
  EXPECT_EQ(printable_utf8("RFC 1939 \xC2\xA7"
                           "5 <a&b>"),
            "RFC 1939 \xC2\xA7"
            "5 <a&b>");
  EXPECT_EQ(printable_utf8(std::string_view("a\0b\r\n\x7F", 6)), "a\\x00b\\x0D\\x0A\\x7F");
  EXPECT_EQ(printable_utf8("\xFF\xC0\xAF"), "\\xFF\\xC0\\xAF");
  EXPECT_EQ(printable_utf8("\xED\xA0\x80"), "\\xED\\xA0\\x80");
  EXPECT_EQ(printable_utf8("\xEF\xBF\xBF"), "\\xEF\\xBF\\xBF");
  EXPECT_EQ(printable_utf8("\xC2\x85"), "\\xC2\\x85");
  EXPECT_EQ(printable_utf8("\xE2\x80\xA8"), "\\xE2\\x80\\xA8");  // U+2028, a line separator
  EXPECT_EQ(printable_utf8("\xE2\x80\xAE"), "\\xE2\\x80\\xAE");  // U+202E, right to left from here
  EXPECT_EQ(printable_utf8("\xE2\x81\xA6"), "\\xE2\\x81\\xA6");  // U+2066, an isolate
  EXPECT_EQ(printable_utf8("\xEF\xBB\xBF"), "\\xEF\\xBB\\xBF");  // U+FEFF
  EXPECT_EQ(printable_utf8("\xD8\x9C"), "\\xD8\\x9C");           // U+061C
  EXPECT_EQ(printable_utf8("\xE2\x80\xA6"), "\xE2\x80\xA6");
  EXPECT_EQ(printable_utf8("\xF0\x9F\x93\xAC"), "\xF0\x9F\x93\xAC");
  EXPECT_EQ(printable_utf8("\xF0\x9F\x93"), "\\xF0\\x9F\\x93");
}

}  // namespace
}  // namespace popquiz::conformance
