#pragma once

#include <string>
#include <string_view>
#include <utility>

namespace popquiz::cli {

/// Overwrites all octets that `text` owns, those behind its end too, and empties it.
void wipe(std::string& text) noexcept;

/// A password or token. Each copy is overwritten when it goes. What others copy out of text() is theirs.
class secret {
 public:
  secret() = default;
  explicit secret(std::string&& text) noexcept : text_(std::move(text)) { wipe(text); }
  secret(const secret&) = default;
  secret(secret&& other) noexcept : text_(std::move(other.text_)) { wipe(other.text_); }
  secret& operator=(const secret& other);
  secret& operator=(secret&& other) noexcept;
  ~secret() { wipe(text_); }

  /// Valid until the next assignment or destruction.
  [[nodiscard]] const std::string& text() const noexcept { return text_; }

 private:
  std::string text_;
};

}  // namespace popquiz::cli
