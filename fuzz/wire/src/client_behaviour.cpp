#include "client_behaviour.hpp"

#include "behaviour.hpp"

#include <popquiz/parser/command_table.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace popquiz::fuzz_wire {
namespace {

using script::transcript_line;
using script::transcript_mark;

constexpr std::size_t told_words = 8;

/// The keyword of a command, "other", or "response".
std::string_view keyword(std::string_view line) {
  const auto* const found = parser::find_command(line.substr(0, line.find(' ')));
  return found == nullptr ? std::string_view("other") : found->keyword;
}

std::string_view reply_of(std::string_view line) {
  return line.starts_with("+OK")    ? "+OK"
         : line.starts_with("-ERR") ? "-ERR"
         : line.starts_with("+ ")   ? "+"
                                    : "?";
}

unsigned number_of_keyword(std::string_view word) {
  const auto* const found = parser::find_command(word);
  return found == nullptr ? 1U : 2U + static_cast<unsigned>(found->id);
}

/// Without what varies: numbers.
std::string without_numbers(std::string_view text) {
  std::string kept;
  for (const char octet : text) {
    const bool is_digit = octet >= '0' && octet <= '9';
    kept += is_digit ? '#' : octet;
  }
  return kept;
}

}  // namespace

void count_trial(const conformance::check_result& seen, campaign_board& board) {
  behaviour_counter to(board);
  std::string before = "begin";
  std::string reply = "begin";
  for (const transcript_line& line : seen.transcript) {
    if (line.mark == transcript_mark::client) {
      const std::string word(keyword(line.text));
      board.note_state(number_of_keyword(word));
      board.note_transition(hash_of(fmt::format("{} {} {}", before, reply, word)));
      to.note("client {} {} {}", before, reply, word);
      before = word;
      reply = "none";
    } else if (line.mark == transcript_mark::server && reply == "none") {
      reply = reply_of(line.text);
      to.note("server {} {} {}", before, reply, first_words(line.text, told_words));
    } else if (line.mark == transcript_mark::note && line.text.starts_with("output: ")) {
      to.note("output {}", first_words(line.text, told_words));
    }
  }
  to.note("last {} {}", before, reply);
  to.note("sessions {}", std::min<std::size_t>(seen.sessions.size(), 8));
  std::string_view rest = seen.seen;
  while (!rest.empty()) {
    const std::string_view part = rest.substr(0, rest.find("; "));
    rest.remove_prefix(std::min(rest.size(), part.size() + 2));
    const bool is_said = part.find(": ") != std::string_view::npos;
    to.note("seen {}",
            is_said ? std::string(part.substr(0, part.find(": "))) : without_numbers(part.substr(0, 60)));
    if (part.starts_with("reported") || part.starts_with("crashed")) {
      to.note("end {} {}", before, part);
    }
  }
  to.note("time {}", time_class(seen.duration));
}

std::string last_move(const conformance::check_result& seen) {
  std::string command = "connecting";
  std::string reply = "nothing";
  for (const transcript_line& line : seen.transcript) {
    if (line.mark == transcript_mark::client) {
      command = keyword(line.text);
      reply = "nothing";
    } else if (line.mark == transcript_mark::server && reply == "nothing") {
      reply = reply_of(line.text);
    }
  }
  return command + " " + reply;
}

}  // namespace popquiz::fuzz_wire
