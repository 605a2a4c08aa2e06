#pragma once

#include <unistd.h>

#include <utility>

namespace popquiz::conformance {

/// A file descriptor that is closed when it goes.
class file_descriptor {
 public:
  explicit file_descriptor(int file = -1) noexcept : file_(file) {}
  ~file_descriptor() { close(); }
  file_descriptor(file_descriptor&& other) noexcept : file_(std::exchange(other.file_, -1)) {}
  file_descriptor& operator=(file_descriptor&& other) noexcept {
    if (this != &other) {
      close();
      file_ = std::exchange(other.file_, -1);
    }
    return *this;
  }

  [[nodiscard]] int get() const noexcept { return file_; }
  [[nodiscard]] explicit operator bool() const noexcept { return file_ >= 0; }
  /// Somebody else closes it.
  [[nodiscard]] int release() noexcept { return std::exchange(file_, -1); }
  void close() noexcept {
    if (file_ >= 0) {
      ::close(std::exchange(file_, -1));
    }
  }

 private:
  int file_;
};

}  // namespace popquiz::conformance
