#pragma once

#include <popquiz/client/file_system.hpp>

#include <unistd.h>

#include <cerrno>
#include <utility>

namespace popquiz::client {

/// The system's file system, but the n-th call of it, from 1, fails with an error; a write then writes half.
class failing_file_system final : public file_system {
 public:
  int fail_at = 0;  ///< 0: none does
  int error = ENOSPC;
  bool dies = false;           ///< the process ends in place of that call, with status 9, as if it was killed
  bool one_name_only = false;  ///< no file can have a second name
  int calls = 0;
  std::string asked;  ///< writes, syncs, links and renames in their order: "wslr"

  [[nodiscard]] bool fails(char letter = 0) {
    if (letter != 0) {
      asked += letter;
    }
    const bool is_the_one = ++calls == fail_at;
    if (is_the_one && dies) {
      ::_exit(9);
    }
    return is_the_one;
  }

  int open(const std::string& path, open_how how, std::unique_ptr<open_file>& into) noexcept override {
    if (fails()) {
      return error;
    }
    std::unique_ptr<open_file> opened;
    const int code = real().open(path, how, opened);
    if (code == 0) {
      into = std::make_unique<file>(*this, std::move(opened));
    }
    return code;
  }
  int make_folder(const std::string& path) noexcept override {
    return fails() ? error : real().make_folder(path);
  }
  int rename(const std::string& from, const std::string& to) noexcept override {
    return fails('r') ? error : real().rename(from, to);
  }
  int link(const std::string& from, const std::string& to) noexcept override {
    return one_name_only ? EPERM : fails('l') ? error : real().link(from, to);
  }
  int remove(const std::string& path) noexcept override { return fails() ? error : real().remove(path); }
  int list(const std::string& folder, const std::function<void(std::string_view)>& name) noexcept override {
    return fails() ? error : real().list(folder, name);
  }
  int sync_folder(const std::string& folder) noexcept override {
    return fails() ? error : real().sync_folder(folder);
  }
  int sync_all(const std::string& folder) noexcept override {
    return fails() ? error : real().sync_all(folder);
  }

 private:
  class file final : public open_file {
   public:
    file(failing_file_system& of, std::unique_ptr<open_file> real) : of_(of), real_(std::move(real)) {}
    int write(std::span<const std::string_view> pieces) noexcept override {
      if (!of_.fails('w')) {
        return real_->write(pieces);
      }
      const std::string_view half = pieces.front().substr(0, pieces.front().size() / 2);
      static_cast<void>(real_->write({&half, 1}));
      return of_.error;
    }
    int read_at(std::uint64_t offset, std::span<char> into, std::size_t& got) noexcept override {
      return of_.fails() ? of_.error : real_->read_at(offset, into, got);
    }
    int truncate(std::uint64_t octets) noexcept override {
      return of_.fails() ? of_.error : real_->truncate(octets);
    }
    int size(std::uint64_t& octets) noexcept override {
      return of_.fails() ? of_.error : real_->size(octets);
    }
    int sync() noexcept override { return of_.fails('s') ? of_.error : real_->sync(); }
    int lock() noexcept override { return of_.fails() ? of_.error : real_->lock(); }

   private:
    failing_file_system& of_;
    std::unique_ptr<open_file> real_;
  };

  static file_system& real() { return posix_file_system(); }
};

}  // namespace popquiz::client
