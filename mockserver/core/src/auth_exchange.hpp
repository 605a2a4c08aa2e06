#pragma once

#include <popquiz/sansio/sasl_exchange.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace popquiz::mockserver {

/// What comes of a step of AUTH (RFC 5034 §4).
enum class auth_outcome : std::uint8_t {
  challenge,    ///< say challenge(), then hear the next line
  accepted,     ///< identity() has logged in, but for the maildrop
  refused,      ///< wrong name or secret, or octets that the mechanism does not know
  cancelled,    ///< the client said "*"
  malformed,    ///< what the client said is no base64
  out_of_turn,  ///< an initial response, and the mechanism's server speaks first
};

/// AUTH between its command and its reply: the lines around a server's SASL exchange.
class auth_exchange {
 public:
  /// Challenges of one exchange at most; no mechanism has a quarter of that.
  static constexpr int challenge_limit = 16;

  /// Precondition: not null.
  explicit auth_exchange(std::unique_ptr<sansio::sasl_exchange> exchange) : exchange_(std::move(exchange)) {}

  /// `response`: the initial one, as it stands in the command; nothing when there was none.
  [[nodiscard]] auth_outcome begin(std::optional<std::string_view> response);
  /// The client's next line, without its CRLF.
  [[nodiscard]] auth_outcome hear(std::string_view line);

  /// In base64. Valid until the next call of hear().
  [[nodiscard]] const std::string& challenge() const noexcept { return challenge_; }
  /// Behind `accepted`. Valid as long as the object.
  [[nodiscard]] std::string_view identity() const noexcept { return exchange_->identity(); }

 private:
  [[nodiscard]] auth_outcome step(std::optional<std::string_view> octets);

  std::unique_ptr<sansio::sasl_exchange> exchange_;
  std::string challenge_;
  int challenges_ = 0;
  bool decided_ = false;  // accepted, but the last words of ours are a challenge
};

}  // namespace popquiz::mockserver
