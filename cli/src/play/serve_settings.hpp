#pragma once

#include "options/arguments.hpp"

#include <popquiz/mockserver/listener.hpp>
#include <popquiz/mockserver/maildrop.hpp>
#include <popquiz/mockserver/server_settings.hpp>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace popquiz::cli {

/// Address, port and TLS. Nothing and `why` set when they are no good; so with the others.
[[nodiscard]] std::optional<mockserver::listener_settings> find_listener(const listen_arguments& arguments,
                                                                         std::string& why);

/// The same, and how far away it seems to be.
[[nodiscard]] std::optional<mockserver::listener_settings> find_listener(const serve_arguments& arguments,
                                                                         std::string& why);

/// What the server offers.
[[nodiscard]] std::optional<mockserver::server_settings> find_server_settings(
    const serve_arguments& arguments, std::string& why);

struct served_account {
  std::string user;
  std::string password;
  std::shared_ptr<mockserver::maildrop> drop;  ///< of its own, though perhaps over the same files
};

/// Whom the server knows: at least one. `maildrop`: "KIND:NAME", of which each has one.
[[nodiscard]] std::optional<std::vector<served_account>> find_served_accounts(
    const serve_arguments& arguments, const std::string& maildrop, std::string& why);

}  // namespace popquiz::cli
