#pragma once

#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <cstring>
#include <new>
#include <stdexcept>
#include <string_view>

namespace popquiz::testkit {

/// Memory between two pages that must not be touched: code that reads one octet too far, in front
/// or behind, dies on the spot, with or without a sanitizer.
class guarded_buffer {
 public:
  /// `capacity`: octets that can be placed at most; rounded up to whole pages.
  explicit guarded_buffer(std::size_t capacity)
      : page_(static_cast<std::size_t>(::sysconf(_SC_PAGESIZE))),
        size_((capacity / page_ + 1) * page_),
        map_(::mmap(nullptr, size_ + 2 * page_, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)) {
    if (map_ == MAP_FAILED || ::mprotect(begin(), size_, PROT_READ | PROT_WRITE) != 0) {
      throw std::bad_alloc();
    }
  }
  ~guarded_buffer() { ::munmap(map_, size_ + 2 * page_); }
  guarded_buffer(const guarded_buffer&) = delete;
  guarded_buffer& operator=(const guarded_buffer&) = delete;

  /// A copy of `octets` whose end touches the guard. Valid until the next copy.
  [[nodiscard]] std::string_view at_end(std::string_view octets) {
    require_room(octets);
    return place(octets, begin() + size_ - octets.size());
  }
  /// A copy of `octets` whose begin touches the guard. Valid until the next copy.
  [[nodiscard]] std::string_view at_begin(std::string_view octets) {
    require_room(octets);
    return place(octets, begin());
  }

 private:
  [[nodiscard]] char* begin() const noexcept { return static_cast<char*>(map_) + page_; }
  void require_room(std::string_view octets) const {
    if (octets.size() > size_) {
      throw std::length_error("guarded_buffer: capacity exceeded");
    }
  }
  static std::string_view place(std::string_view octets, char* to) noexcept {
    if (!octets.empty()) {
      std::memcpy(to, octets.data(), octets.size());
    }
    return {to, octets.size()};
  }

  std::size_t page_;
  std::size_t size_;
  void* map_;
};

}  // namespace popquiz::testkit
