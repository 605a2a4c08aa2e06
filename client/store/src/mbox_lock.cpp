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

// A lock that does not say yet whose it is could not be told from another program's, and would stay when this
// process ended at that moment: it is written under a name of its own first.
int mbox_lock::take() noexcept try {
  const std::string process = std::to_string(::getpid());
  const std::string claim = path_ + '.' + process;
  static_cast<void>(files_.remove(claim));  // of one that had our number
  const std::string text = std::string(ours) + process + '\n';
  int error = write_new(claim, text);
  if (error == 0) {
    error = publish(claim, text);
  }
  static_cast<void>(files_.remove(claim));
  return error;
} catch (...) {
  return ENOMEM;
}

int mbox_lock::write_new(const std::string& path, std::string_view text) noexcept {
  std::unique_ptr<open_file> file;
  if (const int error = files_.open(path, open_how::create_new, file); error != 0) {
    return error;
  }
  int error = file->write({&text, 1});
  if (error == 0) {
    error = file->sync();  // a lock that a power failure left empty would be nobody's for ever
  }
  if (error != 0) {
    static_cast<void>(files_.remove(path));
  }
  return error;
}

int mbox_lock::publish(const std::string& claim, std::string_view text) noexcept {
  for (int tries = 0; tries < 2; ++tries) {
    int error = files_.link(claim, path_);
    if (error == EPERM || error == EOPNOTSUPP) {
      error = write_new(path_, text);  // no second names here: the best there is
    }
    if (error != EEXIST) {
      held_ = error == 0;
      return error;
    }
    if (!is_abandoned()) {
      return EAGAIN;
    }
    if (const int removed = files_.remove(path_); removed != 0 && removed != ENOENT) {
      return removed;
    }
  }
  return EAGAIN;
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
