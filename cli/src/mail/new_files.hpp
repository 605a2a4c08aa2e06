#pragma once

#include "fetch/sysexit.hpp"

#include <map>
#include <string>
#include <string_view>

namespace popquiz::cli {

/// A folder that gets new files. None that is there is ever opened, and none outside it is made.
class new_files {
 public:
  new_files() = default;
  ~new_files();
  new_files(const new_files&) = delete;
  new_files& operator=(const new_files&) = delete;

  /// Makes the folder when it is missing; false and `why` set when that or opening it fails.
  [[nodiscard]] bool open(const std::string& path, std::string& why);

  /// Begins a file of that name, which safe_file_name() has made, or of that name with a number.
  [[nodiscard]] bool begin(std::string_view name, std::string& why);
  /// More octets of it; false and `why` set when they can't be written.
  [[nodiscard]] bool write(std::string_view octets, std::string& why);
  /// It is whole: its path is in `path()`.
  [[nodiscard]] bool end(std::string& why);
  /// Takes back a file that has begun and not ended.
  void abandon() noexcept;

  [[nodiscard]] std::string path() const { return folder_path_ + '/' + name_; }

 private:
  [[nodiscard]] std::string failure(std::string_view doing, int error) const;

  std::string folder_path_;
  int folder_ = -1;
  int file_ = -1;
  std::string name_;
  std::map<std::string, unsigned, std::less<>> taken_;  ///< by name: the number to try next
};

}  // namespace popquiz::cli
