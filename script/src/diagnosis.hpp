#pragma once

#include <popquiz/script/script.hpp>

#include <optional>
#include <string>
#include <utility>

namespace popquiz::script {

/// The first thing that is wrong with a text; what is found later is not looked at.
class diagnosis {
 public:
  void set(location where, std::string message) {
    if (!first_) {
      first_.emplace(where, std::move(message));
    }
  }
  [[nodiscard]] bool found() const noexcept { return first_.has_value(); }
  [[nodiscard]] location where() const { return first_ ? first_->first : location{}; }
  [[nodiscard]] std::string message() const { return first_ ? first_->second : std::string{}; }

 private:
  std::optional<std::pair<location, std::string>> first_;
};

}  // namespace popquiz::script
