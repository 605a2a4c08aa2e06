#include "behaviour.hpp"

#include <popquiz/fuzz_wire/finding.hpp>
#include "engine.hpp"

#include <popquiz/parser/response_code.hpp>

#include <fmt/format.h>

#include <array>
#include <chrono>
#include <string>

namespace popquiz::fuzz_wire {
namespace {

constexpr std::size_t words_of_text = 4;

}  // namespace

unsigned time_class(std::chrono::microseconds time) {
  constexpr std::array limits{std::chrono::milliseconds(50), std::chrono::milliseconds(500),
                              std::chrono::milliseconds(3000)};
  unsigned number = 0;
  while (number < limits.size() && time >= limits[number]) {
    ++number;
  }
  return number;
}

std::string first_words(std::string_view text, std::size_t count) {
  std::string kept;
  std::size_t words = 0;
  while (!text.empty() && words < count) {
    const std::string_view word = text.substr(0, text.find(' '));
    text.remove_prefix(std::min(text.size(), word.size() + 1));
    const bool is_plain =
        word.size() < 16 && word.find_first_not_of("abcdefghijklmnopqrstuvwxyz") == std::string_view::npos;
    if (is_plain) {
      kept.append(word).append(" ");
      ++words;
    }
  }
  return kept;
}

void count_session(const plan& what, const session_record& record, campaign_board& board) {
  behaviour_counter to(board);
  const exchange* before = nullptr;
  for (const exchange& e : record.exchanges) {
    const unsigned from = number_of(e.before);
    const unsigned into = number_of(e.after);
    const auto reply = static_cast<unsigned>(e.reply);
    const auto code = parser::find_response_code(e.text);
    board.note_state(from);
    board.note_state(into);
    board.note_transition(hash_of(fmt::format("{} {} {} {}", from, e.said, reply, into)));
    to.note("reply {} {} {} {}", from, e.said, reply, code ? code->code.substr(0, 20) : std::string_view());
    to.note("move {} {} {}", from, e.said, into);
    to.note("grammar {} {} {} {}", e.said, e.has_argument, e.argument_is_good, reply);
    to.note("time {} {} {}", e.said, reply, time_class(e.time));
    to.note("text {} {}", e.said, first_words(e.text, words_of_text));
    for (std::size_t i = 0; i < parser::observation_kinds; ++i) {
      if (e.seen.count(static_cast<parser::observation>(i)) != 0) {
        to.note("seen {} {}", e.said, i);
      }
    }
    if (before != nullptr) {
      to.note("pair {} {} {} {} {}", from, before->said, static_cast<unsigned>(before->reply), e.said, reply);
    }
    if (e.turn < what.size() && (what[e.turn].cut_at != 0 || what[e.turn].cut_every != 0)) {
      to.note("cut {} {}", e.said, reply);
    }
    if (e.turn < what.size() && what[e.turn].together) {
      to.note("together {} {}", e.said, reply);
    }
    before = &e;
  }
  if (record.is_loose()) {
    to.note("loose {} {}", before == nullptr ? 0U : number_of(before->after),
            record.loose_replies.substr(0, 3));
  }
}

}  // namespace popquiz::fuzz_wire
