#include "request_plan.hpp"

#include <gtest/gtest.h>

namespace popquiz::measure {
namespace {

using std::chrono::milliseconds;

const clock::time_point start{};

TEST(request_plan, a_closed_loop_is_always_due_until_its_end) {
  request_plan plan(0, start, milliseconds(100));
  EXPECT_EQ(plan.take(start), start);
  EXPECT_EQ(plan.take(start + milliseconds(99)), start + milliseconds(99));
  EXPECT_FALSE(plan.take(start + milliseconds(100)));
  EXPECT_TRUE(plan.over(start + milliseconds(100)));
  EXPECT_FALSE(plan.take_missed(start + milliseconds(100)));
}

TEST(request_plan, an_open_loop_names_the_time_that_was_meant) {
  request_plan plan(100, start, milliseconds(50));  // due at 0, 10, 20, 30, 40
  EXPECT_EQ(plan.take(start), start);
  EXPECT_FALSE(plan.take(start + milliseconds(9)));
  EXPECT_EQ(plan.next_due(), start + milliseconds(10));
  // Nobody came for 25 ms: what was due then is handed out with the times it was due.
  EXPECT_EQ(plan.take(start + milliseconds(35)), start + milliseconds(10));
  EXPECT_EQ(plan.take(start + milliseconds(35)), start + milliseconds(20));
  EXPECT_EQ(plan.take(start + milliseconds(35)), start + milliseconds(30));
  EXPECT_FALSE(plan.take(start + milliseconds(35)));
}

TEST(request_plan, what_was_due_in_time_is_handed_out_a_while_longer) {
  request_plan plan(100, start, milliseconds(50));
  for (int i = 0; i < 4; ++i) {
    EXPECT_TRUE(plan.take(start + milliseconds(60)));
  }
  EXPECT_EQ(plan.take(start + milliseconds(60)), start + milliseconds(40));
  EXPECT_FALSE(plan.take(start + milliseconds(60)));
  EXPECT_TRUE(plan.over(start + milliseconds(60)));
}

TEST(request_plan, what_nobody_could_send_is_not_left_out) {
  request_plan plan(100, start, milliseconds(50));
  EXPECT_TRUE(plan.take(start));
  const clock::time_point end = start + milliseconds(100);
  EXPECT_TRUE(plan.over(end));
  int missed = 0;
  while (plan.take_missed(end)) {
    ++missed;
  }
  EXPECT_EQ(missed, 4);
}

}  // namespace
}  // namespace popquiz::measure
