#include "text_file.hpp"

#include <fmt/format.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <system_error>

namespace popquiz::cli {
namespace {

namespace fs = std::filesystem;

std::string last_error(const std::string& path) {
  return fmt::format("{}: {}", path, std::generic_category().message(errno));
}

/// Reads until `text` is full or the file ends, and cuts `text` there.
bool fill(int file, std::string& text) {
  constexpr std::size_t at_once = 65536;  // files of the kernel's refuse to be asked for much
  std::size_t size = 0;
  while (size < text.size()) {
    const ssize_t got = ::read(file, text.data() + size, std::min(text.size() - size, at_once));
    if (got < 0 && errno == EINTR) {
      continue;
    }
    if (got < 0) {
      return false;
    }
    if (got == 0) {
      break;
    }
    size += static_cast<std::size_t>(got);
  }
  text.resize(size);
  return true;
}

}  // namespace

std::optional<std::string> read_text_file(const std::string& path, std::string& why, file_access* access,
                                          std::size_t limit) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) {
    why = last_error(path);
    return std::nullopt;
  }
  struct stat facts{};
  std::string text;
  bool good = ::fstat(file, &facts) == 0;
  if (good && S_ISDIR(facts.st_mode)) {
    errno = EISDIR;
    good = false;
  }
  if (good) {
    text.resize(limit + 1);  // once, so that nothing of it is left behind in a smaller one
    good = fill(file, text);
  }
  if (!good) {
    why = errno == EISDIR ? path + ": is a folder" : last_error(path);
  }
  ::close(file);
  if (!good) {
    return std::nullopt;
  }
  if (text.size() > limit) {
    why = fmt::format("{}: is larger than {} octets", path, limit);
    return std::nullopt;
  }
  if (access != nullptr) {
    access->is_ours = facts.st_uid == ::geteuid();
    access->is_private = (facts.st_mode & (S_IRWXG | S_IRWXO)) == 0;
  }
  return text;
}

bool write_text_file(const std::string& path, std::string_view text, std::string& why) {
  std::error_code error;
  // What is no plain file, e.g. /dev/null or a pipe, is written and not replaced.
  const bool in_place = fs::exists(path, error) && !fs::is_regular_file(path, error);
  const std::string target = in_place ? path : path + ".part";
  errno = 0;
  std::ofstream out(target, std::ios::binary | std::ios::trunc);
  out.write(text.data(), static_cast<std::streamsize>(text.size()));
  out.close();
  if (!out) {
    why = last_error(target);
    fs::remove(in_place ? std::string() : target, error);
    return false;
  }
  if (!in_place) {
    fs::rename(target, path, error);
    if (error) {
      why = fmt::format("{}: {}", path, error.message());
      fs::remove(target, error);
      return false;
    }
  }
  return true;
}

}  // namespace popquiz::cli
