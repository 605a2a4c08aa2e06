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
  EXPECT_EQ(*o.value, (expectations{{"rfc1939/a", "ticket 12, fixed in 3.1"}, {"rfc1939/b", "not ours"}}));
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
