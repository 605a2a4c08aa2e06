#include <popquiz/script/matcher.hpp>

#include "pattern_text.hpp"

#include <popquiz/parser/listing.hpp>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

namespace popquiz::script {

namespace {

// Of the table: a bit each. Enough for ten pieces and the longest line of a body that is kept.
constexpr std::uint64_t cells_limit = 1ULL << 30U;

enum class match_end : std::uint8_t { whole, before_space };

[[nodiscard]] std::optional<std::string> value_of(const piece& use, const variables& vars) {
  const auto found = vars.find(use.kind == piece_kind::secret ? secret_name(use.text) : use.text);
  if (found == vars.end()) {
    return std::nullopt;
  }
  if (use.offset == 0) {
    return found->second;
  }
  const auto number = parser::parse_number(found->second);
  const auto magnitude = static_cast<std::uint64_t>(use.offset < 0 ? -(use.offset + 1) : use.offset) +
                         (use.offset < 0 ? 1U : 0U);
  if (!number) {
    return std::nullopt;
  }
  if (use.offset < 0) {
    return number.value < magnitude ? std::nullopt : std::optional(std::to_string(number.value - magnitude));
  }
  return number.value > std::numeric_limits<std::uint64_t>::max() - magnitude
             ? std::nullopt
             : std::optional(std::to_string(number.value + magnitude));
}

[[nodiscard]] bool takes(piece_kind kind, char c) noexcept {
  switch (kind) {
    case piece_kind::any:
    case piece_kind::secret:  // a password may have spaces (RFC 1939 §7)
      return c != '\n';
    case piece_kind::number:
      return c >= '0' && c <= '9';
    case piece_kind::unique_id:
      return c >= '\x21' && c <= '\x7E';
    default:
      return c != ' ' && c != '\n';
  }
}

/// A piece with its use resolved.
struct resolved {
  piece_kind kind;
  std::string_view name;
  std::string literal;

  [[nodiscard]] std::size_t least() const noexcept {
    return kind == piece_kind::any || kind == piece_kind::secret ? 0 : 1;
  }
  [[nodiscard]] std::size_t most() const noexcept {
    return kind == piece_kind::unique_id ? parser::unique_id_limit : std::numeric_limits<std::size_t>::max();
  }
};

[[nodiscard]] std::optional<std::vector<resolved>> resolve(const pattern& p, const variables& vars) {
  std::vector<resolved> result;
  for (const piece& part : p.pieces) {
    if (part.kind == piece_kind::use) {
      auto value = value_of(part, vars);
      if (!value) {
        return std::nullopt;
      }
      result.push_back({piece_kind::literal, {}, std::move(*value)});
    } else if (part.kind == piece_kind::literal) {
      result.push_back({piece_kind::literal, {}, part.text});
    } else {
      const bool captures = part.kind != piece_kind::secret;
      result.push_back({part.kind, captures ? std::string_view(part.text) : std::string_view(), {}});
    }
  }
  return result;
}

/// Row i, bit j: the pieces from i on match the text from j on. Filled from the last piece backwards,
/// each row in one pass from right to left: O(pieces x octets) whatever the pattern.
class match_table {
 public:
  match_table(const std::vector<resolved>& parts, std::string_view text, match_end end)
      : parts_(parts), text_(text), rows_(parts.size() + 1, std::vector<bool>(text.size() + 1)) {
    rows_.back()[text.size()] = true;
    for (std::size_t at = 0; end == match_end::before_space && at < text.size(); ++at) {
      rows_.back()[at] = text[at] == ' ';
    }
    for (std::size_t row = parts.size(); row-- > 0;) {
      if (parts[row].kind == piece_kind::literal) {
        fill_literal(row);
      } else {
        fill_placeholder(row);
      }
    }
  }

  [[nodiscard]] bool matches(std::size_t row, std::size_t at) const { return rows_[row][at]; }

 private:
  void fill_literal(std::size_t row) {
    const std::string& literal = parts_[row].literal;
    for (std::size_t at = 0; at + literal.size() <= text_.size(); ++at) {
      rows_[row][at] = rows_[row + 1][at + literal.size()] && text_.substr(at).starts_with(literal);
    }
  }

  void fill_placeholder(std::size_t row) {
    const resolved& part = parts_[row];
    std::size_t run_end = text_.size();   // where the octets that the placeholder takes end
    std::size_t next = text_.size() + 1;  // the nearest place where the rest matches
    for (std::size_t at = text_.size() + 1; at-- > 0;) {
      if (at < text_.size() && !takes(part.kind, text_[at])) {
        run_end = at;
      }
      const std::size_t first = at + part.least();
      if (first <= text_.size() && rows_[row + 1][first]) {
        next = first;
      }
      rows_[row][at] = first <= run_end && next <= run_end && next - at <= part.most();
    }
  }

  const std::vector<resolved>& parts_;
  std::string_view text_;
  std::vector<std::vector<bool>> rows_;
};

[[nodiscard]] bool match(const pattern& p, std::string_view text, variables& vars, match_end end) {
  const auto parts = resolve(p, vars);
  if (!parts || (parts->size() + 1) * (std::uint64_t{text.size()} + 1) > cells_limit) {
    return false;
  }
  if (!parts->empty() && parts->front().kind == piece_kind::literal &&
      !text.starts_with(parts->front().literal)) {
    return false;  // most lines of a body, without a table
  }
  const match_table table(*parts, text, end);
  if (!table.matches(0, 0)) {
    return false;
  }
  std::size_t at = 0;
  for (std::size_t row = 0; row < parts->size(); ++row) {
    const resolved& part = (*parts)[row];
    const std::size_t from = at;
    at += part.kind == piece_kind::literal ? part.literal.size() : part.least();
    while (part.kind != piece_kind::literal && !table.matches(row + 1, at)) {
      ++at;
    }
    if (!part.name.empty()) {
      vars.insert_or_assign(std::string(part.name), std::string(text.substr(from, at - from)));
    }
  }
  return true;
}

}  // namespace

std::string secret_name(std::string_view name) {
  return "secret " + std::string(name);
}

bool match_exact(const pattern& p, std::string_view text, variables& vars) {
  return match(p, text, vars, match_end::whole);
}

bool match_leading(const pattern& p, std::string_view text, variables& vars) {
  return match(p, text, vars, match_end::whole) || match(p, text, vars, match_end::before_space);
}

std::optional<std::string> expand(const pattern& p, const variables& vars) {
  std::string octets;
  for (const piece& part : p.pieces) {
    if (part.kind == piece_kind::literal) {
      octets += part.text;
      continue;
    }
    const bool has_value = part.kind == piece_kind::use || part.kind == piece_kind::secret;
    const auto value = has_value ? value_of(part, vars) : std::nullopt;
    if (!value) {
      return std::nullopt;
    }
    octets += *value;
  }
  return octets;
}

std::string print_pattern(const pattern& p) {
  return print_pattern_text(p, pattern_form::line);
}

}  // namespace popquiz::script
