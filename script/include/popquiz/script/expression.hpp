#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace popquiz::script {

enum class term_kind : std::uint8_t {
  number,          ///< 42
  use,             ///< {=NAME}: a captured number
  octets_of_body,  ///< octets of the last body, unstuffed, terminator not counted
  lines_of_body,   ///< lines of the last body
  column_of_body,  ///< sum of column K of body: the K-th word of each line, added up
  messages_of_maildrop,
  octets_of_maildrop,  ///< sum of the sizes of the maildrop's messages (RFC 1939 §11)
  octets_of_message,   ///< octets of message N (RFC 1939 §11)
  length_of,           ///< length of {=NAME}: octets of a captured text
};

struct term {
  term_kind kind = term_kind::number;
  std::uint64_t number = 0;  ///< number, or the K of column_of_body, or a literal N of octets_of_message
  std::string name;          ///< use, length_of; octets_of_message when N is {=NAME}
  bool negative = false;     ///< subtracted
  friend bool operator==(const term&, const term&) = default;
};

/// Terms added up.
struct expression {
  std::vector<term> terms;
  friend bool operator==(const expression&, const expression&) = default;
};

enum class relation : std::uint8_t { equal, not_equal, less, less_equal, greater, greater_equal };

}  // namespace popquiz::script
