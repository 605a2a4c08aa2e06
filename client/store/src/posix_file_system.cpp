#include <popquiz/client/file_system.hpp>

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <new>

namespace popquiz::client {
namespace {

constexpr std::size_t gather_limit = 64;  // pieces in one system call

class posix_file final : public open_file {
 public:
  explicit posix_file(int descriptor) noexcept : descriptor_(descriptor) {}
  ~posix_file() override { ::close(descriptor_); }
  posix_file(const posix_file&) = delete;
  posix_file& operator=(const posix_file&) = delete;

  [[nodiscard]] int write(std::span<const std::string_view> pieces) noexcept override {
    std::size_t piece = 0;
    std::size_t offset = 0;
    while (piece < pieces.size()) {
      std::array<iovec, gather_limit> vectors;
      std::size_t count = 0;
      std::size_t skip = offset;
      for (std::size_t i = piece; i < pieces.size() && count < vectors.size(); ++i) {
        const std::string_view rest = pieces[i].substr(skip);
        vectors[count++] = {const_cast<char*>(rest.data()), rest.size()};
        skip = 0;
      }
      const ssize_t wrote = ::writev(descriptor_, vectors.data(), static_cast<int>(count));
      if (wrote < 0) {
        if (errno == EINTR) {
          continue;
        }
        return errno;
      }
      auto left = static_cast<std::size_t>(wrote);
      while (piece < pieces.size() && left >= pieces[piece].size() - offset) {
        left -= pieces[piece].size() - offset;
        offset = 0;
        ++piece;
      }
      offset += left;
    }
    return 0;
  }
  [[nodiscard]] int read_at(std::uint64_t offset, std::span<char> into, std::size_t& got) noexcept override {
    got = 0;
    while (got < into.size()) {
      const ssize_t read =
          ::pread(descriptor_, into.data() + got, into.size() - got, static_cast<off_t>(offset + got));
      if (read < 0 && errno == EINTR) {
        continue;
      }
      if (read < 0) {
        return errno;
      }
      if (read == 0) {
        break;
      }
      got += static_cast<std::size_t>(read);
    }
    return 0;
  }
  [[nodiscard]] int truncate(std::uint64_t octets) noexcept override {
    return ::ftruncate(descriptor_, static_cast<off_t>(octets)) == 0 ? 0 : errno;
  }
  [[nodiscard]] int size(std::uint64_t& octets) noexcept override {
    struct stat facts = {};
    if (::fstat(descriptor_, &facts) != 0) {
      return errno;
    }
    octets = static_cast<std::uint64_t>(facts.st_size);
    return 0;
  }
  [[nodiscard]] int sync() noexcept override { return ::fsync(descriptor_) == 0 ? 0 : errno; }
  [[nodiscard]] int lock() noexcept override {
    struct flock whole = {};
    whole.l_type = F_WRLCK;
    whole.l_whence = SEEK_SET;
    if (::fcntl(descriptor_, F_SETLK, &whole) == 0) {
      return 0;
    }
    return errno == EACCES ? EAGAIN : errno;
  }

 private:
  int descriptor_;
};

class posix final : public file_system {
 public:
  [[nodiscard]] int open(const std::string& path, open_how how,
                         std::unique_ptr<open_file>& into) noexcept override {
    int flags = O_CLOEXEC;
    switch (how) {
      case open_how::create_new:
        flags |= O_RDWR | O_CREAT | O_EXCL | O_APPEND;
        break;
      case open_how::append:
        flags |= O_RDWR | O_CREAT | O_APPEND;
        break;
      case open_how::existing:
        flags |= O_RDONLY;
        break;
    }
    const int descriptor = ::open(path.c_str(), flags, 0600);
    if (descriptor < 0) {
      return errno;
    }
    into.reset(new (std::nothrow) posix_file(descriptor));
    if (into == nullptr) {
      ::close(descriptor);
      return ENOMEM;
    }
    return 0;
  }
  [[nodiscard]] int make_folder(const std::string& path) noexcept override {
    if (::mkdir(path.c_str(), 0700) == 0) {
      return 0;
    }
    if (errno != EEXIST) {
      return errno;
    }
    struct stat facts = {};
    return ::stat(path.c_str(), &facts) == 0 && S_ISDIR(facts.st_mode) ? 0 : ENOTDIR;
  }
  [[nodiscard]] int rename(const std::string& from, const std::string& to) noexcept override {
    return std::rename(from.c_str(), to.c_str()) == 0 ? 0 : errno;
  }
  [[nodiscard]] int link(const std::string& from, const std::string& to) noexcept override {
    return ::link(from.c_str(), to.c_str()) == 0 ? 0 : errno;
  }
  [[nodiscard]] int remove(const std::string& path) noexcept override {
    return ::unlink(path.c_str()) == 0 ? 0 : errno;
  }
  [[nodiscard]] int list(const std::string& folder,
                         const std::function<void(std::string_view)>& name) noexcept override try {
    struct closer {
      void operator()(DIR* entries) const noexcept { ::closedir(entries); }
    };
    const std::unique_ptr<DIR, closer> entries(::opendir(folder.c_str()));
    if (entries == nullptr) {
      return errno;
    }
    errno = 0;
    while (const dirent* const entry = ::readdir(entries.get())) {
      const std::string_view found = entry->d_name;
      if (found != "." && found != "..") {
        name(found);
      }
      errno = 0;
    }
    return errno;
  } catch (const std::bad_alloc&) {
    return ENOMEM;
  }
  [[nodiscard]] int sync_folder(const std::string& folder) noexcept override {
    return with_folder(folder, ::fsync);
  }
  [[nodiscard]] int sync_all(const std::string& folder) noexcept override {
    return with_folder(folder, ::syncfs);
  }

 private:
  static int with_folder(const std::string& folder, int (*what)(int)) noexcept {
    const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) {
      return errno;
    }
    const int code = what(descriptor) == 0 ? 0 : errno;
    ::close(descriptor);
    return code;
  }
};

}  // namespace

file_system& posix_file_system() noexcept {
  static posix system;
  return system;
}

}  // namespace popquiz::client
