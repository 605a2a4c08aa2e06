#include "progress.hpp"

#include <fmt/format.h>

#include <unistd.h>

#include <cstdio>

namespace popquiz::cli {
namespace {

// Wider would wrap on a small terminal, and then the line could not be taken away.
constexpr std::size_t widest = 60;

}  // namespace

progress::progress() : on_terminal_(::isatty(STDERR_FILENO) != 0) {}

void progress::show(std::size_t index, std::size_t count, const std::string& what) {
  if (on_terminal_) {
    fmt::print(stderr, "\r\x1b[K{}/{} {:.{}}", index + 1, count, what, widest);
    std::fflush(stderr);
    shown_ = true;
  }
}

void progress::clear() {
  if (shown_) {
    fmt::print(stderr, "\r\x1b[K");
    std::fflush(stderr);
    shown_ = false;
  }
}

}  // namespace popquiz::cli
