#include "base64.hpp"

#include <gsasl.h>

#include <memory>
#include <new>

namespace popquiz::sasl {
namespace {

using gsasl_text = std::unique_ptr<char, decltype(&gsasl_free)>;

}  // namespace

std::string base64_of(std::string_view octets) {
  char* text = nullptr;
  std::size_t size = 0;
  if (gsasl_base64_to(octets.data(), octets.size(), &text, &size) != GSASL_OK) {
    throw std::bad_alloc();
  }
  const gsasl_text owner(text, gsasl_free);
  return {text, size};
}

std::optional<std::string> from_base64(std::string_view text) {
  char* octets = nullptr;
  std::size_t size = 0;
  const int code = gsasl_base64_from(text.data(), text.size(), &octets, &size);
  if (code == GSASL_MALLOC_ERROR) {
    throw std::bad_alloc();
  }
  if (code != GSASL_OK) {
    return std::nullopt;
  }
  const gsasl_text owner(octets, gsasl_free);
  return std::string(octets, size);
}

}  // namespace popquiz::sasl
