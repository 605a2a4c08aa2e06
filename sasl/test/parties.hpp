#pragma once

#include <popquiz/net/hmac.hpp>
#include <popquiz/sasl/client.hpp>
#include <popquiz/sasl/server.hpp>

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace popquiz::sasl {

using sansio::sasl_answer;
using sansio::sasl_exchange;
using sansio::sasl_progress;

inline const sansio::channel_binding this_connection{"tls-exporter", std::string(32, 'b')};

/// What -PLUS needs, and nothing for those that could but do not bind.
inline std::optional<sansio::channel_binding> binding_for(std::string_view mechanism) {
  const mechanism_info* const info = find_mechanism(mechanism);
  return info != nullptr && info->needs_channel_binding ? std::optional(this_connection) : std::nullopt;
}

inline std::unique_ptr<sasl_exchange> client_of(std::string_view mechanism, std::string user,
                                                const std::string& secret,
                                                std::optional<sansio::channel_binding> bound) {
  client_credentials who{std::move(user), {}, secret, secret};
  if (mechanism == "EXTERNAL") {
    who.authorization_id = who.user;
  }
  std::string why;
  auto made = make_client(mechanism, who, {net::hmac, std::move(bound), "mail.example", 995}, why);
  EXPECT_NE(made, nullptr) << mechanism << ": " << why;
  return made;
}
inline std::unique_ptr<sasl_exchange> client_of(std::string_view mechanism, std::string user,
                                                const std::string& secret) {
  return client_of(mechanism, std::move(user), secret, binding_for(mechanism));
}

/// A server that knows one user, and for EXTERNAL has seen that user's certificate.
inline std::unique_ptr<sasl_exchange> server_of(std::string_view mechanism, const std::string& user,
                                                std::string secret,
                                                std::optional<sansio::channel_binding> bound) {
  return make_server({mechanism,
                      [user, secret = std::move(secret)](std::string_view asked) {
                        return asked == user ? std::optional(secret) : std::nullopt;
                      },
                      std::move(bound), user});
}
inline std::unique_ptr<sasl_exchange> server_of(std::string_view mechanism, const std::string& user,
                                                std::string secret) {
  return server_of(mechanism, user, std::move(secret), binding_for(mechanism));
}

enum class opening : std::uint8_t { initial_response, asked_for };

/// As over POP3 (RFC 5034 §4). Whether the server has accepted and the client believes it.
inline bool talk(sasl_exchange& client, sasl_exchange& server, opening how = opening::initial_response) {
  std::optional<std::string> to_server = client.step(std::nullopt).octets;
  if (how == opening::asked_for || !to_server) {
    const sasl_answer asked = server.step(std::nullopt);
    if (asked.progress != sasl_progress::more) {
      return false;
    }
    if (!to_server) {
      to_server = client.step(asked.octets.value_or("")).octets;
    }
  }
  for (int steps = 0; steps < 8; ++steps) {
    const sasl_answer answer = server.step(to_server.value_or(""));
    if (answer.progress == sasl_progress::failed) {
      return false;
    }
    if (answer.progress == sasl_progress::done) {
      // What a server still has to say goes as a challenge, and the empty response to it is ignored.
      return (!answer.octets || client.step(*answer.octets).progress == sasl_progress::done) &&
             client.peer_proven();
    }
    const sasl_answer said = client.step(answer.octets.value_or(""));
    if (said.progress == sasl_progress::failed) {
      return false;
    }
    to_server = said.octets;
  }
  return false;
}

inline constexpr std::string_view scram_names[] = {"SCRAM-SHA-1", "SCRAM-SHA-256", "SCRAM-SHA-1-PLUS",
                                                   "SCRAM-SHA-256-PLUS"};

}  // namespace popquiz::sasl
