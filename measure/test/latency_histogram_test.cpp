#include <popquiz/measure/latency_histogram.hpp>
#include <popquiz/measure/spread.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

namespace popquiz::measure {
namespace {

using std::chrono::hours;
using std::chrono::nanoseconds;

TEST(latency_histogram, nothing_is_zero) {
  const latency_histogram none;
  EXPECT_EQ(none.count(), 0U);
  EXPECT_EQ(none.percentile(0.5).count(), 0);
  EXPECT_EQ(none.least().count(), 0);
  EXPECT_EQ(none.mean().count(), 0);
}

TEST(latency_histogram, every_value_lands_within_a_64th) {
  for (std::int64_t value = 0; value < 40'000'000'000'000; value += 1 + value / 7) {
    latency_histogram one;
    one.note(nanoseconds(value));
    one.note(nanoseconds(value * 2 + 1000));  // so that most() does not bound it
    const std::int64_t got = one.percentile(0.5).count();
    EXPECT_GE(got, value);
    EXPECT_LE(got - value, value / 64) << value;
  }
}

TEST(latency_histogram, percentiles_are_those_of_the_sorted_values) {
  std::minstd_rand random(1);
  std::vector<std::int64_t> values;
  latency_histogram all;
  for (int i = 0; i < 20'000; ++i) {
    values.push_back(static_cast<std::int64_t>(random() % 50'000'000) + 1);
    all.note(nanoseconds(values.back()));
  }
  std::ranges::sort(values);
  for (const double share : {0.0, 0.001, 0.5, 0.9, 0.99, 0.999, 1.0}) {
    const auto place = static_cast<std::size_t>(std::max(1.0, std::ceil(share * 20'000))) - 1;
    const std::int64_t got = all.percentile(share).count();
    EXPECT_GE(got, values[place]) << share;
    EXPECT_LE(got, values[place] + values[place] / 64) << share;
  }
  EXPECT_EQ(all.most().count(), values.back());
  EXPECT_EQ(all.least().count(), values.front());
}

TEST(latency_histogram, adding_is_as_if_all_were_noted_in_one) {
  latency_histogram a;
  latency_histogram b;
  latency_histogram both;
  for (int i = 1; i < 1000; ++i) {
    (i % 3 == 0 ? a : b).note(nanoseconds(i * 977));
    both.note(nanoseconds(i * 977));
  }
  a.add(b);
  EXPECT_EQ(a.count(), both.count());
  EXPECT_EQ(a.mean(), both.mean());
  EXPECT_EQ(a.percentile(0.99), both.percentile(0.99));
}

TEST(latency_histogram, what_is_beyond_its_ends_counts_at_them) {
  latency_histogram odd;
  odd.note(nanoseconds(-5));
  odd.note(hours(1000));
  EXPECT_EQ(odd.least().count(), 0);
  EXPECT_EQ(odd.most(), nanoseconds(hours(24)));
}

TEST(spread, is_that_of_the_sorted_values) {
  EXPECT_EQ(spread_of({}).median, 0);
  EXPECT_EQ(spread_of({3, 1, 2}).median, 2);
  EXPECT_EQ(spread_of({4, 1, 2, 3}).median, 2.5);
  EXPECT_EQ(spread_of({3, 1, 2}).least, 1);
  EXPECT_EQ(spread_of({3, 1, 2}).most, 3);
}

}  // namespace
}  // namespace popquiz::measure
