#include "run/check_order.hpp"

#include "check_text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace popquiz::conformance {
namespace {

using testing::ElementsAre;

const std::string steps = "login\n";

TEST(check_order, is_the_same_everywhere_for_a_seed) {
  const std::vector<check> checks(6, check_of(steps));
  check_order order(42);
  EXPECT_THAT(order.next(checks), ElementsAre(3, 1, 5, 2, 4, 0));
  EXPECT_THAT(order.next(checks), ElementsAre(3, 5, 4, 0, 1, 2));
}

TEST(check_order, leaves_what_changes_mail_last_and_in_order) {
  std::vector<check> checks(6, check_of(steps));
  checks.resize(9, check_of(steps, "changes: messages\n"));
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const auto order = check_order(seed).next(checks);
    EXPECT_THAT(std::vector(order.begin() + 6, order.end()), ElementsAre(6, 7, 8));
    EXPECT_THAT(std::vector(order.begin(), order.begin() + 6),
                testing::UnorderedElementsAre(0, 1, 2, 3, 4, 5));
  }
}

TEST(check_order, each_check_can_come_first) {
  const std::vector<check> checks(4, check_of(steps));
  std::vector<std::size_t> first(4, 0);
  check_order order(1);
  for (int i = 0; i < 400; ++i) {
    ++first[order.next(checks).front()];
  }
  EXPECT_THAT(first, testing::Each(testing::Gt(60U)));
}

TEST(check_order, of_nothing_is_nothing) {
  EXPECT_TRUE(check_order(1).next({}).empty());
}

}  // namespace
}  // namespace popquiz::conformance
