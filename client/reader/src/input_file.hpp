#pragma once

#include <popquiz/client/message_octets.hpp>
#include <popquiz/client/read_result.hpp>

#include <cstdint>
#include <memory>
#include <span>
#include <string>

namespace popquiz::client {

/// "cannot DOING PATH: REASON", of an errno value.
[[nodiscard]] read_result read_failure(int error, std::string_view doing, const std::string& path);

/// A regular file, open for reading.
class input_file {
 public:
  /// Null and `why` set when it is none or can't be opened. Never waits, as it would at a pipe.
  [[nodiscard]] static std::shared_ptr<const input_file> open(const std::string& path, read_result& why);
  ~input_file();
  input_file(const input_file&) = delete;
  input_file& operator=(const input_file&) = delete;

  /// When it was opened.
  [[nodiscard]] std::uint64_t size() const noexcept { return size_; }
  [[nodiscard]] const std::string& path() const noexcept { return path_; }
  /// Up to into.size() octets from `offset`; `got` is 0 only at the end.
  [[nodiscard]] read_result read_at(std::uint64_t offset, std::span<char> into, std::size_t& got) const;

 private:
  input_file(int descriptor, std::uint64_t size, std::string path) noexcept;

  int descriptor_;
  std::uint64_t size_;
  std::string path_;
};

/// Octets of a file as they are.
class file_octets final : public message_octets {
 public:
  file_octets(std::shared_ptr<const input_file> file, std::uint64_t begin, std::uint64_t octets) noexcept
      : file_(std::move(file)), begin_(begin), octets_(octets) {}
  explicit file_octets(const std::shared_ptr<const input_file>& file) noexcept
      : file_octets(file, 0, file->size()) {}

  [[nodiscard]] std::uint64_t size() const noexcept override { return octets_; }
  [[nodiscard]] read_result read(std::span<char> into, std::size_t& got) override;
  [[nodiscard]] read_result seek(std::uint64_t offset) override;

 private:
  std::shared_ptr<const input_file> file_;
  std::uint64_t begin_;
  std::uint64_t octets_;
  std::uint64_t at_ = 0;
};

}  // namespace popquiz::client
