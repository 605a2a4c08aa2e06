#include "mail/new_files.hpp"

#include "options/octet_stream.hpp"

#include <popquiz/client/safe_file_name.hpp>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>

namespace popquiz::cli {
namespace {

constexpr unsigned most_numbers = 10'000;  // files of one name
constexpr mode_t folder_mode = 0700;
constexpr mode_t file_mode = 0600;

}  // namespace

new_files::~new_files() {
  abandon();
  if (folder_ >= 0) {
    ::close(folder_);
  }
}

std::string new_files::failure(std::string_view doing, int error) const {
  return "cannot " + std::string(doing) + ' ' + (name_.empty() ? folder_path_ : path()) + ": " +
         std::generic_category().message(error);
}

bool new_files::open(const std::string& path, std::string& why) {
  folder_path_ = path;
  while (folder_path_.size() > 1 && folder_path_.ends_with('/')) {
    folder_path_.pop_back();
  }
  if (::mkdir(folder_path_.c_str(), folder_mode) != 0 && errno != EEXIST) {
    why = failure("make the folder", errno);
    return false;
  }
  folder_ = ::open(folder_path_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder_ < 0) {
    why = failure("open the folder", errno);
  }
  return folder_ >= 0;
}

bool new_files::begin(std::string_view name, std::string& why) {
  unsigned& number = taken_.emplace(name, 1U).first->second;
  do {
    name_ = number == 1 ? std::string(name) : client::numbered_file_name(name, number);
    ++number;
    file_ = ::openat(folder_, name_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, file_mode);
  } while (file_ < 0 && errno == EEXIST && number <= most_numbers);
  if (file_ < 0) {
    why = failure("make", errno);
  }
  return file_ >= 0;
}

bool new_files::write(std::string_view octets, std::string& why) {
  const std::array<std::string_view, 1> pieces{octets};
  if (!write_octets(file_, pieces)) {
    why = failure("write", errno);
    return false;
  }
  return true;
}

bool new_files::end(std::string& why) {
  const int closed = ::close(file_);
  const int error = errno;
  file_ = -1;
  if (closed != 0) {
    static_cast<void>(::unlinkat(folder_, name_.c_str(), 0));
    why = failure("write", error);
  }
  return closed == 0;
}

void new_files::abandon() noexcept {
  if (file_ >= 0) {
    ::close(file_);
    file_ = -1;
    static_cast<void>(::unlinkat(folder_, name_.c_str(), 0));
  }
}

}  // namespace popquiz::cli
