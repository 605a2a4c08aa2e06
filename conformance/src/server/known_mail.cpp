#include <popquiz/conformance/known_mail.hpp>

#include <algorithm>

namespace popquiz::conformance {

std::string canonical_message(std::string_view stored) {
  std::string wire;
  wire.reserve(stored.size() + stored.size() / 32 + 2);
  while (!stored.empty()) {
    const std::size_t line_feed = stored.find('\n');
    std::string_view line = stored.substr(0, line_feed);
    stored.remove_prefix(std::min(stored.size(), line.size() + 1));
    if (line_feed != std::string_view::npos && line.ends_with('\r')) {
      line.remove_suffix(1);
    }
    wire.append(line).append("\r\n");
  }
  return wire;
}

std::optional<std::uint64_t> known_mail::octets(std::uint64_t number) const {
  const auto text = message(number);
  return text ? std::optional<std::uint64_t>(text->size()) : std::nullopt;
}

std::optional<std::string_view> known_mail::message(std::uint64_t number) const {
  if (number == 0 || number > messages_.size()) {
    return std::nullopt;
  }
  const auto& content = messages_[static_cast<std::size_t>(number - 1)];
  return content ? std::optional<std::string_view>(*content) : std::nullopt;
}

bool known_mail::complete() const noexcept {
  return std::ranges::all_of(messages_, [](const auto& content) { return content.has_value(); });
}

}  // namespace popquiz::conformance
