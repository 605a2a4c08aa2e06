#pragma once

#include <popquiz/client/file_system.hpp>

#include <string>
#include <string_view>

namespace popquiz::client {

/// FILE.lock, as mail programs have it for an mbox. Released when it goes.
class mbox_lock {
 public:
  /// `files` must outlive it.
  mbox_lock(file_system& files, const std::string& mbox) : files_(files), path_(mbox + ".lock") {}
  ~mbox_lock() { release(); }
  mbox_lock(const mbox_lock&) = delete;
  mbox_lock& operator=(const mbox_lock&) = delete;

  /// 0, or EAGAIN when another program holds it. A lock of ours whose process is gone is taken over.
  /// One that is killed meanwhile may leave FILE.lock.PID, which means nothing.
  [[nodiscard]] int take() noexcept;
  void release() noexcept;

 private:
  /// A file that was not there, with this text. None when it fails.
  [[nodiscard]] int write_new(const std::string& path, std::string_view text) noexcept;
  /// Makes the lock of `claim`, a file with its text, unless somebody has it: EAGAIN.
  [[nodiscard]] int publish(const std::string& claim, std::string_view text) noexcept;
  [[nodiscard]] bool is_abandoned() noexcept;

  file_system& files_;
  std::string path_;
  bool held_ = false;
};

}  // namespace popquiz::client
