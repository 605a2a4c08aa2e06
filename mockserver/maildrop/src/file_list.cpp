#include "file_list.hpp"

#include "file_names.hpp"
#include "message_file.hpp"

#include <algorithm>
#include <system_error>
#include <tuple>
#include <utility>

namespace popquiz::mockserver {
namespace {

namespace fs = std::filesystem;

/// Nothing when it can't be read wholly.
std::optional<std::uint64_t> measure_file(const fs::path& path, std::uint64_t file_octets) {
  const auto file = message_file::open(path, file_octets);
  if (file == nullptr) {
    return std::nullopt;
  }
  size_counter counter;
  for (std::string_view piece = file->next(); !piece.empty(); piece = file->next()) {
    counter.take(piece);
  }
  return file->failed() ? std::nullopt : std::optional(counter.octets());
}

}  // namespace

std::vector<fs::path> file_lister::folders() const {
  std::vector<fs::path> wanted{root_};
  if (layout_ == file_layout::maildir) {
    wanted = {root_ / "new", root_ / "cur"};
  }
  std::erase_if(wanted, [](const fs::path& folder) {
    std::error_code error;
    return !fs::is_directory(folder, error);
  });
  return wanted;
}

bool file_lister::find_in(const fs::path& folder, std::vector<found_file>& found) const {
  std::error_code error;
  fs::directory_iterator at(folder, error);
  for (; !error && at != fs::directory_iterator(); at.increment(error)) {
    std::error_code gone;
    if (!at->is_regular_file(gone)) {
      continue;
    }
    const std::string name = at->path().filename().string();
    if (layout_ == file_layout::eml_folder) {
      if (at->path().extension() == ".eml") {
        found.push_back({at->path(), name, 0});
      }
    } else if (!name.starts_with('.')) {
      found.push_back({at->path(), std::string(maildir_base_name(name)), maildir_time(name)});
    }
  }
  return !error;
}

std::optional<std::vector<listed_file>> file_lister::list() {
  const std::vector<fs::path> where = folders();
  std::vector<found_file> found;
  if (where.empty() || !std::all_of(where.begin(), where.end(),
                                    [&](const fs::path& folder) { return find_in(folder, found); })) {
    return std::nullopt;
  }
  std::sort(found.begin(), found.end(), [](const found_file& a, const found_file& b) {
    return std::tie(a.time, a.name, a.path) < std::tie(b.time, b.name, b.path);
  });

  std::vector<listed_file> listed;
  std::map<fs::path, measure> measures;
  unique_id_maker unique_ids;
  for (found_file& file : found) {
    std::string unique_id = unique_ids.make(file.name);  // also of a forgotten one, so that it stays the same
    if (forgotten_.contains(unique_id)) {
      continue;
    }
    std::error_code error;
    measure m;
    m.file_octets = fs::file_size(file.path, error);
    if (!error) {
      m.time = fs::last_write_time(file.path, error);
    }
    if (error == std::errc::no_such_file_or_directory) {
      continue;  // it went since the folder was read
    }
    if (error) {
      return std::nullopt;
    }
    const auto known = measures_.find(file.path);
    if (known != measures_.end() && known->second.file_octets == m.file_octets &&
        known->second.time == m.time) {
      m.octets = known->second.octets;
    } else if (const auto octets = measure_file(file.path, m.file_octets)) {
      m.octets = *octets;
    } else {
      return std::nullopt;
    }
    listed.push_back({file.path, std::move(unique_id), m.file_octets, m.octets});
    measures.emplace(std::move(file.path), m);
  }
  measures_ = std::move(measures);
  return listed;
}

}  // namespace popquiz::mockserver
