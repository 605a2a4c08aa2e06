#include <popquiz/sasl/saslprep.hpp>

#include "secrets.hpp"

#include <gsasl.h>

#include <cstring>
#include <memory>
#include <new>
#include <utility>

namespace popquiz::sasl {
namespace {

using gsasl_text = std::unique_ptr<char, decltype(&gsasl_free)>;

/// Null when the text can't be prepared.
gsasl_text prepare(const char* text, Gsasl_saslprep_flags flags) {
  char* prepared = nullptr;
  const int code = gsasl_saslprep(text, flags, &prepared, nullptr);
  if (code == GSASL_MALLOC_ERROR) {
    throw std::bad_alloc();
  }
  return {code == GSASL_OK ? prepared : nullptr, gsasl_free};
}

/// GNU SASL 2.2.0 takes its flag the wrong way round: with it U+0221, which Unicode 3.2 had not assigned, is
/// refused. One that has been mended is asked the same question.
Gsasl_saslprep_flags flag_for(string_use use) {
  static const bool flag_allows = prepare("\xC8\xA1", GSASL_ALLOW_UNASSIGNED) != nullptr;
  return (use == string_use::query) == flag_allows ? GSASL_ALLOW_UNASSIGNED : Gsasl_saslprep_flags{};
}

}  // namespace

std::optional<std::string> saslprep(const std::string& text, string_use use) {
  if (text.find('\0') != std::string::npos) {
    return std::nullopt;
  }
  const gsasl_text prepared = prepare(text.c_str(), flag_for(use));
  const std::size_t size = prepared == nullptr ? 0 : std::strlen(prepared.get());
  if (size == 0) {
    return std::nullopt;
  }
  std::optional<std::string> made(std::in_place, prepared.get(), size);
  wipe(prepared.get(), size);
  return made;
}

}  // namespace popquiz::sasl
