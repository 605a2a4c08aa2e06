#include "mbox_rewrite.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <map>
#include <utility>
#include <vector>

namespace popquiz::mockserver {
namespace {

/// FILE.lock, as mail programs have it for an mbox; gone when this goes.
class lock_file {
 public:
  explicit lock_file(const std::string& mbox) : path_(mbox + ".lock") {
    const int made = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (made < 0) {
      return;
    }
    held_ = true;
    // popquiz fetch takes such a lock over when its process is gone.
    const std::string text = "popquiz " + std::to_string(::getpid()) + "\n";
    held_ = ::write(made, text.data(), text.size()) == static_cast<ssize_t>(text.size());
    if (::close(made) != 0 || !held_) {
      static_cast<void>(::unlink(path_.c_str()));
      held_ = false;
    }
  }
  ~lock_file() {
    if (held_) {
      static_cast<void>(::unlink(path_.c_str()));
    }
  }
  lock_file(const lock_file&) = delete;
  lock_file& operator=(const lock_file&) = delete;

  [[nodiscard]] bool held() const noexcept { return held_; }

 private:
  std::string path_;
  bool held_ = false;
};

/// A new file beside the mbox, gone when this goes unless it has taken the mbox's place.
class replacement {
 public:
  explicit replacement(const std::string& mbox) : path_(mbox + ".popquiz-XXXXXX") {
    descriptor_ = ::mkostemp(path_.data(), O_CLOEXEC);
  }
  ~replacement() {
    if (descriptor_ >= 0) {
      static_cast<void>(::close(descriptor_));
      if (!placed_) {
        static_cast<void>(::unlink(path_.c_str()));
      }
    }
  }
  replacement(const replacement&) = delete;
  replacement& operator=(const replacement&) = delete;

  [[nodiscard]] bool is_open() const noexcept { return descriptor_ >= 0; }

  /// The mode, and where we may the owner.
  [[nodiscard]] bool take_rights(int from) const noexcept {
    struct stat of{};
    if (::fstat(from, &of) != 0) {
      return false;
    }
    const bool owned = of.st_uid == ::geteuid() || ::fchown(descriptor_, of.st_uid, of.st_gid) == 0;
    return owned && ::fchmod(descriptor_, of.st_mode & 07777U) == 0;
  }

  [[nodiscard]] bool write(std::string_view octets) const noexcept {
    while (!octets.empty()) {
      const ssize_t some = ::write(descriptor_, octets.data(), octets.size());
      if (some < 0 && errno != EINTR) {
        return false;
      }
      octets.remove_prefix(static_cast<std::size_t>(std::max<ssize_t>(some, 0)));
    }
    return true;
  }

  /// Durable before it counts, and counting durably.
  [[nodiscard]] bool place(const std::string& mbox) {
    if (::fsync(descriptor_) != 0 || std::rename(path_.c_str(), mbox.c_str()) != 0) {
      return false;
    }
    placed_ = true;
    const std::string folder = std::filesystem::path(mbox).parent_path();
    const int opened = ::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (opened >= 0) {
      static_cast<void>(::fsync(opened));  // the messages are gone either way
      static_cast<void>(::close(opened));
    }
    return true;
  }

 private:
  std::string path_;
  int descriptor_ = -1;
  bool placed_ = false;
};

bool lock_for_writing(int descriptor) noexcept {
  struct flock all{};
  all.l_type = F_WRLCK;
  all.l_whence = SEEK_SET;
  return ::fcntl(descriptor, F_SETLK, &all) == 0;
}

bool copy(const mbox_file& from, std::uint64_t begin, std::uint64_t end, const replacement& into) {
  std::vector<char> room(mbox_piece);
  while (begin < end) {
    const std::string_view piece = from.read(begin, end, room);
    if (piece.empty() || !into.write(piece)) {
      return false;
    }
    begin += piece.size();
  }
  return true;
}

/// Messages to be left out, each once.
class unwanted_messages {
 public:
  explicit unwanted_messages(std::span<const mbox_entry> which) {
    for (const mbox_entry& each : which) {
      ++left_[{each.hash, each.octets}];
    }
  }
  /// True when this is one of them that was not met before.
  [[nodiscard]] bool take(const mbox_entry& entry) {
    const auto found = left_.find({entry.hash, entry.octets});
    if (found == left_.end() || found->second == 0) {
      return false;
    }
    --found->second;
    return true;
  }

 private:
  std::map<std::pair<std::uint64_t, std::uint64_t>, std::size_t> left_;
};

/// False when something fails.
bool copy_wanted(const mbox_file& from, const mbox_index& index, unwanted_messages unwanted,
                 const replacement& into) {
  const std::uint64_t octets = from.state().octets;
  for (std::size_t i = 0; i < index.size(); ++i) {
    const std::uint64_t end = i + 1 == index.size() ? octets : index[i + 1].from;
    if (!unwanted.take(index[i]) && !copy(from, index[i].from, end, into)) {
      return false;
    }
  }
  return true;
}

}  // namespace

bool rewrite_mbox(const std::string& path, mbox_quoting quoting, std::span<const mbox_entry> without) {
  const lock_file lock(path);
  const auto file = lock.held() ? mbox_file::open(path, mbox_file::access::read_and_lock) : nullptr;
  if (file == nullptr || !lock_for_writing(file->descriptor())) {
    return false;
  }
  const file_state before = file->state();
  std::string why;
  const auto index = file->make_index(quoting, why);
  replacement made(path);
  // Somebody who knows no locks may have written in the meantime.
  return index && made.is_open() && made.take_rights(file->descriptor()) &&
         copy_wanted(*file, *index, unwanted_messages(without), made) && file->state() == before &&
         made.place(path);
}

}  // namespace popquiz::mockserver
