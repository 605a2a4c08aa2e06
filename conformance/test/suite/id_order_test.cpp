#include "suite/id_order.hpp"

#include <gtest/gtest.h>

#include <array>
#include <string_view>

namespace popquiz::conformance {
namespace {

TEST(id_order, sections_stand_in_the_order_of_their_numbers) {
  constexpr std::array<std::string_view, 9> ordered = {"",      "a",      "a/2",       "a/03",     "a/3",
                                                       "a/3/x", "a/11/b", "rfc1939/3", "rfc2449/1"};
  const id_order before;
  for (std::size_t i = 0; i < ordered.size(); ++i) {
    for (std::size_t j = 0; j < ordered.size(); ++j) {
      EXPECT_EQ(before(ordered[i], ordered[j]), i < j) << ordered[i] << " and " << ordered[j];
    }
  }
}

}  // namespace
}  // namespace popquiz::conformance
