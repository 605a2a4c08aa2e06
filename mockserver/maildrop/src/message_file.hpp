#pragma once

#include <popquiz/mockserver/maildrop.hpp>

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string_view>
#include <vector>

namespace popquiz::mockserver {

/// A file of which exactly so many octets are handed out, 64 KiB at a time: those that were measured when
/// the maildrop was opened. One that has become shorter has failed.
class message_file final : public message_reader {
 public:
  /// Null when it can't be opened.
  [[nodiscard]] static std::unique_ptr<message_file> open(const std::filesystem::path& path,
                                                          std::uint64_t octets);

  [[nodiscard]] std::string_view next() override;
  [[nodiscard]] bool failed() const noexcept override { return failed_; }

 private:
  struct closer {
    void operator()(std::FILE* file) const noexcept { static_cast<void>(std::fclose(file)); }
  };
  using handle = std::unique_ptr<std::FILE, closer>;

  message_file(handle file, std::uint64_t octets);

  handle file_;
  std::vector<char> piece_;
  std::uint64_t octets_left_;
  bool failed_ = false;
};

/// The size of a message as RFC 1939 §11 counts it, from its pieces: parser::maildrop_size() for what does
/// not fit into memory.
class size_counter {
 public:
  void take(std::string_view piece) noexcept;
  [[nodiscard]] std::uint64_t octets() const noexcept { return last_ == '\n' ? octets_ : octets_ + 2; }

 private:
  std::uint64_t octets_ = 0;
  char last_ = '\n';
};

}  // namespace popquiz::mockserver
