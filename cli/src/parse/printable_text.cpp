#include "parse/printable_text.hpp"

#include <popquiz/script/transcript.hpp>

namespace popquiz::cli {

std::string printable(std::string_view octets) {
  return script::transcript().printable(octets);
}

}  // namespace popquiz::cli
