#include "placeholder_text.hpp"

#include <popquiz/parser/listing.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace popquiz::script {

namespace {

constexpr std::array<std::pair<std::string_view, piece_kind>, 5> kinds{{{"any", piece_kind::any},
                                                                        {"word", piece_kind::word},
                                                                        {"number", piece_kind::number},
                                                                        {"unique-id", piece_kind::unique_id},
                                                                        {"secret", piece_kind::secret}}};

[[nodiscard]] std::optional<piece_kind> find_kind(std::string_view word) noexcept {
  const auto* found =
      std::find_if(kinds.begin(), kinds.end(), [&](const auto& k) { return k.first == word; });
  return found == kinds.end() ? std::nullopt : std::optional(found->second);
}

[[nodiscard]] std::vector<std::string_view> split(std::string_view text) {
  std::vector<std::string_view> words;
  while (true) {
    text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
    if (text.empty()) {
      return words;
    }
    const std::size_t end = std::min(text.find(' '), text.size());
    words.push_back(text.substr(0, end));
    text.remove_prefix(end);
  }
}

/// "=NAME", "=NAME + 3" or "=NAME - 1".
[[nodiscard]] std::optional<piece> read_use(const std::vector<std::string_view>& words) {
  const std::string_view name = words.front().substr(1);
  if (!is_name(name) || (words.size() != 1 && words.size() != 3)) {
    return std::nullopt;
  }
  piece result{piece_kind::use, std::string(name), 0};
  if (words.size() == 3) {
    const auto number = parser::parse_number(words[2]);
    if ((words[1] != "+" && words[1] != "-") || !number || number.value == 0 ||
        number.value > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
      return std::nullopt;
    }
    const auto offset = static_cast<std::int64_t>(number.value);
    result.offset = words[1] == "-" ? -offset : offset;
  }
  return result;
}

/// "any", "number NAME" or "NAME".
[[nodiscard]] std::optional<piece> read_match(const std::vector<std::string_view>& words) {
  const auto kind = find_kind(words.front());
  if (words.size() > 2 || (words.size() == 2 && !kind)) {
    return std::nullopt;
  }
  const std::string_view name = words.size() == 2 ? words[1] : kind ? std::string_view{} : words.front();
  if (!name.empty() && (!is_name(name) || find_kind(name))) {
    return std::nullopt;
  }
  if (name.empty() && (!kind || kind == piece_kind::secret)) {
    return std::nullopt;
  }
  return piece{kind.value_or(piece_kind::capture), std::string(name), 0};
}

/// Those that follow from user and password (player.cpp), so that any dialogue can say them.
constexpr std::array<std::string_view, 5> sayable_secrets{"password", "plain", "login-user", "login-password",
                                                          "apop"};

[[nodiscard]] bool may_say_secret(std::string_view name) noexcept {
  return std::ranges::find(sayable_secrets, name) != sayable_secrets.end();
}

}  // namespace

std::optional<piece> parse_placeholder(line_cursor& cursor, pattern_use use, captured_names& captured) {
  const std::size_t close = cursor.rest().find('}');
  const std::size_t length = close == std::string_view::npos ? cursor.rest().size() : close + 1;
  if (close == std::string_view::npos) {
    cursor.fail_here("a placeholder with its closing brace", length);
    return std::nullopt;
  }
  const auto words = split(cursor.rest().substr(1, close - 1));
  std::optional<piece> result;
  if (!words.empty()) {
    result = words.front().front() == '=' ? read_use(words) : read_match(words);
  }
  if (!result) {
    cursor.fail_here("a placeholder such as {any}, {number NAME}, {NAME} or {=NAME + 1}", length);
    return std::nullopt;
  }
  const bool is_secret = result->kind == piece_kind::secret;
  if (is_secret && use != pattern_use::either &&
      (use != pattern_use::said_by_client || !may_say_secret(result->text))) {
    cursor.fail_here("{secret NAME} in a recording, or said by the client one that user and password tell",
                     length);
    return std::nullopt;
  }
  const bool is_use = result->kind == piece_kind::use;
  const bool is_said = use == pattern_use::said || use == pattern_use::said_by_client;
  if (is_said && !is_use && !is_secret) {
    cursor.fail_here("octets or {=NAME}, which can be said", length);
    return std::nullopt;
  }
  if (use == pattern_use::heard && !is_use && is_predefined(result->text)) {
    cursor.fail_here("a name that is not predefined", length);
    return std::nullopt;
  }
  if (!is_secret && !result->text.empty() && captured.contains(result->text)) {
    cursor.fail_here(is_use ? "a name that an earlier step captured" : "a name only once", length);
    return std::nullopt;
  }
  if (!is_secret && !is_use && !result->text.empty()) {
    captured.insert(result->text);
  }
  cursor.skip(length);
  return result;
}

std::string print_placeholder(const piece& part) {
  if (part.kind == piece_kind::use) {
    if (part.offset == 0) {
      return fmt::format("{{={}}}", part.text);
    }
    // The magnitude of the most negative offset fits only without sign.
    const auto offset = static_cast<std::uint64_t>(part.offset);
    return fmt::format("{{={} {} {}}}", part.text, part.offset < 0 ? '-' : '+',
                       part.offset < 0 ? 0 - offset : offset);
  }
  const auto* kind =
      std::find_if(kinds.begin(), kinds.end(), [&](const auto& k) { return k.second == part.kind; });
  if (kind == kinds.end()) {
    return fmt::format("{{{}}}", part.text);
  }
  return part.text.empty() ? fmt::format("{{{}}}", kind->first)
                           : fmt::format("{{{} {}}}", kind->first, part.text);
}

std::optional<std::string> parse_use(line_cursor& cursor, std::string_view what) {
  const std::string_view word = cursor.peek();
  if (!word.starts_with("{=") || !word.ends_with('}') || word.size() < 4 ||
      !is_name(word.substr(2, word.size() - 3))) {
    cursor.fail(what);
    return std::nullopt;
  }
  cursor.skip(word.size());
  return std::string(word.substr(2, word.size() - 3));
}

}  // namespace popquiz::script
