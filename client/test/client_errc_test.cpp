#include <popquiz/client/client_errc.hpp>

#include <gmock/gmock.h>

#include <string_view>
#include <vector>

namespace popquiz::client {
namespace {

using testing::Not;

TEST(client_errc, every_value_has_words_of_its_own) {
  std::vector<std::string_view> all;
  for (int i = 0; i <= static_cast<int>(client_errc::connection_unusable); ++i) {
    const std::string_view text = describe(static_cast<client_errc>(i));
    EXPECT_THAT(all, Not(testing::Contains(text)));
    all.push_back(text);
  }
  EXPECT_EQ(describe(static_cast<client_errc>(200)), "unknown error");
}

TEST(client_errc, is_a_standard_error_code) {
  const std::error_code code = client_errc::cut_off;
  EXPECT_EQ(code.category(), client_category());
  EXPECT_EQ(code.message(), describe(client_errc::cut_off));
  EXPECT_STREQ(code.category().name(), "popquiz.client");
  EXPECT_FALSE(std::error_code(client_errc::none));
}

TEST(client_errc, refusals_are_not_fatal_and_failures_are) {
  EXPECT_FALSE(is_fatal(client_errc::none));
  EXPECT_FALSE(is_fatal(client_errc::refused));
  EXPECT_FALSE(is_fatal(client_errc::malformed_listing));
  EXPECT_TRUE(is_fatal(client_errc::greeting_refused));
  EXPECT_TRUE(is_fatal(client_errc::timed_out));
  EXPECT_TRUE(is_fatal(client_errc::cut_off));
}

}  // namespace
}  // namespace popquiz::client
