#include "suite/script_folder.hpp"

#include <popquiz/script/parse.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

namespace popquiz::conformance {
namespace {

namespace fs = std::filesystem;

/// The file's octets, one more than a script may have at most.
std::optional<std::string> read_bounded(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::string octets(script::script_size_limit + 1, '\0');
  in.read(octets.data(), static_cast<std::streamsize>(octets.size()));
  if (in.bad() || (in.fail() && !in.eof())) {
    return std::nullopt;
  }
  octets.resize(static_cast<std::size_t>(in.gcount()));
  return octets;
}

}  // namespace

std::optional<std::vector<script_file>> read_script_folder(const std::string& folder, std::string& why) {
  std::error_code error;
  std::vector<script_file> files;
  fs::recursive_directory_iterator entry(folder, error);
  for (; !error && entry != fs::recursive_directory_iterator(); entry.increment(error)) {
    std::error_code no_file;
    if (entry->path().extension() != ".pop3" || !entry->is_regular_file(no_file)) {
      continue;
    }
    auto octets = read_bounded(entry->path());
    if (!octets) {
      why = fmt::format("{}: cannot be read", entry->path().string());
      return std::nullopt;
    }
    files.push_back({entry->path().lexically_relative(folder).generic_string(), entry->path().string(),
                     std::move(*octets)});
  }
  if (error) {
    why = fmt::format("{}: {}", folder, error.message());
    return std::nullopt;
  }
  if (files.empty()) {
    why = fmt::format("{}: expected scripts (*.pop3) in this folder, found none", folder);
    return std::nullopt;
  }
  std::ranges::sort(files, {}, &script_file::path);
  return files;
}

}  // namespace popquiz::conformance
