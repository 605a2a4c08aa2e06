#pragma once

#include <popquiz/script/maildrop_facts.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace popquiz::conformance {

/// A message as a server has to send it, unstuffed: a lone LF becomes CRLF, an unfinished last line is
/// ended, a lone CR stays (parser::stuffing_encoder has the same rules).
[[nodiscard]] std::string canonical_message(std::string_view stored);

/// What is known of a maildrop, message by message.
class known_mail final : public script::maildrop_facts {
 public:
  known_mail() = default;
  /// Every content is known; the messages have any line ends.
  template <class Messages>
  explicit known_mail(const Messages& stored) {
    for (const auto& message : stored) {
      add(canonical_message(message));
    }
  }

  /// The next message, with CRLF line ends; nothing: it is there, its content is not known.
  void add(std::optional<std::string> content) { messages_.push_back(std::move(content)); }
  /// Message `number`, which must be there, has this content.
  void replace(std::uint64_t number, std::string content) {
    messages_[static_cast<std::size_t>(number - 1)] = std::move(content);
  }

  [[nodiscard]] std::uint64_t messages() const override { return messages_.size(); }
  [[nodiscard]] std::optional<std::uint64_t> octets(std::uint64_t number) const override;
  [[nodiscard]] std::optional<std::string_view> message(std::uint64_t number) const override;
  /// Whether the content of every message is known.
  [[nodiscard]] bool complete() const noexcept;

  friend bool operator==(const known_mail& a, const known_mail& b) { return a.messages_ == b.messages_; }

 private:
  std::vector<std::optional<std::string>> messages_;
};

}  // namespace popquiz::conformance
