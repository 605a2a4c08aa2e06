#include "bare_server.hpp"

#include "bare_stream.hpp"
#include "message_lines.hpp"

#include <csignal>
#include <cstdio>
#include <stdexcept>

#include <netinet/in.h>
#include <sys/socket.h>

namespace popquiz::bench {
namespace {

descriptor listen_somewhere(std::uint16_t& port) {
  descriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in where{};
  where.sin_family = AF_INET;
  where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof where;
  if (socket.number() < 0 ||
      ::bind(socket.number(), reinterpret_cast<const sockaddr*>(&where), sizeof where) != 0 ||
      ::listen(socket.number(), 8) != 0 ||
      ::getsockname(socket.number(), reinterpret_cast<sockaddr*>(&where), &size) != 0) {
    throw std::runtime_error("no port to listen on");
  }
  port = ntohs(where.sin_port);
  return socket;
}

class conversation {
 public:
  conversation(bare_stream peer, const std::string& block, std::uint64_t octets)
      : peer_(std::move(peer)), block_(block), lines_(octets / message_line_octets) {}

  void hold() {
    peer_.write("+OK bare\r\n");
    std::string commands = peer_.read_lines();
    while (!commands.empty()) {
      for (std::size_t end = commands.find("\r\n"); end != std::string::npos; end = commands.find("\r\n")) {
        if (!answer(std::string_view(commands).substr(0, end))) {
          return;
        }
        commands.erase(0, end + 2);
      }
      commands = peer_.read_lines();
    }
  }

 private:
  bool answer(std::string_view command) {
    const std::string size = std::to_string(lines_ * message_line_octets);
    if (command.starts_with("RETR")) {
      send_message();
    } else if (command == "CAPA") {
      peer_.write("+OK\r\nUSER\r\nUIDL\r\n.\r\n");
    } else if (command == "STAT") {
      peer_.write("+OK 1 " + size + "\r\n");
    } else if (command == "LIST") {
      peer_.write("+OK\r\n1 " + size + "\r\n.\r\n");
    } else if (command == "UIDL") {
      peer_.write("+OK\r\n1 a\r\n.\r\n");
    } else {
      peer_.write(command.starts_with("AUTH") ? "-ERR\r\n" : "+OK\r\n");
    }
    return command != "QUIT";
  }

  void send_message() {
    peer_.write("+OK\r\n");
    for (std::uint64_t left = lines_ * message_line_octets; left != 0;) {
      const std::uint64_t piece = std::min<std::uint64_t>(left, block_.size());
      peer_.write(std::string_view(block_).substr(0, piece));
      left -= piece;
    }
    peer_.write(".\r\n");
  }

  bare_stream peer_;
  const std::string& block_;
  std::uint64_t lines_;
};

}  // namespace

void run_bare_server(std::uint64_t octets, const std::string& certificate_file) {
  std::signal(SIGPIPE, SIG_IGN);  // OpenSSL writes with write()
  const ssl_context tls = certificate_file.empty() ? nullptr : make_server_context(certificate_file);
  std::uint16_t port = 0;
  const descriptor listener = listen_somewhere(port);
  const std::string block = make_message_lines();
  std::printf("port %u\n", unsigned{port});
  std::fflush(stdout);
  for (;;) {
    try {
      conversation(bare_stream::accept(listener, tls.get()), block, octets).hold();
    } catch (const std::exception& error) {  // a client that went away: the next one is not its fault
      std::fprintf(stderr, "bare server: %s\n", error.what());
    }
  }
}

}  // namespace popquiz::bench
