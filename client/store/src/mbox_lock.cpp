#include "mbox_lock.hpp"

#include <signal.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>

namespace popquiz::client {
namespace {

// Only a lock that says so is one of ours; everybody else's is left alone.
constexpr std::string_view ours = "popquiz ";

}  // namespace

int mbox_lock::take() noexcept try {
  for (int tries = 0; tries < 2; ++tries) {
    std::unique_ptr<open_file> file;
    const int error = files_.open(path_, open_how::create_new, file);
    if (error == 0) {
      held_ = true;
      const std::string text = std::string(ours) + std::to_string(::getpid()) + '\n';
      const std::string_view octets = text;
      return file->write({&octets, 1});
    }
    if (error != EEXIST || !is_abandoned()) {
      return error == EEXIST ? EAGAIN : error;
    }
    if (const int removed = files_.remove(path_); removed != 0 && removed != ENOENT) {
      return removed;
    }
  }
  return EAGAIN;
} catch (...) {
  return ENOMEM;
}

bool mbox_lock::is_abandoned() noexcept {
  std::unique_ptr<open_file> file;
  std::array<char, 64> text{};
  std::size_t got = 0;
  if (files_.open(path_, open_how::existing, file) != 0 || file->read_at(0, text, got) != 0) {
    return false;
  }
  const std::string_view line(text.data(), got);
  if (!line.starts_with(ours)) {
    return false;
  }
  pid_t process = 0;
  const auto [end, error] = std::from_chars(line.data() + ours.size(), line.data() + line.size(), process);
  // Of this process itself: one that could not be removed.
  return error == std::errc() && process > 0 &&
         (process == ::getpid() || (::kill(process, 0) != 0 && errno == ESRCH));
}

void mbox_lock::release() noexcept {
  if (held_) {
    held_ = false;
    static_cast<void>(files_.remove(path_));
  }
}

}  // namespace popquiz::client
