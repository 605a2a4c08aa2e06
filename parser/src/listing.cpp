#include <popquiz/parser/listing.hpp>

#include <popquiz/parser/ascii.hpp>

namespace popquiz::parser {
namespace {

/// Walks over one line; the first offence sticks.
struct field_reader {
  std::string_view text;
  strictness mode;
  std::size_t at = 0;
  parse_errc error = parse_errc::none;
  std::size_t offence_at = 0;

  [[nodiscard]] bool done() const noexcept { return at == text.size(); }
  [[nodiscard]] bool at_blank() const noexcept { return !done() && is_blank(text[at]); }

  std::uint64_t number() noexcept {
    std::uint64_t value = 0;
    const std::size_t begin = at;
    for (; error == parse_errc::none && !done() && is_digit(text[at]); ++at) {
      const auto digit = static_cast<std::uint64_t>(text[at] - '0');
      if (value > (UINT64_MAX - digit) / 10) {
        return offend(parse_errc::number_overflow);
      }
      value = value * 10 + digit;
    }
    if (!done() && !at_blank()) {
      return offend(parse_errc::bad_number);
    }
    return at == begin ? offend(parse_errc::missing_number) : value;
  }

  /// Exactly one space, or in tolerant mode any blanks.
  void separator() noexcept {
    if (mode == strictness::strict && !done() && text[at] == ' ') {
      ++at;
    }
    blanks();
  }

  void blanks() noexcept {
    if (mode == strictness::strict && at_blank()) {
      offend(parse_errc::bad_separator);
    }
    while (error == parse_errc::none && at_blank()) {
      ++at;
    }
  }

  void end() noexcept {
    if (mode == strictness::strict && !done()) {
      offend(parse_errc::text_after_listing);
    }
  }

  std::uint64_t offend(parse_errc offence) noexcept {
    if (error == parse_errc::none) {
      error = offence;
      offence_at = at;
    }
    return 0;
  }
};

bool unique_id_octet(char c, strictness mode) noexcept {
  return !is_control(c) && (mode == strictness::tolerant || !is_eight_bit(c));
}

std::string_view read_unique_id(field_reader& in) noexcept {
  const std::size_t begin = in.at;
  for (; in.error == parse_errc::none && !in.done() && !in.at_blank(); ++in.at) {
    if (!unique_id_octet(in.text[in.at], in.mode)) {
      in.offend(parse_errc::bad_unique_id_octet);
      break;
    }
    if (in.mode == strictness::strict && in.at - begin == unique_id_limit) {
      in.offend(parse_errc::unique_id_too_long);
      break;
    }
  }
  if (in.at == begin) {
    in.offend(parse_errc::missing_unique_id);
  }
  return in.text.substr(begin, in.at - begin);
}

template <class T>
parsed<T> outcome(const field_reader& in, T value) noexcept {
  if (in.error != parse_errc::none) {
    return {T{}, in.error, in.offence_at};
  }
  return {value, parse_errc::none, 0};
}

}  // namespace

parsed<std::uint64_t> parse_number(std::string_view text) noexcept {
  field_reader in{text, strictness::strict};
  const std::uint64_t value = in.number();
  if (in.at_blank()) {  // ends a number in a listing, but not here
    in.error = parse_errc::none;
    in.offend(parse_errc::bad_number);
  }
  return outcome(in, value);
}

parsed<drop_listing> parse_drop_listing(std::string_view text, strictness mode) noexcept {
  field_reader in{text, mode};
  drop_listing value;
  in.blanks();
  value.messages = in.number();
  in.separator();
  value.octets = in.number();
  in.end();
  return outcome(in, value);
}

parsed<scan_listing> parse_scan_listing(std::string_view line, strictness mode) noexcept {
  const auto [value, error, offset] = parse_drop_listing(line, mode);  // the same two fields
  return {{value.messages, value.octets}, error, offset};
}

parsed<unique_id_listing> parse_unique_id_listing(std::string_view line, strictness mode) noexcept {
  field_reader in{line, mode};
  unique_id_listing value;
  in.blanks();
  value.number = in.number();
  in.separator();
  value.unique_id = read_unique_id(in);
  in.end();
  return outcome(in, value);
}

}  // namespace popquiz::parser
