#include <popquiz/sasl/mechanism.hpp>

#include <algorithm>
#include <array>

namespace popquiz::sasl {
namespace {

constexpr std::array table{
    mechanism_info{.name = "SCRAM-SHA-256-PLUS",
                   .needs_password = true,
                   .needs_channel_binding = true,
                   .client_first = true,
                   .proves_server = true,
                   .carries_authorization_id = true},
    mechanism_info{.name = "SCRAM-SHA-1-PLUS",
                   .needs_password = true,
                   .needs_channel_binding = true,
                   .client_first = true,
                   .proves_server = true,
                   .carries_authorization_id = true},
    mechanism_info{.name = "SCRAM-SHA-256",
                   .needs_password = true,
                   .client_first = true,
                   .proves_server = true,
                   .carries_authorization_id = true},
    mechanism_info{.name = "SCRAM-SHA-1",
                   .needs_password = true,
                   .client_first = true,
                   .proves_server = true,
                   .carries_authorization_id = true},
    mechanism_info{.name = "EXTERNAL",
                   .needs_certificate = true,
                   .client_first = true,
                   .carries_authorization_id = true},
    mechanism_info{.name = "OAUTHBEARER",
                   .sends_secret_in_clear = true,
                   .needs_token = true,
                   .client_first = true,
                   .carries_authorization_id = true},
    mechanism_info{
        .name = "XOAUTH2", .sends_secret_in_clear = true, .needs_token = true, .client_first = true},
    mechanism_info{.name = "CRAM-MD5", .needs_password = true},
    mechanism_info{.name = "PLAIN",
                   .sends_secret_in_clear = true,
                   .needs_password = true,
                   .client_first = true,
                   .carries_authorization_id = true},
    mechanism_info{.name = "LOGIN", .sends_secret_in_clear = true, .needs_password = true},
};

constexpr char upper(char c) noexcept {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

}  // namespace

std::span<const mechanism_info> mechanisms() noexcept {
  return table;
}

const mechanism_info* find_mechanism(std::string_view name) noexcept {
  const auto* const found = std::ranges::find_if(table, [name](const mechanism_info& each) {
    return std::ranges::equal(each.name, name, {}, {}, upper);
  });
  return found == table.end() ? nullptr : &*found;
}

}  // namespace popquiz::sasl
