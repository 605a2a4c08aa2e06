#include "left_behind.hpp"

#include <filesystem>
#include <system_error>
#include <utility>

namespace popquiz::measure {
namespace {

namespace fs = std::filesystem;

void remove_large_files(const fs::path& folder) {
  std::error_code error;
  fs::recursive_directory_iterator entry(folder, fs::directory_options::skip_permission_denied, error);
  for (; !error && entry != fs::recursive_directory_iterator(); entry.increment(error)) {
    std::error_code ignored;
    if (!entry->is_symlink(ignored) && entry->is_regular_file(ignored) &&
        entry->file_size(ignored) > left_behind::file_limit) {
      fs::remove(entry->path(), ignored);
    }
  }
}

}  // namespace

void left_behind::take(conformance::trial_folder folder) {
  remove_large_files(folder.path());
  const std::uint64_t octets = conformance::octets_below(folder.path(), limit_);
  if (octets <= limit_ - octets_) {
    octets_ += octets;
    folders_.push_back(std::move(folder));
  }
}

}  // namespace popquiz::measure
