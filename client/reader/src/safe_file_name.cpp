#include <popquiz/client/safe_file_name.hpp>

#include <popquiz/client/reader_limits.hpp>
#include <popquiz/client/safe_text.hpp>

#include <algorithm>

namespace popquiz::client {
namespace {

constexpr std::size_t longest_extension = 16;  // octets, with the dot
constexpr std::string_view meaningful = "<>:\"|?*$&;!'`\\/";

/// What safe_line() puts in the place of controls and of octets that are no text.
constexpr std::string_view pictures_begin = "\xE2\x90";  // U+2400 to U+243F
constexpr std::string_view replacement_octets = "\xEF\xBF\xBD";

std::string without_signs(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    if (text.starts_with(pictures_begin) || text.starts_with(replacement_octets)) {
      text.remove_prefix(3);
      out += '_';
    } else {
      out += meaningful.find(text.front()) == std::string_view::npos ? text.front() : '_';
      text.remove_prefix(1);
    }
  }
  return out;
}

/// Where the extension begins, or the end.
std::size_t extension_at(std::string_view name) {
  const std::size_t dot = name.rfind('.');
  return dot == std::string_view::npos || dot == 0 || name.size() - dot > longest_extension ? name.size()
                                                                                            : dot;
}

/// At most so many octets, and no half characters.
std::string_view cut(std::string_view text, std::size_t most) {
  if (text.size() <= most) {
    return text;
  }
  while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xC0U) == 0x80U) {
    --most;
  }
  return text.substr(0, most);
}

}  // namespace

std::string safe_file_name(std::string_view name, std::string_view fallback) {
  const std::size_t slash = name.find_last_of("/\\");
  std::string text =
      without_signs(safe_line(slash == std::string_view::npos ? name : name.substr(slash + 1)));
  text.erase(std::min(text.find_last_not_of(" .") + 1, text.size()));
  text.erase(0, std::min(text.find_first_not_of(' '), text.size()));
  if (text.find_first_not_of("_ .-") == std::string::npos) {
    return std::string(fallback);
  }
  if (text.front() == '.' || text.front() == '-' || text.front() == '~') {
    text.front() = '_';
  }
  const std::string extension = text.substr(extension_at(text));
  const std::string_view stem = std::string_view(text).substr(0, text.size() - extension.size());
  return std::string(cut(stem, reader_limits::file_name_octets - extension.size())) + extension;
}

std::string numbered_file_name(std::string_view name, unsigned number) {
  const std::size_t at = extension_at(name);
  return std::string(name.substr(0, at)) + '-' + std::to_string(number) + std::string(name.substr(at));
}

}  // namespace popquiz::client
