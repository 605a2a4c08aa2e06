#include "play/listening.hpp"

#include <fmt/format.h>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <csignal>
#include <cstdint>

namespace popquiz::cli {
namespace {

/// The line that says where clients can connect.
std::string address_line(const listening& how, std::uint16_t port) {
  if (how.format == "json") {
    return boost::json::serialize(boost::json::object{{"address", how.address}, {"port", port}}) + "\n";
  }
  const bool is_ipv6 = how.address.find(':') != std::string::npos;
  return fmt::format("listening on {}:{}\n", is_ipv6 ? "[" + how.address + "]" : how.address, port);
}

}  // namespace

exit_code listen_until_stopped(const listening& how, const open_listener& open) {
  boost::asio::io_context io(1);
  boost::asio::signal_set signals(io, SIGINT, SIGTERM);
  std::unique_ptr<mockserver::listener> listener;
  std::string why;
  listener = open(
      io.get_executor(),
      [&] {
        if (how.once) {
          listener->stop([] {});
          signals.cancel();
        }
      },
      why);
  if (listener == nullptr) {
    return complain(why, exit_code::unreachable);
  }
  signals.async_wait([&](const boost::system::error_code& error, int /*signal*/) {
    if (!error) {
      listener->stop([] {});
    }
  });
  if (!print_out(address_line(how, listener->port()))) {
    return complain("standard output can't be written", exit_code::unreachable);
  }
  io.run();
  return exit_code::success;
}

}  // namespace popquiz::cli
