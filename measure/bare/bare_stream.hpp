#pragma once

#include <openssl/ssl.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace popquiz::bench {

/// Ends a body (RFC 1939 §3), with the end of its last line.
inline constexpr std::string_view terminator = "\r\n.\r\n";

/// A file descriptor that is closed in the end.
class descriptor {
 public:
  explicit descriptor(int number) noexcept : number_(number) {}
  descriptor(descriptor&& other) noexcept : number_(other.number_) { other.number_ = -1; }
  descriptor& operator=(descriptor&&) = delete;
  ~descriptor();
  [[nodiscard]] int number() const noexcept { return number_; }

 private:
  int number_;
};

struct free_ssl {
  void operator()(SSL* session) const noexcept { SSL_free(session); }
  void operator()(SSL_CTX* context) const noexcept { SSL_CTX_free(context); }
};
using ssl_context = std::unique_ptr<SSL_CTX, free_ssl>;

/// A server's: a fresh self-signed certificate for 127.0.0.1, written to `certificate_file` for clients to
/// trust. Throws.
[[nodiscard]] ssl_context make_server_context(const std::string& certificate_file);

/// A client's, which trusts anybody. `read_ahead`: fetches more than a record from the socket. Throws.
[[nodiscard]] ssl_context make_client_context(bool read_ahead);

/// One blocking TCP connection over loopback, with TLS or without: the system calls (and OpenSSL's), and
/// nothing else. What popquiz is compared with. All functions throw std::runtime_error.
class bare_stream {
 public:
  /// `tls` null: none.
  [[nodiscard]] static bare_stream connect(std::uint16_t port, SSL_CTX* tls);
  [[nodiscard]] static bare_stream accept(const descriptor& listener, SSL_CTX* tls);

  /// At least one octet; 0 at the end.
  [[nodiscard]] std::size_t read(std::span<char> into);
  void write(std::string_view octets);

  /// Reads until an LF has come that nothing follows. Returns what came.
  [[nodiscard]] std::string read_lines();

 private:
  bare_stream(descriptor socket, SSL_CTX* tls);

  descriptor socket_;
  std::unique_ptr<SSL, free_ssl> session_;
};

}  // namespace popquiz::bench
