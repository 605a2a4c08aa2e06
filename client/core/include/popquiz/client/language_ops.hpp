#pragma once

#include <popquiz/client/listing_op.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace popquiz::client {

/// UTF8 (RFC 6856 s2.1): from its +OK on, names, passwords and mail may be UTF-8.
class utf8_op final : public command_op {
 public:
  explicit utf8_op(session& on) noexcept : command_op(on) {}

 private:
  void begin() override;
};

/// LANG (RFC 6856 s3.2): which language the server's texts have. Bare it lists, else it sets.
class lang_op final : public listing_op {
 public:
  struct language {
    std::string tag;   ///< e.g. "de", as it came
    std::string name;  ///< the language's own name
    friend bool operator==(const language&, const language&) = default;
  };
  explicit lang_op(session& on) : listing_op(on) {}
  /// `tag`: of RFC 5646, or "*" for the server's own choice.
  lang_op(session& on, std::string tag) : listing_op(on), tag_(std::move(tag)) {}

  /// What the list holds. Valid as long as the operation.
  [[nodiscard]] const std::vector<language>& languages() const noexcept { return languages_; }

 private:
  void begin() override;
  void on_line(std::string_view text, std::uint64_t number) override;

  std::string tag_;
  std::vector<language> languages_;
};

}  // namespace popquiz::client
