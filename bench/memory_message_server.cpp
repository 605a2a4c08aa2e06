#include "memory_message_server.hpp"

#include "message_lines.hpp"

#include <popquiz/mockserver/listener.hpp>
#include <popquiz/mockserver/memory_maildrop.hpp>
#include <popquiz/mockserver/reference_server.hpp>
#include <popquiz/net/tls_context.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

#include <csignal>
#include <cstdio>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace popquiz::bench {
namespace {

std::shared_ptr<mockserver::memory_maildrop> make_mail(std::uint64_t octets) {
  const std::string block = make_message_lines();
  std::string message;
  message.reserve(octets);
  for (std::uint64_t left = octets / message_line_octets * message_line_octets; left != 0;) {
    const std::uint64_t piece = std::min<std::uint64_t>(left, block.size());
    message.append(block, 0, piece);
    left -= piece;
  }
  std::vector<std::string> messages;
  messages.push_back(std::move(message));
  return std::make_shared<mockserver::memory_maildrop>(std::move(messages));
}

std::optional<net::tls_context> make_tls() {
  std::string why;
  const auto certified = net::make_self_signed("127.0.0.1", why);
  auto made = certified ? net::tls_context::for_server(*certified, why) : std::nullopt;
  if (!made) {
    throw std::runtime_error(why);
  }
  return made;
}

}  // namespace

void run_memory_message_server(std::uint64_t octets, bool tls) {
  mockserver::reference_server server({});
  server.set_account("bench", "bench", make_mail(octets));
  mockserver::listener_settings where;
  if (tls) {
    where.tls = make_tls();
  }
  boost::asio::io_context io(1);
  std::string why;
  const auto listening = mockserver::listener::open(io.get_executor(), server, std::move(where), why);
  if (listening == nullptr) {
    throw std::runtime_error(why);
  }
  boost::asio::signal_set signals(io, SIGTERM);
  signals.async_wait([&](const boost::system::error_code&, int) { listening->stop([] {}); });
  std::printf("port %u\n", unsigned{listening->port()});
  std::fflush(stdout);
  io.run();
}

}  // namespace popquiz::bench
