#pragma once

#include <popquiz/client/mail_store.hpp>

#include <memory>
#include <string>
#include <string_view>

namespace popquiz::client {

/// SHA-256 of octets that come in pieces.
class sha256 {
 public:
  sha256();
  ~sha256();
  sha256(const sha256&) = delete;
  sha256& operator=(const sha256&) = delete;
  void add(std::string_view octets) noexcept;
  /// Lower-case hexadecimal; begins anew. Empty when the library refuses.
  [[nodiscard]] std::string finish();

 private:
  struct state;
  std::unique_ptr<state> state_;
};

/// The name under which a message is delivered: "popquiz-" and 40 hexadecimal digits, made of all that the
/// key says and, for one by content, of the digest. Whatever octets a unique-id has, they reach the disk as
/// this only.
[[nodiscard]] std::string delivery_name(const delivery_key& key, std::string_view digest);

/// How the names of all our files begin.
inline constexpr std::string_view our_prefix = "popquiz-";

}  // namespace popquiz::client
