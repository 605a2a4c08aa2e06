#include "password.hpp"

#include "text_file.hpp"

#include <fmt/format.h>

#include <cstdlib>

namespace popquiz::cli {
namespace {

std::optional<std::string> usable(std::string password, const std::string& source, std::string& why) {
  if (password.empty()) {
    why = fmt::format("{} has no password", source);
    return std::nullopt;
  }
  // It is going to be part of a command's line.
  if (password.find_first_of(std::string_view("\r\n\0", 3)) != std::string::npos) {
    why = fmt::format("the password in {} has a line end or a NUL within", source);
    return std::nullopt;
  }
  return password;
}

}  // namespace

std::optional<std::string> find_password(const std::string& file, const std::string& variable,
                                         const std::optional<std::string>& otherwise, std::string& why) {
  if (!file.empty()) {
    auto text = read_text_file(file, why);
    if (!text) {
      return std::nullopt;
    }
    text->resize(std::min(text->find('\n'), text->size()));
    if (text->ends_with('\r')) {
      text->pop_back();
    }
    return usable(std::move(*text), file, why);
  }
  if (!variable.empty()) {
    const char* const value = std::getenv(variable.c_str());
    if (value == nullptr) {
      why = fmt::format("the environment variable {} is not set", variable);
      return std::nullopt;
    }
    return usable(value, "the environment variable " + variable, why);
  }
  if (!otherwise) {
    why = "a password is needed: --password-file FILE or --password-env NAME";
  }
  return otherwise;
}

}  // namespace popquiz::cli
