#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace popquiz::fuzz {

/// The arguments of a command, a letter each: upper case must be there, lower case may. N a number, W a
/// word, D a digest, M a mechanism, L a language, T text to the end of the line. Written a second time,
/// and not from the command table, because it is what that is compared with.
struct plain_grammar {
  std::string_view keyword;
  std::string_view arguments;
};

inline constexpr std::array<plain_grammar, 17> plain_grammars{{
    {"APOP", "WD"},
    {"AUTH", "Mw"},
    {"CAPA", ""},
    {"DELE", "N"},
    {"LANG", "l"},
    {"LIST", "n"},
    {"NOOP", ""},
    {"PASS", "T"},
    {"QUIT", ""},
    {"RETR", "N"},
    {"RSET", ""},
    {"STAT", ""},
    {"STLS", ""},
    {"TOP", "NN"},
    {"UIDL", "n"},
    {"USER", "W"},
    {"UTF8", ""},
}};

inline bool has_only(std::string_view word, std::string_view octets) {
  return word.find_first_not_of(octets) == std::string_view::npos;
}

inline bool is_plain_argument(std::string_view word, char kind) {
  constexpr std::string_view alphanumeric =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_*";
  switch (kind) {
    case 'N': {
      constexpr std::string_view most = "18446744073709551615";
      const std::string_view digits = word.substr(std::min(word.find_first_not_of('0'), word.size()));
      return has_only(word, "0123456789") &&
             (digits.size() < most.size() || (digits.size() == most.size() && digits <= most));
    }
    case 'D':
      return word.size() == 32 && has_only(word, "0123456789abcdefABCDEF");
    case 'M':
      return word.size() <= 20 && has_only(word, alphanumeric.substr(0, 64));
    case 'L':
      return has_only(word, alphanumeric) && word.find('_') == std::string_view::npos;
    default:
      return true;
  }
}

inline const plain_grammar* find_plain_grammar(std::string_view keyword) {
  for (const plain_grammar& grammar : plain_grammars) {
    if (std::equal(keyword.begin(), keyword.end(), grammar.keyword.begin(), grammar.keyword.end(),
                   [](char a, char b) { return a == b || (a >= 'a' && a <= 'z' && a - b == 0x20); })) {
      return &grammar;
    }
  }
  return nullptr;
}

/// Whether a line without its CRLF is a command: RFC 1939 sections 3, 5 and 7, RFC 2449, 2595, 5034, 6856.
inline bool is_valid_command(std::string_view line) {
  for (const char c : line) {
    if ((c >= 0 && c < 0x20) || c == 0x7F) {
      return false;
    }
  }
  const std::size_t space = line.find(' ');
  const plain_grammar* const grammar = find_plain_grammar(line.substr(0, space));
  if (grammar == nullptr) {
    return false;
  }
  bool more = space != std::string_view::npos;  // a space: a word follows
  std::string_view rest = more ? line.substr(space + 1) : std::string_view();
  for (const char letter : grammar->arguments) {
    const char kind = letter >= 'a' ? static_cast<char>(letter - 0x20) : letter;
    if (!more) {
      return letter != kind;
    }
    const std::size_t end = kind == 'T' ? std::string_view::npos : rest.find(' ');
    const std::string_view word = rest.substr(0, end);
    if (word.empty() || !is_plain_argument(word, kind)) {
      return false;
    }
    more = end != std::string_view::npos;
    rest.remove_prefix(more ? end + 1 : rest.size());
  }
  return !more;
}

/// How many arguments the command cannot do without.
inline std::size_t arguments_needed(std::string_view keyword) {
  const plain_grammar* const grammar = find_plain_grammar(keyword);
  return grammar == nullptr
             ? 0
             : static_cast<std::size_t>(std::count_if(grammar->arguments.begin(), grammar->arguments.end(),
                                                      [](char letter) { return letter < 'a'; }));
}

}  // namespace popquiz::fuzz
