#pragma once

#include <popquiz/client/file_system.hpp>

#include <string>

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
  [[nodiscard]] int take() noexcept;
  void release() noexcept;

 private:
  [[nodiscard]] bool is_abandoned() noexcept;

  file_system& files_;
  std::string path_;
  bool held_ = false;
};

}  // namespace popquiz::client
