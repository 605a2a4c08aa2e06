#pragma once

#include <cstdlib>
#include <optional>
#include <string>
#include <utility>

namespace popquiz::cli {

/// An environment variable has another value for a while; nothing: it is not set.
class environment_variable {
 public:
  environment_variable(std::string name, const std::optional<std::string>& value) : name_(std::move(name)) {
    if (const char* const before = std::getenv(name_.c_str())) {
      before_ = before;
    }
    set(value);
  }
  ~environment_variable() { set(before_); }
  environment_variable(const environment_variable&) = delete;
  environment_variable& operator=(const environment_variable&) = delete;

 private:
  void set(const std::optional<std::string>& value) const {
    if (value) {
      ::setenv(name_.c_str(), value->c_str(), 1);
    } else {
      ::unsetenv(name_.c_str());
    }
  }

  std::string name_;
  std::optional<std::string> before_;
};

}  // namespace popquiz::cli
