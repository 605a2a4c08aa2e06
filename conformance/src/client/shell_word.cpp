#include "client/shell_word.hpp"

namespace popquiz::conformance {

std::string shell_word(std::string_view word) {
  constexpr std::string_view plain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./:=@%+,";
  if (!word.empty() && word.find_first_not_of(plain) == std::string_view::npos) {
    return std::string(word);
  }
  std::string text = "'";
  for (const char octet : word) {
    text += octet == '\'' ? std::string("'\\''") : std::string(1, octet);
  }
  return text + "'";
}

}  // namespace popquiz::conformance
