#include <popquiz/conformance/driver.hpp>

#include "client/delivery_form.hpp"

#include <algorithm>

namespace popquiz::conformance {
namespace {

/// Where the line that begins at `at` ends, its LF included.
std::size_t behind_line(std::string_view octets, std::size_t at) {
  const std::size_t end = octets.find('\n', at);
  return end == std::string_view::npos ? octets.size() : end + 1;
}

}  // namespace

std::string delivered_form(const delivery_form& form, std::string_view canonical) {
  if (form.crlf && form.keeps_cr) {
    return std::string(canonical);
  }
  std::string delivered;
  delivered.reserve(canonical.size());
  for (std::size_t i = 0; i < canonical.size(); ++i) {
    if (canonical[i] == '\r') {
      const bool ends_line = i + 1 < canonical.size() && canonical[i + 1] == '\n';
      if (ends_line ? !form.crlf : !form.keeps_cr) {
        continue;
      }
    }
    delivered += canonical[i];
  }
  return delivered;
}

std::string_view without_added_fields(const delivery_form& form, std::string_view delivered) {
  for (const std::string& field : form.adds) {
    if (!delivered.starts_with(field)) {
      continue;
    }
    std::size_t end = behind_line(delivered, 0);
    while (end < delivered.size() && (delivered[end] == ' ' || delivered[end] == '\t')) {  // it is folded
      end = behind_line(delivered, end);
    }
    delivered.remove_prefix(end);
  }
  return delivered;
}

}  // namespace popquiz::conformance
