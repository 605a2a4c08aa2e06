#pragma once

#include "message.hpp"

#include <popquiz/mockserver/listener.hpp>

#include <boost/asio/any_io_executor.hpp>

#include <functional>
#include <memory>
#include <string>

namespace popquiz::cli {

struct listening {
  std::string address;          ///< what is printed, with the port
  std::string format = "text";  ///< of that line: text or json
  bool once = false;            ///< for one session, else until SIGINT or SIGTERM
};

/// Opens what listens; `on_session_end` is to be called whenever a session has ended.
using open_listener = std::function<std::unique_ptr<mockserver::listener>(
    boost::asio::any_io_executor executor, std::function<void()> on_session_end, std::string& why)>;

/// Listens, says where on standard output and runs sessions until it is to stop. success, or unreachable
/// after a complaint. With `once` the listener is to take one connection at a time.
[[nodiscard]] exit_code listen_until_stopped(const listening& how, const open_listener& open);

}  // namespace popquiz::cli
