#include "account/secret.hpp"

#include <cstring>

namespace popquiz::cli {

void wipe(std::string& text) noexcept {
  text.resize(text.capacity());  // allocates nothing
  ::explicit_bzero(text.data(), text.size());
  text.clear();
}

secret& secret::operator=(const secret& other) {
  if (this != &other) {
    wipe(text_);
    text_ = other.text_;
  }
  return *this;
}

secret& secret::operator=(secret&& other) noexcept {
  if (this != &other) {
    wipe(text_);
    text_.swap(other.text_);
  }
  return *this;
}

}  // namespace popquiz::cli
