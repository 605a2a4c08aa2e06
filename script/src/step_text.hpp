#pragma once

// The text of each kind of step, without the block that may follow it. The parsers find the cursor
// behind the first word; the printers give the line without indentation and line end.

#include "line_cursor.hpp"

#include <popquiz/script/script.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

namespace popquiz::script {

/// What kind of block a step stands in.
enum class place : std::uint8_t {
  dialogue,   ///< C is said, S is heard
  recording,  ///< either
  on_block,   ///< S is said
  judge,      ///< rules about the client
};

using parsed_step = std::optional<step_kind>;

/// The step, when nothing follows it on its line.
[[nodiscard]] inline parsed_step at_end(line_cursor& cursor, step_kind result) {
  return cursor.expect_end() ? parsed_step(std::move(result)) : std::nullopt;
}

/// Whether a line begins with one of the marks C: S: S= C! S! S| S* S. S@
[[nodiscard]] bool is_line_mark(std::string_view word) noexcept;
/// The cursor is at the mark.
[[nodiscard]] parsed_step parse_marked_line(line_cursor& cursor, place where);

[[nodiscard]] parsed_step parse_login(line_cursor& cursor);
[[nodiscard]] parsed_step parse_expect(line_cursor& cursor);
[[nodiscard]] parsed_step parse_close(line_cursor& cursor);
[[nodiscard]] parsed_step parse_reset(line_cursor& cursor);
[[nodiscard]] parsed_step parse_wait(line_cursor& cursor);
[[nodiscard]] parsed_step parse_session(line_cursor& cursor);
[[nodiscard]] parsed_step parse_together(line_cursor& cursor);
[[nodiscard]] parsed_step parse_cut(line_cursor& cursor);
[[nodiscard]] parsed_step parse_for(line_cursor& cursor);
[[nodiscard]] parsed_step parse_repeat(line_cursor& cursor);
[[nodiscard]] parsed_step parse_if(line_cursor& cursor);
[[nodiscard]] parsed_step parse_check(line_cursor& cursor);
[[nodiscard]] parsed_step parse_remember(line_cursor& cursor);
[[nodiscard]] parsed_step parse_let(line_cursor& cursor);
[[nodiscard]] parsed_step parse_answer(line_cursor& cursor);
[[nodiscard]] parsed_step parse_perform(line_cursor& cursor);
[[nodiscard]] parsed_step parse_silence(line_cursor& cursor);
[[nodiscard]] parsed_step parse_also(line_cursor& cursor);
[[nodiscard]] parsed_step parse_remove(line_cursor& cursor);
[[nodiscard]] parsed_step parse_restore(line_cursor& cursor);
[[nodiscard]] parsed_step parse_update(line_cursor& cursor);
[[nodiscard]] parsed_step parse_keep(line_cursor& cursor);
[[nodiscard]] parsed_step parse_release(line_cursor& cursor);
[[nodiscard]] parsed_step parse_ignore(line_cursor& cursor);
[[nodiscard]] parsed_step parse_enter(line_cursor& cursor);
[[nodiscard]] parsed_step parse_on(line_cursor& cursor);
[[nodiscard]] parsed_step parse_start_tls(line_cursor& cursor);
[[nodiscard]] parsed_step parse_drop(line_cursor& cursor);
[[nodiscard]] parsed_step parse_judge(line_cursor& cursor);
[[nodiscard]] parsed_step parse_correct(line_cursor& cursor);
[[nodiscard]] parsed_step parse_tolerant(line_cursor& cursor);
[[nodiscard]] parsed_step parse_wrong(line_cursor& cursor);
[[nodiscard]] parsed_step parse_informational(line_cursor& cursor);

[[nodiscard]] std::string print(const line_step& s);
[[nodiscard]] std::string print(const message_step& s);
[[nodiscard]] std::string print(const login_step& s);
[[nodiscard]] std::string print(const expect_nothing_step& s);
[[nodiscard]] std::string print(const expect_close_step& s);
[[nodiscard]] std::string print(const close_step& s);
[[nodiscard]] std::string print(const wait_step& s);
[[nodiscard]] std::string print(const session_step& s);
[[nodiscard]] std::string print(const together_step& s);
[[nodiscard]] std::string print(const cut_step& s);
[[nodiscard]] std::string print(const for_step& s);
[[nodiscard]] std::string print(const repeat_step& s);
[[nodiscard]] std::string print(const if_step& s);
[[nodiscard]] std::string print(const check_step& s);
[[nodiscard]] std::string print(const distinct_step& s);
[[nodiscard]] std::string print(const remember_step& s);
[[nodiscard]] std::string print(const check_body_step& s);
[[nodiscard]] std::string print(const check_lines_step& s);
[[nodiscard]] std::string print(const check_tags_step& s);
[[nodiscard]] std::string print(const differ_step& s);
[[nodiscard]] std::string print(const check_text_step& s);
[[nodiscard]] std::string print(const let_step& s);
[[nodiscard]] std::string print(const answer_step& s);
[[nodiscard]] std::string print(const also_step& s);
[[nodiscard]] std::string print(const drop_step& s);
[[nodiscard]] std::string print(const on_step& s);
[[nodiscard]] std::string print(const start_tls_step& s);
[[nodiscard]] std::string print(const drop_rest_step& s);
[[nodiscard]] std::string print(const judge_step& s);
[[nodiscard]] std::string print(const rule_step& s);

/// Whether "a line of body is PATTERN", "no line of body is PATTERN", "reply is PATTERN" or "reply is not
/// PATTERN" may stand at the cursor.
[[nodiscard]] bool is_about_lines(line_cursor& cursor);
/// One of these.
[[nodiscard]] std::optional<check_lines_step> parse_about_lines(line_cursor& cursor);
/// Behind "check every".
[[nodiscard]] parsed_step parse_every_line(line_cursor& cursor);
/// Behind "check {=NAME} is".
[[nodiscard]] parsed_step parse_check_text(line_cursor& cursor, std::string name);
/// Behind "check body has".
[[nodiscard]] parsed_step parse_check_tags(line_cursor& cursor);

/// N or {=N}.
[[nodiscard]] std::optional<number_or_use> parse_number_or_use(line_cursor& cursor, std::string_view what,
                                                               std::uint64_t from = 0);
[[nodiscard]] std::string print_number_or_use(const number_or_use& n);

/// A term of an expression, an expression, and the sign between two.
[[nodiscard]] std::optional<expression> parse_expression(line_cursor& cursor);
[[nodiscard]] std::string print_expression(const expression& e);
[[nodiscard]] std::string print_relation(relation r);

}  // namespace popquiz::script
