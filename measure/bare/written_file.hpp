#pragma once

#include "bare_stream.hpp"

#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>

#include <fcntl.h>
#include <unistd.h>

namespace popquiz::bench {

/// A new file, written by write(2) alone. Throws std::runtime_error.
class written_file {
 public:
  explicit written_file(const std::string& path)
      : file_(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600)) {
    if (file_.number() < 0) {
      throw std::runtime_error(path + " can't be made");
    }
  }

  void write(std::string_view octets) {
    while (!octets.empty()) {
      const ssize_t taken = ::write(file_.number(), octets.data(), octets.size());
      if (taken < 0) {
        throw std::runtime_error("write failed");
      }
      octets.remove_prefix(static_cast<std::size_t>(taken));
    }
  }
  void sync() {
    if (::fsync(file_.number()) != 0) {
      throw std::runtime_error("fsync failed");
    }
  }

 private:
  descriptor file_;
};

}  // namespace popquiz::bench
