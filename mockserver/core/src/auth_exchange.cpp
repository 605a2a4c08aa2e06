#include "auth_exchange.hpp"

#include <popquiz/parser/base64.hpp>

namespace popquiz::mockserver {

using sansio::sasl_progress;

auth_outcome auth_exchange::begin(std::optional<std::string_view> response) {
  if (!response) {
    return step(std::nullopt);
  }
  const auto octets = parser::decode_base64(*response == "=" ? std::string_view() : *response);
  if (!octets) {
    return auth_outcome::malformed;
  }
  // Only a mechanism that asks for the client's first words with nothing to say itself has an initial
  // response; the others' must be rejected.
  const auth_outcome first = step(std::nullopt);
  if (first != auth_outcome::challenge) {
    return first;
  }
  return challenge_.empty() && !decided_ ? step(std::string_view(*octets)) : auth_outcome::out_of_turn;
}

auth_outcome auth_exchange::hear(std::string_view line) {
  if (line == "*") {
    return auth_outcome::cancelled;
  }
  const auto octets = parser::decode_base64(line);
  if (!octets) {
    return auth_outcome::malformed;
  }
  if (decided_) {
    return octets->empty() ? auth_outcome::accepted : auth_outcome::refused;
  }
  return step(std::string_view(*octets));
}

auth_outcome auth_exchange::step(std::optional<std::string_view> octets) {
  const sansio::sasl_answer answer = exchange_->step(octets);
  const bool speaks = answer.octets && !answer.octets->empty();
  if (answer.progress == sasl_progress::done && !speaks) {
    return auth_outcome::accepted;
  }
  // Who asks for the client's first words twice, as PLAIN does when they are empty, has not liked them.
  const bool asks_again = challenges_ != 0 && !speaks;
  if (answer.progress == sasl_progress::failed || asks_again || challenges_ == challenge_limit) {
    return auth_outcome::refused;
  }
  ++challenges_;
  // POP3 has no room for octets in the +OK: they are a challenge that an empty line answers (RFC 5034 §4).
  decided_ = answer.progress == sasl_progress::done;
  challenge_.clear();
  parser::append_base64(challenge_, answer.octets.value_or(""));
  return auth_outcome::challenge;
}

}  // namespace popquiz::mockserver
