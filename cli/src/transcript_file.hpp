#pragma once

#include <popquiz/client/wire_log.hpp>

#include <cstdio>
#include <memory>
#include <string>

namespace popquiz::cli {

/// Writes the conversation to a file as it goes on, each line behind "C: " or "S: ", escaped. No secret is
/// in it: the log is told none.
class transcript_file final : public client::wire_log {
 public:
  /// Null and `why` set when the file can't be written; it is made anew, mode 0600.
  [[nodiscard]] static std::unique_ptr<transcript_file> open(const std::string& path, std::string& why);

  void client_said(std::string_view octets_masked) noexcept override;
  void server_said(std::string_view octets) noexcept override;

 private:
  struct closer {
    void operator()(std::FILE* file) const noexcept { static_cast<void>(std::fclose(file)); }
  };
  explicit transcript_file(std::FILE* file) : file_(file) {}
  void say(char who, std::string_view octets) noexcept;

  std::unique_ptr<std::FILE, closer> file_;
  char speaking_ = 0;  ///< whose line has begun and not ended
};

}  // namespace popquiz::cli
