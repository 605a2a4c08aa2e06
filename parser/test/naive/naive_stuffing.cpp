#include "naive_stuffing.hpp"

namespace popquiz::naive {

std::string naive_normalise(std::string_view message) {
  std::string out;
  for (const char c : message) {
    if (c == '\n' && !out.ends_with('\r')) {
      out += '\r';
    }
    out += c;
  }
  if (!out.empty() && !out.ends_with('\n')) {
    out += "\r\n";
  }
  return out;
}

std::string naive_stuff(std::string_view message) {
  std::string out;
  for (const char c : naive_normalise(message)) {
    if (c == '.' && (out.empty() || out.ends_with('\n'))) {
      out += '.';
    }
    out += c;
  }
  return out + ".\r\n";
}

}  // namespace popquiz::naive
