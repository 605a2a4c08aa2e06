#include "input_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

namespace popquiz::client {

read_result read_failure(int error, std::string_view doing, const std::string& path) {
  const read_errc code = error == ENOENT || error == ENOTDIR                   ? read_errc::not_found
                         : error == EACCES || error == EPERM || error == ELOOP ? read_errc::not_permitted
                                                                               : read_errc::io_error;
  return {code, "cannot " + std::string(doing) + ' ' + path + ": " + std::generic_category().message(error)};
}

std::shared_ptr<const input_file> input_file::open(const std::string& path, read_result& why) {
  why = {};
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
  if (descriptor < 0) {
    why = read_failure(errno, "open", path);
    return nullptr;
  }
  struct stat status = {};
  const int error = ::fstat(descriptor, &status) == 0 ? 0 : errno;
  if (error != 0 || !S_ISREG(status.st_mode)) {
    ::close(descriptor);
    why = error != 0 ? read_failure(error, "read", path)
                     : read_result{read_errc::not_a_mailbox, path + " is no regular file"};
    return nullptr;
  }
  return std::shared_ptr<const input_file>(
      new input_file(descriptor, static_cast<std::uint64_t>(status.st_size), path));
}

input_file::input_file(int descriptor, std::uint64_t size, std::string path) noexcept
    : descriptor_(descriptor), size_(size), path_(std::move(path)) {}

input_file::~input_file() {
  ::close(descriptor_);
}

read_result input_file::read_at(std::uint64_t offset, std::span<char> into, std::size_t& got) const {
  ssize_t octets = 0;
  do {
    octets = ::pread(descriptor_, into.data(), into.size(), static_cast<off_t>(offset));
  } while (octets < 0 && errno == EINTR);
  got = octets < 0 ? 0 : static_cast<std::size_t>(octets);
  return octets < 0 ? read_failure(errno, "read", path_) : read_result{};
}

read_result file_octets::read(std::span<char> into, std::size_t& got) {
  got = 0;
  const auto most = static_cast<std::size_t>(std::min<std::uint64_t>(into.size(), octets_ - at_));
  if (most == 0) {
    return {};
  }
  read_result result = file_->read_at(begin_ + at_, into.first(most), got);
  at_ += got;
  return result;
}

read_result file_octets::seek(std::uint64_t offset) {
  at_ = std::min(offset, octets_);
  return {};
}

}  // namespace popquiz::client
