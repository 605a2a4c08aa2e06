#pragma once

#include <popquiz/sansio/sasl_exchange.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace popquiz::client {

/// The mechanism TOY: says its lines in turn, whatever it hears. Proven once it has said the last.
class toy_exchange final : public sansio::sasl_exchange {
 public:
  explicit toy_exchange(std::vector<std::string> lines, bool client_first = true)
      : lines_(std::move(lines)), client_first_(client_first) {}

  [[nodiscard]] std::string_view mechanism() const noexcept override { return "TOY"; }
  [[nodiscard]] sansio::sasl_answer step(std::optional<std::string_view> heard) override {
    if (heard) {
      said_to_it += std::string(*heard) + '|';
    }
    if (!heard && !client_first_) {
      return {sansio::sasl_progress::more, std::nullopt};
    }
    if (at_ == lines_.size()) {
      return {sansio::sasl_progress::failed, std::nullopt};
    }
    const std::string& line = lines_[at_++];
    return {at_ == lines_.size() ? sansio::sasl_progress::done : sansio::sasl_progress::more, line};
  }
  [[nodiscard]] bool peer_proven() const noexcept override { return at_ == lines_.size(); }
  [[nodiscard]] std::string_view why() const noexcept override { return "no line is left"; }

  std::string said_to_it;

 private:
  std::vector<std::string> lines_;
  std::size_t at_ = 0;
  bool client_first_;
};

}  // namespace popquiz::client
