#include "progress.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <string>

namespace popquiz::cli {
namespace {

constexpr std::string_view erase_line = "\r\x1b[K";
constexpr std::size_t usual_columns = 80;

/// As much of `text` as `limit` allows, without what would move the cursor.
void append_visible(std::string& to, std::string_view text, std::size_t limit) {
  for (const char octet : text.substr(0, limit)) {
    const auto value = static_cast<unsigned char>(octet);
    to += value < 0x20 || value == 0x7F ? ' ' : octet;
  }
}

}  // namespace

progress::progress() : progress(STDERR_FILENO) {}

progress::progress(int file) : file_(file), on_terminal_(::isatty(file) != 0) {}

std::size_t progress::columns() const noexcept {
  winsize size{};
  return ::ioctl(file_, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : usual_columns;
}

void progress::show(std::string_view text) {
  if (on_terminal_) {
    std::string octets(erase_line);
    // One column less: a full line wraps on some terminals, and could not be taken away then.
    append_visible(octets, text, std::max<std::size_t>(columns(), 2) - 1);
    write(octets);
    shown_ = true;
  }
}

void progress::clear() {
  if (shown_) {
    write(erase_line);
    shown_ = false;
  }
}

void progress::print(std::string_view text) {
  clear();
  std::string octets;
  append_visible(octets, text, text.size());
  octets += '\n';
  write(octets);
}

void progress::write(std::string_view octets) const {
  while (!octets.empty()) {
    const ssize_t written = ::write(file_, octets.data(), octets.size());
    if (written < 0 && errno == EINTR) {
      continue;
    }
    if (written <= 0) {
      return;  // nobody sees it: no reason to fail
    }
    octets.remove_prefix(static_cast<std::size_t>(written));
  }
}

}  // namespace popquiz::cli
