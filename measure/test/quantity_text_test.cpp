#include "quantity_text.hpp"

#include <gtest/gtest.h>

namespace popquiz::measure {
namespace {

TEST(quantity_text, octets) {
  EXPECT_EQ(octets_text(0), "0 B");
  EXPECT_EQ(octets_text(320), "320 B");
  EXPECT_EQ(octets_text(4096), "4 KiB");
  EXPECT_EQ(octets_text(1536), "1.50 KiB");
  EXPECT_EQ(octets_text(std::uint64_t{10} << 30U), "10 GiB");
  EXPECT_EQ(octets_text((std::uint64_t{1} << 30U) - 1), "1.00 GiB");  // never "1024 MiB"
}

TEST(quantity_text, seconds) {
  EXPECT_EQ(seconds_text(0), "0 ns");
  EXPECT_EQ(seconds_text(850e-9), "850 ns");
  EXPECT_EQ(seconds_text(0.00125), "1.25 ms");
  EXPECT_EQ(seconds_text(0.0123), "12.3 ms");
  EXPECT_EQ(seconds_text(90), "90 s");
}

TEST(quantity_text, numbers) {
  EXPECT_EQ(number_text(7), "7");
  EXPECT_EQ(number_text(12'345), "12.3k");
  EXPECT_EQ(number_text(4'560'000), "4.56M");
}

}  // namespace
}  // namespace popquiz::measure
