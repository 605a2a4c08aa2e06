#pragma once

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdint>
#include <optional>
#include <string>

/// The client under test: a POP3 client as small as can be. It fetches one message and deletes it.
class mail_reader {
 public:
  explicit mail_reader(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connected_ = ::connect(socket_, reinterpret_cast<sockaddr*>(&to), sizeof to) == 0 && is_ok(line());
  }
  ~mail_reader() { ::close(socket_); }
  mail_reader(const mail_reader&) = delete;
  mail_reader& operator=(const mail_reader&) = delete;

  [[nodiscard]] bool log_in(const std::string& user, const std::string& password) {
    return connected_ && ask("USER " + user) && ask("PASS " + password);
  }

  /// The first message, which is deleted then; nothing, and it stays, unless all of it came.
  [[nodiscard]] std::optional<std::string> take_first() {
    if (!ask("RETR 1")) {
      return std::nullopt;
    }
    std::string message;
    for (;;) {
      std::string next = line();
      if (next.empty()) {
        return std::nullopt;  // the connection ended inside the message
      }
      if (next == ".\r\n") {
        break;
      }
      message += next.starts_with('.') ? next.substr(1) : next;
    }
    return ask("DELE 1") && ask("QUIT") ? std::optional(message) : std::nullopt;
  }

 private:
  static bool is_ok(const std::string& reply) { return reply.starts_with("+OK"); }

  bool ask(std::string command) {
    command += "\r\n";
    return ::send(socket_, command.data(), command.size(), MSG_NOSIGNAL) ==
               static_cast<ssize_t>(command.size()) &&
           is_ok(line());
  }

  /// With its CRLF; empty at the connection's end.
  std::string line() {
    std::string octets;
    char octet = 0;
    while (!octets.ends_with("\r\n")) {
      if (::recv(socket_, &octet, 1, 0) != 1) {
        return {};
      }
      octets += octet;
    }
    return octets;
  }

  int socket_;
  bool connected_ = false;
};
