#pragma once

#include <popquiz/mockserver/maildrop.hpp>
#include <popquiz/testkit/scratch_folder.hpp>

#include <gtest/gtest.h>

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace popquiz::mockserver::test {

/// A folder of its own for each test, gone afterwards.
class scratch_folder : public testing::Test {
 protected:
  void put(const std::string& name, std::string_view content) const { folder_.file(name, content); }

 private:
  testkit::scratch_folder folder_;

 protected:
  const std::filesystem::path root_ = folder_.path();
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
