#include "octet_buffer.hpp"

#include <cerrno>
#include <cstring>
#include <system_error>

#include <sys/mman.h>

namespace popquiz::bench {

void octet_buffer::unmap::operator()(char* pages) const noexcept {
  ::munmap(pages, size);
}

octet_buffer::octet_buffer(std::size_t size) : pages_(nullptr, unmap{size}) {
  void* const pages = ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (pages == MAP_FAILED) {
    throw std::system_error(errno, std::generic_category(), "octet_buffer: mmap");
  }
  // Fails where the kernel knows no huge pages: then there are none to refuse.
  (void)::madvise(pages, size, MADV_NOHUGEPAGE);
  pages_.reset(static_cast<char*>(pages));
  std::memset(pages, 0, size);
}

octet_buffer::octet_buffer(std::string_view octets) : octet_buffer(octets.size()) {
  std::memcpy(data(), octets.data(), octets.size());
}

}  // namespace popquiz::bench
