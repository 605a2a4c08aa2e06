#pragma once

#include <popquiz/mock_server.hpp>
#include <popquiz/mockserver/listener.hpp>
#include <popquiz/mockserver/server_settings.hpp>
#include <popquiz/script/script.hpp>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace popquiz {

/// What a script and settings come to.
struct mock_setup {
  std::vector<std::shared_ptr<const script::script>> overrides;
  std::shared_ptr<mockserver::maildrop> drop;
  mockserver::server_settings server;
  mockserver::listener_settings listen;
  std::string ca_pem;
};

/// Nothing and `why` set when something of it is no good.
[[nodiscard]] std::optional<mock_setup> make_setup(const mock_script& script,
                                                   const mock_server_settings& settings, std::string& why);

}  // namespace popquiz
