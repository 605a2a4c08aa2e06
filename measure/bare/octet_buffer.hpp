#pragma once

#include <cstddef>
#include <memory>
#include <string_view>

namespace popquiz::bench {

/// Octets at the start of a page, every page touched once: what is measured is neither the kernel's
/// handing out of pages nor luck with alignment or huge pages (it asks for none).
class octet_buffer {
 public:
  explicit octet_buffer(std::size_t size);
  explicit octet_buffer(std::string_view octets);

  [[nodiscard]] char* data() noexcept { return pages_.get(); }
  [[nodiscard]] std::string_view octets() const noexcept { return {pages_.get(), pages_.get_deleter().size}; }

 private:
  struct unmap {
    std::size_t size;
    void operator()(char* pages) const noexcept;
  };
  std::unique_ptr<char, unmap> pages_;
};

}  // namespace popquiz::bench
