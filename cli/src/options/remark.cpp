#include "options/remark.hpp"

#include <cstdio>
#include <string>

namespace popquiz::cli {

void remark(std::string_view what) {
  std::string line = "popquiz: ";
  for (const char octet : what) {
    const auto value = static_cast<unsigned char>(octet);
    line += value < 0x20 || value == 0x7F ? ' ' : octet;
  }
  line += '\n';
  static_cast<void>(std::fwrite(line.data(), 1, line.size(), stderr));
}

bool print_out(std::string_view text) {
  return std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0;
}

}  // namespace popquiz::cli
