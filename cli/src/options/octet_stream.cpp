#include "options/octet_stream.hpp"

#include <poll.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

namespace popquiz::cli {
namespace {

constexpr std::size_t most_pieces = 256;  // a system call; any POSIX system takes 16, Linux 1024

/// Repeats a system call that a signal has interrupted or that a non-blocking descriptor was not ready for.
template <class Call>
ssize_t repeated(int file, short ready_for, Call call) {
  for (;;) {
    const ssize_t octets = call();
    if (octets >= 0 || (errno != EINTR && errno != EAGAIN)) {
      return octets;
    }
    if (errno == EAGAIN) {
      pollfd waiting{file, ready_for, 0};
      static_cast<void>(::poll(&waiting, 1, -1));
    }
  }
}

/// One system call; octets written, -1 on failure. The first piece goes without its first `skipped` octets.
ssize_t write_some(int file, std::span<const std::string_view> pieces, std::size_t skipped) {
  std::array<iovec, most_pieces> vectors;
  const std::size_t count = std::min(pieces.size(), vectors.size());
  for (std::size_t i = 0; i < count; ++i) {
    const std::string_view piece = i == 0 ? pieces[i].substr(skipped) : pieces[i];
    // writev() does not write there; its type is that of readv().
    vectors[i] = {const_cast<char*>(piece.data()), piece.size()};
  }
  return repeated(file, POLLOUT, [&] { return ::writev(file, vectors.data(), static_cast<int>(count)); });
}

}  // namespace

std::optional<std::size_t> read_octets(int file, std::span<char> into) {
  const ssize_t octets = repeated(file, POLLIN, [&] { return ::read(file, into.data(), into.size()); });
  return octets < 0 ? std::nullopt : std::optional(static_cast<std::size_t>(octets));
}

bool write_octets(int file, std::span<const std::string_view> pieces) {
  std::size_t skipped = 0;
  while (!pieces.empty()) {
    const ssize_t written = write_some(file, pieces, skipped);
    if (written < 0) {
      return false;
    }
    skipped += static_cast<std::size_t>(written);
    while (!pieces.empty() && skipped >= pieces.front().size()) {
      skipped -= pieces.front().size();
      pieces = pieces.subspan(1);
    }
  }
  return true;
}

}  // namespace popquiz::cli
