#pragma once

#include <popquiz/net/make_certificate.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <string>

namespace popquiz::net {

inline constexpr std::chrono::hours day{24};

inline certified_key make(const certificate_order& order) {
  std::string why;
  auto made = make_certificate(order, why);
  EXPECT_TRUE(made) << why;
  return made.value_or(certified_key{});
}

/// The authority that clients trust, one between it and servers, and one that nobody knows.
struct authorities {
  certified_key root = make({.common_name = "root", .purpose = certificate_purpose::authority});
  certified_key middle =
      make({.common_name = "middle", .issuer = root, .purpose = certificate_purpose::authority});
  certified_key old_middle = make({.common_name = "old middle",
                                   .not_before = -30 * day,
                                   .not_after = -2 * day,
                                   .issuer = root,
                                   .purpose = certificate_purpose::authority});
  certified_key unknown = make({.common_name = "unknown", .purpose = certificate_purpose::authority});
  certified_key impostor = make({.common_name = "root", .purpose = certificate_purpose::authority});
};

inline const authorities& known() {
  static const authorities all;
  return all;
}

}  // namespace popquiz::net
