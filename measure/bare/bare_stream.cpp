#include "bare_stream.hpp"

#include <popquiz/net/tls_context.hpp>

#include <openssl/bio.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <array>
#include <cerrno>
#include <fstream>
#include <stdexcept>
#include <system_error>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

namespace popquiz::bench {
namespace {

[[noreturn]] void throw_errno(const char* what) {
  throw std::system_error(errno, std::generic_category(), what);
}

template <class Pointer>
Pointer checked(Pointer made, const char* what) {
  if (made == nullptr) {
    throw std::runtime_error(std::string(what).append(" failed"));
  }
  return made;
}

struct free_pem {
  void operator()(BIO* text) const noexcept { BIO_free(text); }
  void operator()(X509* certificate) const noexcept { X509_free(certificate); }
  void operator()(EVP_PKEY* key) const noexcept { EVP_PKEY_free(key); }
};

std::unique_ptr<BIO, free_pem> open_text(const std::string& text) {
  return std::unique_ptr<BIO, free_pem>(
      checked(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())), "BIO_new_mem_buf"));
}

}  // namespace

descriptor::~descriptor() {
  if (number_ >= 0) {
    ::close(number_);
  }
}

ssl_context make_server_context(const std::string& certificate_file) {
  std::string why;
  const auto made = net::make_self_signed("127.0.0.1", why);
  if (!made) {
    throw std::runtime_error(why);
  }
  std::ofstream(certificate_file) << made->certificate_pem;
  const std::unique_ptr<X509, free_pem> certificate(
      checked(PEM_read_bio_X509(open_text(made->certificate_pem).get(), nullptr, nullptr, nullptr),
              "the certificate"));
  const std::unique_ptr<EVP_PKEY, free_pem> key(
      checked(PEM_read_bio_PrivateKey(open_text(made->key_pem).get(), nullptr, nullptr, nullptr), "the key"));
  ssl_context context(checked(SSL_CTX_new(TLS_server_method()), "SSL_CTX_new"));
  if (SSL_CTX_use_certificate(context.get(), certificate.get()) != 1 ||
      SSL_CTX_use_PrivateKey(context.get(), key.get()) != 1) {
    throw std::runtime_error("the certificate is refused");
  }
  return context;
}

ssl_context make_client_context(bool read_ahead) {
  ssl_context context(checked(SSL_CTX_new(TLS_client_method()), "SSL_CTX_new"));
  SSL_CTX_set_read_ahead(context.get(), read_ahead ? 1 : 0);
  return context;
}

bare_stream::bare_stream(descriptor socket, SSL_CTX* tls) : socket_(std::move(socket)) {
  const int on = 1;
  (void)::setsockopt(socket_.number(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (tls != nullptr) {
    session_.reset(checked(SSL_new(tls), "SSL_new"));
    SSL_set_fd(session_.get(), socket_.number());
  }
}

bare_stream bare_stream::connect(std::uint16_t port, SSL_CTX* tls) {
  descriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in where{};
  where.sin_family = AF_INET;
  where.sin_port = htons(port);
  where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (socket.number() < 0 ||
      ::connect(socket.number(), reinterpret_cast<const sockaddr*>(&where), sizeof where) != 0) {
    throw_errno("connect");
  }
  bare_stream stream(std::move(socket), tls);
  if (stream.session_ && SSL_connect(stream.session_.get()) != 1) {
    throw std::runtime_error("SSL_connect failed");
  }
  return stream;
}

bare_stream bare_stream::accept(const descriptor& listener, SSL_CTX* tls) {
  descriptor socket(::accept4(listener.number(), nullptr, nullptr, SOCK_CLOEXEC));
  if (socket.number() < 0) {
    throw_errno("accept");
  }
  bare_stream stream(std::move(socket), tls);
  if (stream.session_ && SSL_accept(stream.session_.get()) != 1) {
    throw std::runtime_error("SSL_accept failed");
  }
  return stream;
}

std::size_t bare_stream::read(std::span<char> into) {
  if (session_) {
    std::size_t got = 0;
    return SSL_read_ex(session_.get(), into.data(), into.size(), &got) == 1 ? got : 0;
  }
  const ssize_t got = ::recv(socket_.number(), into.data(), into.size(), 0);
  if (got < 0) {
    throw_errno("recv");
  }
  return static_cast<std::size_t>(got);
}

void bare_stream::write(std::string_view octets) {
  while (!octets.empty()) {
    std::size_t sent = 0;
    if (session_) {
      if (SSL_write_ex(session_.get(), octets.data(), octets.size(), &sent) != 1) {
        throw std::runtime_error("SSL_write failed");
      }
    } else {
      const ssize_t taken = ::send(socket_.number(), octets.data(), octets.size(), MSG_NOSIGNAL);
      if (taken < 0) {
        throw_errno("send");
      }
      sent = static_cast<std::size_t>(taken);
    }
    octets.remove_prefix(sent);
  }
}

std::string bare_stream::read_lines() {
  std::string lines;
  std::array<char, 512> piece;
  while (!lines.ends_with('\n')) {
    const std::size_t got = read(piece);
    if (got == 0) {
      break;
    }
    lines.append(piece.data(), got);
  }
  return lines;
}

}  // namespace popquiz::bench
