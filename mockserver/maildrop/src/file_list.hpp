#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace popquiz::mockserver {

/// A message in a file, as it was when the list was made.
struct listed_file {
  std::filesystem::path path;
  std::string unique_id;
  std::uint64_t file_octets = 0;  ///< as stored
  std::uint64_t octets = 0;       ///< as RFC 1939 §11 counts them
};

enum class file_layout : std::uint8_t { eml_folder, maildir };

/// Lists and measures the messages of a folder. Remembers sizes: a file is read again only when its size or
/// its time has changed.
class file_lister {
 public:
  file_lister(std::filesystem::path root, file_layout layout) : root_(std::move(root)), layout_(layout) {}

  /// The folders that messages lie in; empty when there are none.
  [[nodiscard]] std::vector<std::filesystem::path> folders() const;

  /// The messages in their order; nothing when a folder or a file can't be read.
  [[nodiscard]] std::optional<std::vector<listed_file>> list();

  /// The message is no longer listed though its file stays.
  void forget(const listed_file& file) { forgotten_.insert(file.unique_id); }

 private:
  struct measure {
    std::uint64_t file_octets = 0;
    std::filesystem::file_time_type time;
    std::uint64_t octets = 0;
  };
  struct found_file {
    std::filesystem::path path;
    std::string name;        ///< what the unique-id is made of
    std::uint64_t time = 0;  ///< the order; then the name
  };

  [[nodiscard]] bool find_in(const std::filesystem::path& folder, std::vector<found_file>& found) const;

  std::filesystem::path root_;
  file_layout layout_;
  std::map<std::filesystem::path, measure> measures_;
  std::set<std::string> forgotten_;
};

}  // namespace popquiz::mockserver
