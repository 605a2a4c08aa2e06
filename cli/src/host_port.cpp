#include "host_port.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace popquiz::cli {
namespace {

std::optional<std::uint16_t> parse_port(std::string_view text) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  return error == std::errc() && end == text.data() + text.size() ? std::optional(port) : std::nullopt;
}

}  // namespace

std::optional<host_port> parse_host_port(std::string_view text, std::string& why) {
  host_port found;
  std::string_view rest = text;
  if (text.starts_with('[')) {
    const std::size_t end = std::min(text.find(']'), text.size() - 1);
    found.host = text.substr(1, end - 1);
    rest = text.substr(end + 1);
    if (text[end] != ']') {
      found.host.clear();
    }
  } else {
    found.host = text.substr(0, text.find(':'));
    rest = text.substr(found.host.size());
  }
  if (found.host.empty()) {
    why = fmt::format("expected HOST[:PORT], IPv6 in brackets, found \"{}\"", text);
    return std::nullopt;
  }
  if (!rest.empty()) {
    found.port = rest.front() == ':' ? parse_port(rest.substr(1)) : std::nullopt;
    if (!found.port) {
      why = fmt::format("expected a port from 0 to 65535 behind \"{}\" (IPv6 goes in brackets), found \"{}\"",
                        found.host, rest);
      return std::nullopt;
    }
  }
  return found;
}

}  // namespace popquiz::cli
