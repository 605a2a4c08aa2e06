#pragma once

#include <popquiz/mockserver/maildrop.hpp>

#include <gtest/gtest.h>

#include <stdlib.h>

#include <cstddef>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

namespace popquiz::mockserver::test {

/// A folder of its own for each test, gone afterwards.
class scratch_folder : public testing::Test {
 protected:
  scratch_folder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "popquiz-maildrop-XXXXXX").string();
    root_ = mkdtemp(pattern.data());
  }
  ~scratch_folder() override {
    std::error_code ignored;
    std::filesystem::remove_all(root_, ignored);
  }
  scratch_folder(const scratch_folder&) = delete;
  scratch_folder& operator=(const scratch_folder&) = delete;

  void put(const std::string& name, std::string_view content) const {
    std::filesystem::create_directories((root_ / name).parent_path());
    std::ofstream file(root_ / name, std::ios::binary);
    file.write(content.data(), static_cast<std::streamsize>(content.size()));
  }

  std::filesystem::path root_;
};

inline std::vector<std::string> unique_ids(maildrop& drop) {
  std::vector<std::string> all;
  const auto opened = drop.open();
  for (std::size_t i = 0; opened != nullptr && i < opened->messages(); ++i) {
    all.emplace_back(opened->unique_id(i));
  }
  return all;
}

/// All of a message; a failure when it can't be read.
inline std::string content(const maildrop_snapshot& opened, std::size_t index) {
  std::string all;
  const auto reader = opened.read(index);
  EXPECT_NE(reader, nullptr);
  if (reader == nullptr) {
    return all;
  }
  for (std::string_view piece = reader->next(); !piece.empty(); piece = reader->next()) {
    EXPECT_LE(piece.size(), 66U * 1024);
    all += piece;
  }
  EXPECT_FALSE(reader->failed());
  return all;
}

}  // namespace popquiz::mockserver::test
