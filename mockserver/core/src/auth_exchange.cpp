#include "auth_exchange.hpp"

#include <popquiz/parser/base64.hpp>

namespace popquiz::mockserver {

using sansio::sasl_progress;

auth_outcome auth_exchange::begin(std::optional<std::string_view> response) {
  if (!response) {
    return step(std::nullopt);
  }
  const auto octets = parser::decode_base64(*response == "=" ? std::string_view() : *response);
  return octets ? step(std::string_view(*octets)) : auth_outcome::malformed;
}

auth_outcome auth_exchange::hear(std::string_view line) {
  if (line == "*") {
    return auth_outcome::cancelled;
  }
  const auto octets = parser::decode_base64(line);
  if (!octets) {
    return auth_outcome::malformed;
  }
  return decided_ ? auth_outcome::accepted : step(std::string_view(*octets));
}

auth_outcome auth_exchange::step(std::optional<std::string_view> octets) {
  const sansio::sasl_answer answer = exchange_->step(octets);
  if (answer.progress == sasl_progress::failed) {
    return auth_outcome::refused;
  }
  const bool speaks = answer.octets && !answer.octets->empty();
  if (answer.progress == sasl_progress::done && !speaks) {
    return auth_outcome::accepted;
  }
  decided_ = answer.progress == sasl_progress::done;
  challenge_.clear();
  parser::append_base64(challenge_, answer.octets.value_or(""));
  return auth_outcome::challenge;
}

}  // namespace popquiz::mockserver
