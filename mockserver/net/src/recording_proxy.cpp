#include <popquiz/mockserver/recording_proxy.hpp>

#include "acceptor.hpp"
#include "proxied_list.hpp"

#include <utility>

namespace popquiz::mockserver {

std::unique_ptr<listener> open_recording_proxy(boost::asio::any_io_executor executor,
                                               recording_proxy_settings settings, std::string& why) {
  acceptor_settings where{settings.clients.address, settings.clients.port, settings.clients.connections,
                          std::move(settings.clients.on_session_end)};
  auto sessions = std::make_unique<proxied_list>(executor, std::move(settings));
  return listen(std::move(executor), std::move(sessions), std::move(where), why);
}

}  // namespace popquiz::mockserver
