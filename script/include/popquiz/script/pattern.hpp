#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace popquiz::script {

enum class piece_kind : std::uint8_t {
  literal,    ///< octets
  any,        ///< {any} or {any NAME}: as many octets as it takes, also none, never across a line end
  word,       ///< {word} / {word NAME}: one or more octets other than space
  number,     ///< {number} / {number NAME}: base-10 digits
  unique_id,  ///< {unique-id} / {unique-id NAME}: 1 to 70 octets 0x21 to 0x7E
  capture,    ///< {NAME}: a word, captured
  secret,     ///< {secret NAME}: what a recording does not tell; as {any} when heard
  use,        ///< {=NAME} or {=NAME + 3}: what was captured or predefined; on the said side its octets
};

struct piece {
  piece_kind kind = piece_kind::literal;
  std::string text;         ///< literal: the octets, escapes resolved; otherwise the name, or empty
  std::int64_t offset = 0;  ///< use: number added ({=n + 1}, {=n - 1}); 0 uses the text as it is
  friend bool operator==(const piece&, const piece&) = default;
};

/// A text with placeholders, as a script has it behind C:, S: and their kin.
struct pattern {
  std::vector<piece> pieces;
  friend bool operator==(const pattern&, const pattern&) = default;
};

}  // namespace popquiz::script
