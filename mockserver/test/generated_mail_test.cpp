#include <popquiz/mockserver/generated_mail.hpp>

#include <gtest/gtest.h>

#include <optional>
#include <string>

namespace popquiz::mockserver::test {
namespace {

struct reading {
  const char* text;
  generated_mail made;
};

TEST(generated_mail, text_that_says_what_to_generate) {
  const generated_mail standard;
  const auto with = [&](auto change) {
    generated_mail made = standard;
    change(made);
    return made;
  };
  const reading rows[] = {
      {"1x4096", standard},
      {"1x4KiB", standard},
      {"1x4KiB-4KiB", standard},
      {"0x4KiB", with([](auto& m) { m.messages = 0; })},
      {"10000000x1KiB-3MiB", with([](auto& m) {
         m.messages = 10'000'000;
         m.least_octets = 1024;
         m.most_octets = 3ULL << 20U;
       })},
      {"1x100GiB", with([](auto& m) { m.least_octets = m.most_octets = 100ULL << 30U; })},
      {"1x1024TiB", with([](auto& m) { m.least_octets = m.most_octets = 1ULL << 50U; })},
      {"1x4KiB,dots=10%", with([](auto& m) { m.dotted = 100; })},
      {"1x4KiB,dots=12.5%", with([](auto& m) { m.dotted = 125; })},
      {"1x4KiB,dots=100%", with([](auto& m) { m.dotted = 1000; })},
      {"1x4KiB,line=1", with([](auto& m) { m.line = 1; })},
      {"1x4KiB,line=65536", with([](auto& m) { m.line = 65536; })},
      {"1x4KiB,ends=lf", with([](auto& m) { m.ends = stored_line_end::lf; })},
      {"1x4KiB,ends=lf,ends=crlf", standard},
      {"1x4KiB,seed=18446744073709551615", with([](auto& m) { m.seed = UINT64_MAX; })},
      {"1x10MiB,dots=10%,line=76,seed=7", with([](auto& m) {
         m.least_octets = m.most_octets = 10ULL << 20U;
         m.dotted = 100;
         m.seed = 7;
       })},
  };
  for (const reading& row : rows) {
    std::string why;
    const auto made = parse_generated_mail(row.text, why);
    ASSERT_TRUE(made) << row.text << ": " << why;
    EXPECT_EQ(*made, row.made) << row.text;
    EXPECT_EQ(why, "") << row.text;
  }
}

TEST(generated_mail, what_is_wrong_is_told) {
  const struct {
    const char* text;
    const char* why;
  } rows[] = {
      {"", "expected COUNTxSIZE"},
      {"5", "expected COUNTxSIZE"},
      {"x4KiB", "expected COUNTxSIZE"},
      {"1x", "expected COUNTxSIZE"},
      {"1x4kib", "found \"1x4kib\""},
      {"1x4 KiB", "expected COUNTxSIZE"},
      {"1xKiB", "expected COUNTxSIZE"},
      {"-1x4KiB", "expected COUNTxSIZE"},
      {"1x4KiB-", "e.g. 10000x4KiB"},
      {"1x18446744073709551616", "expected COUNTxSIZE"},
      {"1x16777216TiB", "expected COUNTxSIZE"},
      {"1x319", "320 octets or more"},
      {"1x319-4KiB", "320 octets or more"},
      {"1x1025TiB", "at most 1024 TiB"},
      {"1x2KiB-1KiB", "begins with the smaller one"},
      {"100000001x4KiB", "at most 100000000 messages"},
      {"4097x1024TiB", "at most 4194304 TiB"},
      {"1x4KiB,line=0", "1 to 65536 octets"},
      {"1x4KiB,line=65537", "1 to 65536 octets"},
      {"1x4KiB,line=99999999999", "1 to 65536 octets"},
      {"1x4KiB,line=", "expected a number of octets, found \"line=\""},
      {"1x4KiB,dots=10", "expected a share like 10% or 12.5%, found \"dots=10\""},
      {"1x4KiB,dots=%", "expected a share"},
      {"1x4KiB,dots=100.1%", "expected a share"},
      {"1x4KiB,dots=0.25%", "expected a share"},
      {"1x4KiB,dots=-1%", "expected a share"},
      {"1x4KiB,ends=cr", "expected crlf or lf, found \"ends=cr\""},
      {"1x4KiB,seed=x", "expected a number, found \"seed=x\""},
      {"1x4KiB,colour=red", "expected dots, line, ends or seed before the =, found \"colour=red\""},
      {"1x4KiB,,seed=1", "expected dots"},
      {"1x4KiB,", "expected dots"},
      {"1x4KiB,seed=1,", "expected dots"},
  };
  for (const auto& row : rows) {
    std::string why;
    EXPECT_FALSE(parse_generated_mail(row.text, why)) << row.text;
    EXPECT_NE(why.find(row.why), std::string::npos) << row.text << ": " << why;
  }
}

}  // namespace
}  // namespace popquiz::mockserver::test
