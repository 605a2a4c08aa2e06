#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <unistd.h>

namespace popquiz::client {

/// A folder for one test, gone behind it.
class scratch_folder {
 public:
  scratch_folder() {
    std::string text = (std::filesystem::temp_directory_path() / "popquiz-store-XXXXXX").string();
    path_ = ::mkdtemp(text.data());
  }
  ~scratch_folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  scratch_folder(const scratch_folder&) = delete;
  scratch_folder& operator=(const scratch_folder&) = delete;
  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] std::string operator/(std::string_view name) const { return path_ + '/' + std::string(name); }

 private:
  std::string path_;
};

inline std::string octets_of(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// What lies in the files of a folder.
inline std::multiset<std::string> files_in(const std::string& folder) {
  std::multiset<std::string> found;
  std::error_code missing;
  for (const auto& entry : std::filesystem::directory_iterator(folder, missing)) {
    if (entry.is_regular_file() && !entry.path().filename().string().starts_with(".")) {
      found.insert(octets_of(entry.path()));
    }
  }
  return found;
}

/// The messages of an mboxrd, as they were before it was one (with LF line ends).
inline std::multiset<std::string> messages_in_mbox(const std::string& file) {
  std::multiset<std::string> found;
  std::vector<std::string> lines;
  std::string line;
  for (const char c : octets_of(file)) {
    line += c;
    if (c == '\n') {
      lines.push_back(std::exchange(line, {}));
    }
  }
  if (!line.empty()) {
    found.insert("a line without end: " + line);
  }
  std::string message;
  bool within = false;
  const auto end = [&] {
    if (within) {
      found.insert(message.ends_with("\n") ? message.substr(0, message.size() - 1) : message);
    }
    message.clear();
  };
  for (const std::string& each : lines) {
    if (each.starts_with("From ")) {
      end();
      within = true;
      continue;
    }
    const std::size_t arrows = std::min(each.find_first_not_of('>'), each.size());
    message += arrows != 0 && each.substr(arrows).starts_with("From ") ? each.substr(1) : each;
  }
  end();
  return found;
}

}  // namespace popquiz::client
