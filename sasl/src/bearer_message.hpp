#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace popquiz::sasl {

/// What a client says to begin with. `token` is empty when it came without one, or with another kind of
/// authorization than "Bearer". A view: valid as long as the message.
struct bearer_message {
  std::string user;
  std::string_view token;
};

// The one message of XOAUTH2: "user=" name ^A "auth=Bearer " token ^A ^A.
[[nodiscard]] std::string print_xoauth2(std::string_view user, std::string_view token);
[[nodiscard]] std::optional<bearer_message> parse_xoauth2(std::string_view message);

// OAUTHBEARER's (RFC 7628 §3.1): a GS2 header with the name, then pairs of key and value between ^A. A host
// that is empty and a port that is 0 are left out. Unknown keys are ignored; without a name it is none.
[[nodiscard]] std::string print_oauthbearer(std::string_view user, std::string_view token,
                                            std::string_view host, std::uint16_t port);
[[nodiscard]] std::optional<bearer_message> parse_oauthbearer(std::string_view message);

}  // namespace popquiz::sasl
