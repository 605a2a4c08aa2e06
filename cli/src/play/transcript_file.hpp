#pragma once

#include <popquiz/client/wire_log.hpp>
#include <popquiz/script/recorder.hpp>

#include <memory>
#include <string>
#include <utility>

namespace popquiz::cli {

/// Writes the client's conversation to a file as it goes on, as a script. No secret is in it: the log is told
/// none.
class transcript_file final : public client::wire_log {
 public:
  /// Null and `why` set when the file can't be written; it is made anew, mode 0600.
  [[nodiscard]] static std::unique_ptr<transcript_file> open(const std::string& path, std::string& why);
  ~transcript_file() override { recorder_.ended(false); }
  transcript_file(const transcript_file&) = delete;
  transcript_file& operator=(const transcript_file&) = delete;

  void client_said(std::string_view octets_masked) noexcept override { recorder_.client_said(octets_masked); }
  void server_said(std::string_view octets) noexcept override { recorder_.server_said(octets); }
  void tls_began() noexcept override { recorder_.tls_began(); }

 private:
  explicit transcript_file(script::recorder by) : recorder_(std::move(by)) {}

  script::recorder recorder_;
};

}  // namespace popquiz::cli
