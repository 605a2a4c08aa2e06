#include <popquiz/mockserver/listener.hpp>

#include "acceptor.hpp"
#include "session_list.hpp"

#include <utility>

namespace popquiz::mockserver {

std::unique_ptr<listener> listener::open(boost::asio::any_io_executor executor, session_factory make,
                                         listener_settings settings, std::string& why) {
  auto sessions = std::make_unique<session_list>(std::move(make), settings);
  return listen(std::move(executor), std::move(sessions),
                {settings.address, settings.port, settings.connections, std::move(settings.on_session_end)},
                why);
}

std::unique_ptr<listener> listener::open(boost::asio::any_io_executor executor, reference_server& server,
                                         listener_settings settings, std::string& why) {
  return open(
      std::move(executor), [&server](session_transport on) { return server.new_session(std::move(on)); },
      std::move(settings), why);
}

}  // namespace popquiz::mockserver
