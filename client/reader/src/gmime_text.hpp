#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

// What the sources that know GMime share; no public header includes it.
namespace popquiz::client {

/// Makes GMime ready, once.
void need_gmime();

/// `text` as a C string for GMime: at most so many octets, NULs replaced.
[[nodiscard]] std::string for_gmime(std::string_view text, std::size_t most);

/// Text that GMime gave, as valid UTF-8; empty for null.
[[nodiscard]] std::string valid_utf8(const char* text);

struct object_release {
  void operator()(void* object) const noexcept;
};
/// A reference to an object of GMime's.
template <class T>
using object_ref = std::unique_ptr<T, object_release>;

struct memory_release {
  void operator()(char* text) const noexcept;
};
using owned_text = std::unique_ptr<char, memory_release>;

}  // namespace popquiz::client
