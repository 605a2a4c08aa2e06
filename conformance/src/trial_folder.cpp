#include "trial_folder.hpp"

#include "file_descriptor.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <system_error>
#include <utility>
#include <vector>

namespace popquiz::conformance {
namespace {

namespace fs = std::filesystem;

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

}  // namespace

trial_folder::trial_folder(fs::path path, std::optional<system_user> owner)
    : path_(std::move(path)), owner_(std::move(owner)) {}

trial_folder::trial_folder(trial_folder&& other) noexcept
    : path_(std::exchange(other.path_, {})), owner_(std::move(other.owner_)) {}

trial_folder::~trial_folder() {
  if (path_.empty()) {
    return;
  }
  std::error_code error;
  fs::remove_all(path_, error);
  if (error) {
    open_up(path_);
    fs::remove_all(path_, error);
  }
}

std::optional<trial_folder> trial_folder::make(std::optional<system_user> owner, std::string& why) {
  std::error_code error;
  std::string name = (fs::temp_directory_path(error) / "popquiz-client-XXXXXX").string();
  if (error || ::mkdtemp(name.data()) == nullptr) {
    why = trouble(name, error ? error.value() : errno);
    return std::nullopt;
  }
  trial_folder made(name, std::move(owner));
  if (!made.give_away(made.path_, why)) {
    return std::nullopt;
  }
  return made;
}

bool trial_folder::give_away(const fs::path& what, std::string& why) const {
  if (owner_ && ::lchown(what.c_str(), owner_->user, owner_->group) != 0) {
    why = trouble(what, errno);
    return false;
  }
  return true;
}

bool trial_folder::make_folder(const fs::path& below, std::string& why) const {
  fs::path at = path_;
  for (const fs::path& name : below) {
    at /= name;
    if (::mkdir(at.c_str(), S_IRWXU) == 0) {
      if (!give_away(at, why)) {
        return false;
      }
    } else if (errno != EEXIST) {
      why = trouble(at, errno);
      return false;
    }
  }
  return true;
}

bool trial_folder::write(const fs::path& below, std::string_view text, std::string& why) const {
  if (!make_folder(below.parent_path(), why)) {
    return false;
  }
  const fs::path where = path_ / below;
  // Programs that a driver brings along begin with "#!".
  const mode_t mode = text.starts_with("#!") ? S_IRWXU : S_IRUSR | S_IWUSR;
  const file_descriptor file(::open(where.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, mode));
  while (file && !text.empty()) {
    const ssize_t written = ::write(file.get(), text.data(), text.size());
    if (written < 0 && errno != EINTR) {
      break;
    }
    text.remove_prefix(static_cast<std::size_t>(std::max<ssize_t>(written, 0)));
  }
  if (!file || !text.empty()) {
    why = trouble(where, errno);
    return false;
  }
  return give_away(where, why);
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

bool copy_folder(const fs::path& from, const fs::path& to, std::string& why) {
  std::error_code error;
  fs::create_directories(to, error);
  if (error) {
    why = trouble(to, error.value());
    return false;
  }
  for (fs::directory_iterator entry(from, error); !error && entry != fs::directory_iterator();
       entry.increment(error)) {
    const fs::path& what = entry->path();
    const fs::path where = to / what.filename();
    const fs::file_status status = entry->symlink_status(error);
    if (fs::is_directory(status)) {
      if (!copy_folder(what, where, why)) {
        return false;
      }
    } else if (fs::is_regular_file(status)) {
      fs::copy_file(what, where, fs::copy_options::overwrite_existing, error);
    } else if (fs::is_symlink(status)) {
      std::error_code there;
      fs::remove(where, there);
      fs::copy_symlink(what, where, error);
    }
    if (error) {
      why = trouble(what, error.value());
      return false;
    }
  }
  return true;
}

}  // namespace popquiz::conformance
