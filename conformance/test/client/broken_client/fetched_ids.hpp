#pragma once

#include <filesystem>
#include <set>
#include <string>

namespace popquiz::broken_client {

/// What earlier runs have fetched: a file of unique-ids, one a line.
class fetched_ids {
 public:
  explicit fetched_ids(std::filesystem::path file);

  /// By an earlier run: what this one notes is not among them.
  [[nodiscard]] bool has(const std::string& id) const { return known_.contains(id); }
  void note(const std::string& id) const;

 private:
  std::filesystem::path file_;
  std::set<std::string> known_;
};

}  // namespace popquiz::broken_client
