#include "vocabulary.hpp"

#include <popquiz/parser/command_table.hpp>

#include <array>
#include <string_view>

namespace popquiz::fuzz_wire {
namespace {

using parser::argument_grammar;
using parser::command_info;
using parser::verb;
using script::pattern;
using script::piece_kind;

constexpr std::array<std::string_view, 22> hostile_words{"0",
                                                         "-1",
                                                         "+1",
                                                         "01",
                                                         " 1",
                                                         "1 ",
                                                         "1 1",
                                                         "0x1",
                                                         "a",
                                                         "%s%n%n",
                                                         "2147483647",
                                                         "2147483648",
                                                         "4294967295",
                                                         "4294967297",
                                                         "9223372036854775807",
                                                         "18446744073709551615",
                                                         "18446744073709551617",
                                                         "99999999999999999999999999",
                                                         "*",
                                                         "1:*",
                                                         "../../x",
                                                         "\t1"};
constexpr std::array<std::string_view, 12> other_keywords{"XTND", "LAST",  "RPOP", "HELP",  "NOSUCH", "RETRX",
                                                          "RE",   "XRETR", "EHLO", "LOGIN", "GET",    ""};
constexpr std::array<std::size_t, 6> run_lengths{64, 240, 255, 512, 1000, 4000};
constexpr std::array<std::string_view, 8> odd_octets{
    std::string_view("\0", 1), "\r", "\n", "\xFF", "\t", "\x1B", "\r\n", " "};
constexpr std::array<std::string_view, 7> mechanism_words{"PLAIN",    "LOGIN",     "CRAM-MD5", "DIGEST-MD5",
                                                          "EXTERNAL", "ANONYMOUS", "NONE"};
constexpr std::size_t hostile_share = 5;      // once in so many commands
constexpr std::size_t wrong_login_share = 8;  // servers delay what follows a wrong one

std::string message_number(const vocabulary& words, random_source& random) {
  return std::to_string(words.messages == 0 ? 1 : 1 + random.below(static_cast<std::size_t>(words.messages)));
}

pattern user(random_source& random) {
  return random.once_in(wrong_login_share) ? literal(hostile_argument(random))
                                           : placeholder(piece_kind::use, "user");
}

pattern secret(std::string_view name, random_source& random) {
  return random.once_in(wrong_login_share) ? literal(hostile_argument(random))
                                           : placeholder(piece_kind::secret, name);
}

pattern sasl(const vocabulary& words, random_source& random) {
  if (random.once_in(2)) {
    return joined(literal("PLAIN "), secret("plain", random));
  }
  if (!words.mechanisms.empty() && random.once_in(2)) {
    return literal(random.one_of(words.mechanisms));
  }
  return literal(random.one_of(mechanism_words));
}

std::string line_count(random_source& random) {
  constexpr std::array<std::string_view, 6> counts{"0", "1", "5", "100", "4294967296", "-1"};
  return std::string(random.one_of(counts));
}

/// An argument as the grammar has it; empty: none.
pattern fitting_argument(const command_info& command, const vocabulary& words, random_source& random) {
  switch (command.arguments) {
    case argument_grammar::none:
      return {};
    case argument_grammar::text:
      return secret("password", random);
    case argument_grammar::name:
      return user(random);
    case argument_grammar::name_and_digest:
      return joined(joined(user(random), literal(" ")),
                    words.apop ? secret("apop", random) : literal(std::string(32, '0')));
    case argument_grammar::optional_message_number:
      if (random.once_in(2)) {
        return {};
      }
      [[fallthrough]];
    case argument_grammar::message_number:
      return literal(message_number(words, random));
    case argument_grammar::message_number_and_lines:
      return literal(message_number(words, random) + " " + line_count(random));
    case argument_grammar::sasl_mechanism:
      return sasl(words, random);
    case argument_grammar::optional_language:
      constexpr std::array<std::string_view, 4> tags{"", "*", "en", "xx-none"};
      return literal(random.one_of(tags));
  }
  return {};
}

std::string keyword(const command_info& command, random_source& random) {
  std::string word(command.keyword);
  if (random.once_in(6)) {
    for (char& letter : word) {
      const bool is_upper = letter >= 'A' && letter <= 'Z';
      letter = is_upper && random.once_in(2) ? static_cast<char>(letter - 'A' + 'a') : letter;
    }
  }
  return word;
}

turn command_turn(const command_info& command, const vocabulary& words, random_source& random) {
  turn made;
  made.text = literal(keyword(command, random));
  pattern argument = fitting_argument(command, words, random);
  if (random.once_in(hostile_share)) {
    // One argument too many, one too few, or one that is no such thing.
    argument = random.once_in(3)   ? pattern{}
               : random.once_in(2) ? joined(joined(argument, literal(" ")), literal(hostile_argument(random)))
                                   : literal(hostile_argument(random));
  }
  if (!argument.pieces.empty()) {
    made.text = joined(joined(made.text, literal(" ")), argument);
  }
  return made;
}

turn line(std::string_view text) {
  turn made;
  made.text = literal(text);
  return made;
}

turn login() {
  turn made;
  made.is_login = true;
  return made;
}

}  // namespace

bool is_wrong_login(const turn& what) {
  const std::string keyword = keyword_of(what);
  const bool ends_with_ours =
      !what.text.pieces.empty() && what.text.pieces.back().kind != piece_kind::literal;
  return !ends_with_ours &&
         (keyword == "USER" || keyword == "PASS" || keyword == "APOP" || keyword == "AUTH");
}

std::string hostile_argument(random_source& random) {
  return random.once_in(8) ? std::string(random.one_of(run_lengths), 'A')
                           : std::string(random.one_of(hostile_words));
}

void spoil(std::string& octets, random_source& random) {
  const std::size_t at = random.below(octets.size() + 1);
  switch (random.below(4)) {
    case 0:
      octets.insert(at, std::string(random.one_of(run_lengths), 'A'));
      break;
    case 1:
      octets.insert(at, random.one_of(odd_octets));
      break;
    case 2:
      octets.erase(at, 1 + random.below(4));
      break;
    default:
      if (at < octets.size()) {
        octets[at] = static_cast<char>(random.below(256));
      }
      break;
  }
}

turn some_command(const vocabulary& words, random_source& random) {
  if (random.once_in(14)) {
    turn unknown = line(random.one_of(other_keywords));
    if (random.once_in(2)) {
      unknown.text = joined(unknown.text, literal(" " + hostile_argument(random)));
    }
    return unknown;
  }
  for (;;) {
    const command_info& command = random.one_of(parser::command_table());
    const bool is_pointless = (command.id == verb::stls && !words.stls) ||
                              (command.id == verb::apop && !words.apop && !random.once_in(8)) ||
                              (command.id == verb::quit && !random.once_in(4));
    if (!is_pointless) {
      return command_turn(command, words, random);
    }
  }
}

std::vector<plan> first_plans(const vocabulary& words) {
  std::vector<plan> all;
  random_source random(1);
  for (const command_info& command : parser::command_table()) {
    if (command.id == verb::stls && !words.stls) {
      continue;
    }
    const turn said = command_turn(command, words, random);
    all.push_back({said});
    all.push_back({login(), said});
    all.push_back({login(), line("DELE 1"), said});
  }
  all.push_back({login(), line("STAT"), line("LIST"), line("UIDL"), line("RETR 1"), line("TOP 1 0")});
  all.push_back({login(), line("DELE 1"), line("STAT"), line("RSET"), line("STAT")});
  // Nothing of the maildrop is to be had behind a login that was refused, or that is not complete.
  const turn user = [] {
    turn made;
    made.text = joined(literal("USER "), placeholder(piece_kind::use, "user"));
    return made;
  }();
  all.push_back({user, line("PASS wrong"), line("STAT"), line("LIST"), line("RETR 1"), line("DELE 1")});
  all.push_back({user, line("STAT"), line("LIST"), line("RETR 1"), line("DELE 1")});
  return all;
}

}  // namespace popquiz::fuzz_wire
