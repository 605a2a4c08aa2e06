#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace popquiz::client {

/// A file that is open. Every call gives 0 or an errno value, and none throws.
class open_file {
 public:
  virtual ~open_file() = default;
  open_file(const open_file&) = delete;
  open_file& operator=(const open_file&) = delete;

  /// Writes all of it, at the end.
  [[nodiscard]] virtual int write(std::span<const std::string_view> pieces) noexcept = 0;
  /// Reads up to into.size() octets from `offset`; `got` is less only at the file's end.
  [[nodiscard]] virtual int read_at(std::uint64_t offset, std::span<char> into,
                                    std::size_t& got) noexcept = 0;
  [[nodiscard]] virtual int truncate(std::uint64_t octets) noexcept = 0;
  [[nodiscard]] virtual int size(std::uint64_t& octets) noexcept = 0;
  /// What was written is on the disk when it returns 0.
  [[nodiscard]] virtual int sync() noexcept = 0;
  /// An exclusive advisory lock (fcntl), held until the file is closed. EAGAIN when somebody else has it.
  [[nodiscard]] virtual int lock() noexcept = 0;

 protected:
  open_file() = default;
};

enum class open_how : std::uint8_t {
  create_new,  ///< EEXIST when it is there; mode 0600
  append,      ///< made when it is not there, mode 0600; reading too
  existing,    ///< ENOENT when it is not there; reading only
};

/// The few things that stores ask of a file system: a seam, so that tests can let any of them fail. Paths are
/// the system's. Every call gives 0 or an errno value, and none throws.
class file_system {
 public:
  virtual ~file_system() = default;
  file_system(const file_system&) = delete;
  file_system& operator=(const file_system&) = delete;

  [[nodiscard]] virtual int open(const std::string& path, open_how how,
                                 std::unique_ptr<open_file>& into) noexcept = 0;
  /// One folder, mode 0700; one that is there already is fine.
  [[nodiscard]] virtual int make_folder(const std::string& path) noexcept = 0;
  /// Takes the place of what `to` was.
  [[nodiscard]] virtual int rename(const std::string& from, const std::string& to) noexcept = 0;
  /// A second name for `from`. EEXIST when `to` is there; EPERM or EOPNOTSUPP where files have one name only.
  [[nodiscard]] virtual int link(const std::string& from, const std::string& to) noexcept = 0;
  [[nodiscard]] virtual int remove(const std::string& path) noexcept = 0;
  /// Calls `name` with the name of each entry but "." and "..".
  [[nodiscard]] virtual int list(const std::string& folder,
                                 const std::function<void(std::string_view)>& name) noexcept = 0;
  /// The folder's entries are on the disk when it returns 0.
  [[nodiscard]] virtual int sync_folder(const std::string& folder) noexcept = 0;
  /// All that was ever written to the file system that `folder` is on, in one go. ENOSYS where there is no
  /// such thing.
  [[nodiscard]] virtual int sync_all(const std::string& folder) noexcept = 0;

 protected:
  file_system() = default;
};

/// The system's own. Lives for ever.
[[nodiscard]] file_system& posix_file_system() noexcept;

}  // namespace popquiz::client
