#include <popquiz/conformance/expectation.hpp>

#include <gtest/gtest.h>

namespace popquiz::conformance {
namespace {

bool begins_with_rfc(std::string_view id, const void* /*context*/) {
  return id.starts_with("rfc");
}

struct outcome {
  std::optional<expectations> value;
  std::string why;
};

outcome parse(std::string_view text) {
  outcome o;
  o.value = parse_expectations(text, "known.txt", begins_with_rfc, nullptr, o.why);
  return o;
}

TEST(expectation, a_line_is_an_id_and_a_reason) {
  const auto o = parse("# known\n\nrfc1939/a   ticket 12, fixed in 3.1\r\n\trfc1939/b\tnot ours  \n");
  ASSERT_TRUE(o.value) << o.why;
  EXPECT_EQ(*o.value,
            (expectations{{"rfc1939/a", {"ticket 12, fixed in 3.1", ""}}, {"rfc1939/b", {"not ours", ""}}}));
}

TEST(expectation, a_part_of_the_failure_may_stand_behind_the_id) {
  const auto o = parse("rfc1939/a \"-ERR \\\"x\\\" \\\\ # y\"  ticket \"12\"\nrfc1939/b ticket \"13\"\n");
  ASSERT_TRUE(o.value) << o.why;
  EXPECT_EQ(*o.value, (expectations{{"rfc1939/a", {"ticket \"12\"", "-ERR \"x\" \\ # y"}},
                                    {"rfc1939/b", {"ticket \"13\"", ""}}}));
}

TEST(expectation, wrong_quoting_is_named) {
  const struct {
    const char* line;
    const char* why;
  } rows[] = {
      {"rfc1 \"-ERR ticket",
       "known.txt:1:18: expected a closing \" behind the part of what came or was expected"},
      {"rfc1 \"\" ticket",
       "known.txt:1:7: expected a part of what came or was expected between the quotes, found nothing"},
      {"rfc1 \"a\\x\" t", "known.txt:1:8: expected \\\" or \\\\, found a backslash before something else"},
      {"rfc1 \"a\\", "known.txt:1:8: expected \\\" or \\\\, found a backslash before something else"},
      {"rfc1 \"a\"b", "known.txt:1:9: expected white space behind the closing \""},
      {"rfc1 \"a\"  ", "known.txt:1:9: expected a reason behind the closing \""},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(parse(row.line).why, row.why);
  }
}

TEST(expectation, is_met_by_what_came_or_was_expected) {
  const expectation known{"ticket 12", "size 320"};
  EXPECT_TRUE(known.is_met_by("S: +OK", "the size 320"));
  EXPECT_TRUE(known.is_met_by("size 320 == size 321", ""));
  EXPECT_FALSE(known.is_met_by("S: +OK", "nothing"));
  EXPECT_TRUE((expectation{"ticket 12", ""}).is_met_by("", "anything"));
}

TEST(expectation, an_empty_file_expects_nothing) {
  ASSERT_TRUE(parse("").value);
  EXPECT_TRUE(parse("").value->empty());
}

TEST(expectation, a_reason_is_required) {
  EXPECT_EQ(parse("# x\nrfc1939/a  \n").why, "known.txt:2:10: expected a reason behind the id");
}

TEST(expectation, an_id_stands_once) {
  EXPECT_EQ(parse("rfc1939/a one\n rfc1939/a two\n").why, "known.txt:2:2: \"rfc1939/a\" stands here twice");
}

TEST(expectation, an_id_has_to_be_that_of_a_check) {
  EXPECT_EQ(parse("nonsense reason").why,
            "known.txt:1:1: expected the id of a check, found \"nonsense\" (--list prints the ids)");
}

}  // namespace
}  // namespace popquiz::conformance
