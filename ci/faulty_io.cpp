// For ci/crash-test, as LD_PRELOAD: the FAULT_AT-th call, from 1, that would change a file fails with FAULT
// (ENOSPC or EIO); a write then writes half of what it was given. Sockets and pipes are left alone.
#include <dlfcn.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdarg>
#include <cstdlib>
#include <cstring>

namespace {

std::atomic<long> calls = 0;

bool fails() {
  static const char* const at = std::getenv("FAULT_AT");
  return at != nullptr && ++calls == std::atol(at);
}

bool is_file(int descriptor) {
  struct stat facts = {};
  return ::fstat(descriptor, &facts) == 0 && (S_ISREG(facts.st_mode) || S_ISDIR(facts.st_mode));
}

int failure() {
  const char* const name = std::getenv("FAULT");
  errno = name != nullptr && std::strcmp(name, "EIO") == 0 ? EIO : ENOSPC;
  return -1;
}

template <class Function>
Function real(const char* name) {
  return reinterpret_cast<Function>(::dlsym(RTLD_NEXT, name));
}

}  // namespace

extern "C" {

ssize_t write(int descriptor, const void* octets, size_t count) {
  static const auto next = real<ssize_t (*)(int, const void*, size_t)>("write");
  if (is_file(descriptor) && fails()) {
    (void)!next(descriptor, octets, count / 2);
    return failure();
  }
  return next(descriptor, octets, count);
}

ssize_t writev(int descriptor, const struct iovec* pieces, int count) {
  static const auto next = real<ssize_t (*)(int, const struct iovec*, int)>("writev");
  if (is_file(descriptor) && fails()) {
    (void)!next(descriptor, pieces, count / 2);
    return failure();
  }
  return next(descriptor, pieces, count);
}

ssize_t pwrite64(int descriptor, const void* octets, size_t count, off64_t offset) {
  static const auto next = real<ssize_t (*)(int, const void*, size_t, off64_t)>("pwrite64");
  if (is_file(descriptor) && fails()) {
    (void)!next(descriptor, octets, count / 2, offset);
    return failure();
  }
  return next(descriptor, octets, count, offset);
}

ssize_t pwrite(int descriptor, const void* octets, size_t count, off_t offset) {
  return pwrite64(descriptor, octets, count, offset);
}

int fsync(int descriptor) {
  static const auto next = real<int (*)(int)>("fsync");
  return fails() ? failure() : next(descriptor);
}

int fdatasync(int descriptor) {
  static const auto next = real<int (*)(int)>("fdatasync");
  return fails() ? failure() : next(descriptor);
}

int syncfs(int descriptor) {
  static const auto next = real<int (*)(int)>("syncfs");
  return fails() ? failure() : next(descriptor);
}

int ftruncate64(int descriptor, off64_t octets) {
  static const auto next = real<int (*)(int, off64_t)>("ftruncate64");
  return fails() ? failure() : next(descriptor, octets);
}

int ftruncate(int descriptor, off_t octets) {
  return ftruncate64(descriptor, octets);
}

int rename(const char* from, const char* to) {
  static const auto next = real<int (*)(const char*, const char*)>("rename");
  return fails() ? failure() : next(from, to);
}

int link(const char* from, const char* to) {
  static const auto next = real<int (*)(const char*, const char*)>("link");
  return fails() ? failure() : next(from, to);
}

int unlink(const char* path) {
  static const auto next = real<int (*)(const char*)>("unlink");
  return fails() ? failure() : next(path);
}

int open64(const char* path, int flags, ...) {
  static const auto next = real<int (*)(const char*, int, ...)>("open64");
  va_list more;
  va_start(more, flags);
  const int mode = (flags & O_CREAT) != 0 ? va_arg(more, int) : 0;
  va_end(more);
  if ((flags & O_CREAT) != 0 && fails()) {
    return failure();
  }
  return next(path, flags, mode);
}

int open(const char* path, int flags, ...) {
  va_list more;
  va_start(more, flags);
  const int mode = (flags & O_CREAT) != 0 ? va_arg(more, int) : 0;
  va_end(more);
  return open64(path, flags, mode);
}

}  // extern "C"
