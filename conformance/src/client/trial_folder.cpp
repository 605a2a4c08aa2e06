#include "client/trial_folder.hpp"

#include <fmt/format.h>

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <fstream>
#include <system_error>
#include <utility>
#include <vector>

namespace popquiz::conformance {
namespace {

namespace fs = std::filesystem;

/// Lies in what make_at() may remove.
constexpr const char* mark = ".popquiz-trial";

std::string trouble(const fs::path& where, int error) {
  return fmt::format("{}: {}", where.string(), std::generic_category().message(error));
}

/// So that everything in it can be removed.
void open_up(const fs::path& folder) {
  std::error_code error;
  fs::permissions(folder, fs::perms::owner_all, fs::perm_options::add, error);
  for (fs::directory_iterator entry(folder, error); !error && entry != fs::directory_iterator();
       entry.increment(error)) {
    std::error_code ignored;
    if (entry->is_directory(ignored) && !entry->is_symlink(ignored)) {
      open_up(entry->path());
    }
  }
}

void remove_folder(const fs::path& folder) {
  std::error_code error;
  fs::remove_all(folder, error);
  if (error) {
    open_up(folder);
    fs::remove_all(folder, error);
  }
}

bool change_owner(const fs::path& what, const std::optional<system_user>& owner, std::string& why) {
  if (owner && ::lchown(what.c_str(), owner->user, owner->group) != 0) {
    why = trouble(what, errno);
    return false;
  }
  return true;
}

}  // namespace

trial_folder::trial_folder(fs::path path, std::optional<system_user> owner, bool stays)
    : path_(std::move(path)), owner_(std::move(owner)), stays_(stays) {}

trial_folder::trial_folder(trial_folder&& other) noexcept
    : path_(std::exchange(other.path_, {})), owner_(std::move(other.owner_)), stays_(other.stays_) {}

trial_folder::~trial_folder() {
  if (!path_.empty() && !stays_) {
    remove_folder(path_);
  }
}

std::optional<trial_folder> trial_folder::make(std::optional<system_user> owner, std::string& why) {
  std::error_code error;
  std::string name = (fs::temp_directory_path(error) / "popquiz-client-XXXXXX").string();
  if (error || ::mkdtemp(name.data()) == nullptr) {
    why = trouble(name, error ? error.value() : errno);
    return std::nullopt;
  }
  trial_folder made(name, std::move(owner), false);
  if (!change_owner(made.path_, made.owner_, why)) {
    return std::nullopt;
  }
  return made;
}

std::optional<trial_folder> trial_folder::make_at(const fs::path& where, std::optional<system_user> owner,
                                                  std::string& why) {
  std::error_code error;
  if (fs::exists(where / mark, error)) {
    remove_folder(where);
  }
  const bool is_new = fs::create_directories(where, error);
  if (error || !is_new) {
    why = error ? trouble(where, error.value()) : where.string() + " is in the way, and no trial of ours";
    return std::nullopt;
  }
  trial_folder made(where, std::move(owner), true);
  if (!write_text(where / mark, "", why) || !change_owner(where, made.owner_, why)) {
    return std::nullopt;
  }
  return made;
}

bool trial_folder::add(const std::string& name, std::string& why) const {
  const fs::path folder = path_ / name;
  if (::mkdir(folder.c_str(), S_IRWXU) != 0) {
    why = trouble(folder, errno);
    return false;
  }
  return change_owner(folder, owner_, why);
}

bool trial_folder::give_away(const std::string& name, std::string& why) const {
  if (!owner_) {
    return true;
  }
  std::error_code error;
  fs::recursive_directory_iterator entry(path_ / name, error);
  for (; !error && entry != fs::recursive_directory_iterator(); entry.increment(error)) {
    if (!change_owner(entry->path(), owner_, why)) {
      return false;
    }
  }
  if (error) {
    why = trouble(path_ / name, error.value());
  }
  return !error && change_owner(path_ / name, owner_, why);
}

std::uint64_t octets_below(const fs::path& folder, std::uint64_t enough) {
  std::uint64_t octets = 0;
  std::vector<fs::path> folders{folder};  // by itself: what vanishes meanwhile must not end the walk
  while (!folders.empty() && octets <= enough) {
    std::error_code error;
    fs::directory_iterator entry(folders.back(), error);
    folders.pop_back();
    for (; !error && entry != fs::directory_iterator() && octets <= enough; entry.increment(error)) {
      struct stat about{};
      if (::lstat(entry->path().c_str(), &about) != 0) {
        continue;
      }
      if (S_ISDIR(about.st_mode)) {
        folders.push_back(entry->path());
      } else if (S_ISREG(about.st_mode)) {
        octets += static_cast<std::uint64_t>(about.st_size);
      }
    }
  }
  return octets;
}

bool write_text(const fs::path& file, std::string_view text, std::string& why) {
  std::ofstream out(file, std::ios::binary | std::ios::trunc);
  out.write(text.data(), static_cast<std::streamsize>(text.size()));
  out.close();
  if (out.fail()) {
    why = file.string() + " can't be written";
  }
  return !out.fail();
}

}  // namespace popquiz::conformance
