#include <popquiz/conformance/check.hpp>

#include <gtest/gtest.h>

#include <string>

namespace popquiz::conformance {
namespace {

TEST(glob, without_wildcards_only_the_same_matches) {
  EXPECT_TRUE(glob_matches("rfc1939/5/dele/a", "rfc1939/5/dele/a"));
  EXPECT_FALSE(glob_matches("rfc1939/5/dele/a", "rfc1939/5/dele/ab"));
  EXPECT_FALSE(glob_matches("rfc1939/5/dele/ab", "rfc1939/5/dele/a"));
  EXPECT_TRUE(glob_matches("", ""));
  EXPECT_FALSE(glob_matches("", "a"));
}

TEST(glob, a_star_takes_any_octets_slashes_too) {
  EXPECT_TRUE(glob_matches("*", ""));
  EXPECT_TRUE(glob_matches("*", "rfc1939/5/dele/a"));
  EXPECT_TRUE(glob_matches("rfc1939/*", "rfc1939/5/dele/a"));
  EXPECT_TRUE(glob_matches("*/dele/*", "rfc1939/5/dele/a"));
  EXPECT_TRUE(glob_matches("**a", "rfc1939/5/dele/a"));
  EXPECT_FALSE(glob_matches("*/uidl/*", "rfc1939/5/dele/a"));
  EXPECT_TRUE(glob_matches("*ab", "aab"));
  EXPECT_FALSE(glob_matches("*ab", "aba"));
}

TEST(glob, a_question_mark_takes_one_octet) {
  EXPECT_TRUE(glob_matches("rfc?9?\?/5", "rfc1939/5"));
  EXPECT_FALSE(glob_matches("rfc?9?\?/5", "rfc193/5"));
  EXPECT_FALSE(glob_matches("?", ""));
}

TEST(glob, many_stars_do_not_cost_more_than_their_product) {
  const std::string id(5000, 'a');
  std::string glob;
  for (int i = 0; i < 100; ++i) {
    glob += "*a";
  }
  EXPECT_TRUE(glob_matches(glob, id));
  EXPECT_FALSE(glob_matches(glob + "b", id));
}

}  // namespace
}  // namespace popquiz::conformance
