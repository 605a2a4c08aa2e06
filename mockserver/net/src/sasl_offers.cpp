#include <popquiz/mockserver/sasl_offers.hpp>

#include <popquiz/sasl/mechanism.hpp>
#include <popquiz/sasl/saslprep.hpp>
#include <popquiz/sasl/server.hpp>

#include <string>
#include <string_view>

namespace popquiz::mockserver {

void offer_sasl(server_settings& settings) {
  settings.sasl = sasl::make_server;
  settings.mechanisms.clear();
  for (const sasl::mechanism_info& each : sasl::mechanisms()) {
    settings.mechanisms.push_back({.name = std::string(each.name),
                                   .shows_secret = each.sends_secret_in_clear,
                                   .needs_binding = each.needs_channel_binding,
                                   .needs_client = each.needs_certificate});
  }
  settings.prepare = [](std::string_view text, preparation how) {
    return sasl::saslprep(std::string(text),
                          how == preparation::query ? sasl::string_use::query : sasl::string_use::stored);
  };
}

}  // namespace popquiz::mockserver
