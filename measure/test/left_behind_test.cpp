#include "left_behind.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <string>

namespace popquiz::measure {
namespace {

namespace fs = std::filesystem;
using conformance::trial_folder;

trial_folder folder_with(std::uint64_t octets) {
  std::string why;
  auto made = trial_folder::make(std::nullopt, why);
  EXPECT_TRUE(made) << why;
  EXPECT_TRUE(made->add("mail", why)) << why;
  EXPECT_TRUE(conformance::write_text(made->path() / "mail/message", std::string(octets, 'm'), why)) << why;
  return std::move(*made);
}

TEST(left_behind, keeps_small_files_until_it_goes) {
  fs::path where;
  {
    left_behind left;
    trial_folder folder = folder_with(left_behind::file_limit);
    where = folder.path();
    left.take(std::move(folder));
    EXPECT_TRUE(fs::exists(where / "mail/message"));
  }
  EXPECT_FALSE(fs::exists(where));
}

TEST(left_behind, removes_a_large_file_at_once) {
  left_behind left;
  trial_folder folder = folder_with(left_behind::file_limit + 1);
  const fs::path where = folder.path();
  left.take(std::move(folder));
  EXPECT_TRUE(fs::exists(where / "mail"));
  EXPECT_FALSE(fs::exists(where / "mail/message"));
}

TEST(left_behind, removes_what_is_beyond_its_limit_at_once) {
  left_behind left(100);
  for (const auto& [octets, stays] : {std::pair{60, true}, std::pair{41, false}, std::pair{40, true}}) {
    trial_folder folder = folder_with(static_cast<std::uint64_t>(octets));
    const fs::path where = folder.path();
    left.take(std::move(folder));
    EXPECT_EQ(fs::exists(where), stays) << octets;
  }
}

}  // namespace
}  // namespace popquiz::measure
