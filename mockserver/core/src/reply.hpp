#pragma once

#include "reply_body.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace popquiz::mockserver {

/// An answer of the reference server.
struct reply {
  bool ok = false;
  std::string text = {};
  std::unique_ptr<reply_body> body = nullptr;  ///< null: single-line. It may refer to session_data::drop.
  std::string_view code = {};                  ///< a constant, without brackets; empty: none (RFC 2449 §8)
  /// Not an answer yet: `text` is a challenge in base64, and the client's next line answers it (RFC 5034 §4).
  bool is_challenge = false;
};

[[nodiscard]] inline reply accept(std::string text, std::unique_ptr<reply_body> body = nullptr) {
  return {.ok = true, .text = std::move(text), .body = std::move(body)};
}

[[nodiscard]] inline reply refuse(std::string text) {
  return {.ok = false, .text = std::move(text)};
}

/// `code`: a constant.
[[nodiscard]] inline reply refuse(std::string_view code, std::string text) {
  return {.ok = false, .text = std::move(text), .code = code};
}

}  // namespace popquiz::mockserver
