#pragma once

#include <cstdint>
#include <string>

#include <sys/types.h>

namespace popquiz::bench {

/// The bare server as a process of its own, for as long as this lives. To be made before there is a thread.
class forked_server {
 public:
  /// `octets`: of its message. Throws std::runtime_error.
  forked_server(std::uint64_t octets, bool tls);
  ~forked_server();
  forked_server(const forked_server&) = delete;
  forked_server& operator=(const forked_server&) = delete;

  [[nodiscard]] std::uint16_t port() const noexcept { return port_; }
  /// Empty without TLS.
  [[nodiscard]] const std::string& certificate_file() const noexcept { return certificate_file_; }

 private:
  std::string certificate_file_;
  pid_t process_ = -1;
  std::uint16_t port_ = 0;
};

}  // namespace popquiz::bench
