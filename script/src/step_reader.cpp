#include "step_reader.hpp"

#include "blocks.hpp"

#include <popquiz/script/parse.hpp>

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

namespace popquiz::script {

namespace {

using parse_function = parsed_step (*)(line_cursor&);

// Where a step may stand.
constexpr unsigned in_dialogue = 1;  ///< recordings too
constexpr unsigned in_on_block = 2;
constexpr unsigned in_together = 4;
constexpr unsigned in_judge = 8;

struct keyword {
  std::string_view word;
  unsigned places;
  parse_function parse;
};
constexpr std::array<keyword, 33> keywords{{
    {"login", in_dialogue, parse_login},
    {"expect", in_dialogue, parse_expect},
    {"close", in_dialogue | in_on_block, parse_close},
    {"reset", in_dialogue | in_on_block, parse_reset},
    {"wait", in_dialogue | in_on_block, parse_wait},
    {"session", in_dialogue, parse_session},
    {"together", in_dialogue | in_on_block, parse_together},
    {"cut", in_dialogue | in_on_block, parse_cut},
    {"for", in_dialogue | in_on_block | in_together, parse_for},
    {"repeat", in_dialogue | in_on_block | in_together, parse_repeat},
    {"if", in_dialogue, parse_if},
    {"check", in_dialogue, parse_check},
    {"remember", in_dialogue, parse_remember},
    {"let", in_dialogue, parse_let},
    {"answer", in_on_block | in_together, parse_answer},
    {"perform", in_on_block, parse_perform},
    {"silence", in_on_block, parse_silence},
    {"also", in_on_block, parse_also},
    {"remove", in_on_block, parse_remove},
    {"restore", in_on_block, parse_restore},
    {"update", in_on_block, parse_update},
    {"keep", in_on_block, parse_keep},
    {"release", in_on_block, parse_release},
    {"ignore", in_on_block, parse_ignore},
    {"enter", in_on_block, parse_enter},
    {"start-tls", in_dialogue | in_on_block, parse_start_tls},
    {"drop", in_on_block, parse_drop},
    {"on", 0, parse_on},
    {"judge", 0, parse_judge},
    {"correct", in_judge, parse_correct},
    {"tolerant", in_judge, parse_tolerant},
    {"wrong", in_judge, parse_wrong},
    {"informational", in_judge, parse_informational},
}};

[[nodiscard]] const keyword* find_keyword(std::string_view word) noexcept {
  const auto* found =
      std::find_if(keywords.begin(), keywords.end(), [&](const keyword& k) { return k.word == word; });
  return found == keywords.end() ? nullptr : found;
}

/// Whether a block tells what the server does: the replies to what it says.
[[nodiscard]] bool expects_something(const block& steps) {
  return std::any_of(steps.begin(), steps.end(), [](const step& s) {
    if (const auto* line = std::get_if<line_step>(&s.what)) {
      return line->who == speaker::server;
    }
    if (const block* body = body_of(s.what)) {
      return expects_something(*body);
    }
    return std::holds_alternative<expect_nothing_step>(s.what) ||
           std::holds_alternative<expect_close_step>(s.what) ||
           std::holds_alternative<message_step>(s.what) || std::holds_alternative<login_step>(s.what);
  });
}

/// A form of a step that has a meaning for the server's side alone.
[[nodiscard]] bool is_for_on_block(const step_kind& s) {
  if (const auto* cut = std::get_if<cut_step>(&s)) {
    return cut->tail != 0;
  }
  if (const auto* loop = std::get_if<repeat_step>(&s)) {
    return loop->until_closed;
  }
  const auto* tls = std::get_if<start_tls_step>(&s);
  return tls != nullptr && (tls->identity != sansio::tls_identity::ordinary || tls->keeps_clear_octets);
}

/// A form of a step that an `on` block can't do.
[[nodiscard]] bool is_for_client(const step_kind& s) {
  const auto* tls = std::get_if<start_tls_step>(&s);
  return tls != nullptr && tls->may_be_refused;
}

[[nodiscard]] std::string_view describe_place(place where, bool only_on, bool together) noexcept {
  if (where == place::judge) {
    return R"("correct", "tolerant", "wrong" or "informational")";
  }
  if (only_on) {
    return R"("on" or "judge")";
  }
  if (together) {
    return R"(something that "together" can say)";
  }
  return where == place::on_block ? R"(a step of an "on" block)" : "a step of a dialogue";
}

}  // namespace

bool step_reader::fail_at_line(std::string_view what) {
  if (lines_.peek()) {
    line_cursor cursor(*lines_.peek(), problems_);
    return cursor.fail(what);
  }
  problems_.set(lines_.end(), fmt::format("expected {}, found the end of the text", what));
  return false;
}

bool step_reader::read(subject_kind subject, block& into) {
  lines_.skip_idle();
  if (!lines_.peek()) {
    return subject != subject_kind::server || fail_at_line("a step");
  }
  context top;
  if (subject == subject_kind::none) {
    line_cursor cursor(*lines_.peek(), problems_);
    top.only_on = cursor.peek() == "on";
    top.where = place::recording;
  }
  top.only_on = top.only_on || subject == subject_kind::client;
  return read_block(top, 0, into);
}

bool step_reader::read_block(context c, std::uint32_t indentation, block& into) {
  for (lines_.skip_idle(); lines_.peek(); lines_.skip_idle()) {
    const script_line& line = *lines_.peek();
    line_cursor cursor(line, problems_);
    if (line.text[line.indentation] == '\t') {
      return cursor.fail_here("spaces as indentation", 1);
    }
    if (line.indentation > indentation) {
      problems_.set(cursor.where(), fmt::format("expected an indentation of {} spaces, found {}", indentation,
                                                line.indentation));
      return false;
    }
    if (line.indentation < indentation) {
      return true;
    }
    if (!read_step(c, into)) {
      return false;
    }
  }
  return true;
}

bool step_reader::read_step(context c, block& into) {
  const script_line line = *lines_.peek();
  line_cursor cursor(line, problems_);
  step result;
  result.where = cursor.where();
  auto kind = read_line(c, cursor);
  if (!kind) {
    return false;
  }
  result.what = std::move(*kind);
  if (!count_session(result)) {
    return false;
  }
  lines_.advance();
  if (!read_body(c, line.indentation, result)) {
    return false;
  }
  const auto* cut = std::get_if<cut_step>(&result.what);
  if (cut != nullptr && cut->mode == cut_mode::everywhere && c.where != place::on_block &&
      !expects_something(cut->body)) {
    problems_.set(result.where,
                  R"(expected in the block of "cut everywhere" what the server answers, found no S step)");
    return false;
  }
  into.push_back(std::move(result));
  return true;
}

bool step_reader::count_session(const step& s) {
  const auto* named = std::get_if<session_step>(&s.what);
  if (named == nullptr || !sessions_.insert(named->name).second ||
      sessions_.size() <= script_sessions_limit) {
    return true;
  }
  problems_.set(s.where, fmt::format("expected at most {} sessions, found one more", script_sessions_limit));
  return false;
}

parsed_step step_reader::read_line(context c, line_cursor& cursor) {
  const std::string_view word = cursor.peek();
  const auto refuse = [&](std::string_view what) {
    cursor.fail(what);
    return std::nullopt;
  };
  if (is_line_mark(word)) {
    if (c.only_on || c.where == place::judge ||
        (c.together && c.where != place::on_block && word.front() != 'C')) {
      return refuse(describe_place(c.where, c.only_on, c.together));
    }
    return parse_marked_line(cursor, c.where);
  }
  const keyword* found = find_keyword(word);
  if (found == nullptr) {
    return refuse("a step");
  }
  const unsigned here = c.where == place::on_block ? in_on_block
                        : c.where == place::judge  ? in_judge
                                                   : in_dialogue;
  const bool fits = c.only_on
                        ? word == "on" || word == "judge"
                        : (found->places & here) != 0 && (!c.together || (found->places & in_together) != 0);
  if (!fits) {
    return refuse(describe_place(c.where, c.only_on, c.together));
  }
  cursor.skip(word.size());
  parsed_step result = found->parse(cursor);
  if (result && c.where != place::on_block && is_for_on_block(*result)) {
    problems_.set(cursor.where(), "expected the end of the line, found what only an \"on\" block can do");
    return std::nullopt;
  }
  if (result && c.where == place::on_block && is_for_client(*result)) {
    problems_.set(cursor.where(), "expected the end of the line, found what only a dialogue can do");
    return std::nullopt;
  }
  return result;
}

bool step_reader::read_body(context c, std::uint32_t indentation, step& owner) {
  const block_need need = need_of_block(owner.what);
  if (need == block_need::none) {
    return true;
  }
  lines_.skip_idle();
  if (!lines_.peek() || lines_.peek()->indentation <= indentation) {
    return need == block_need::optional || fail_at_line("an indented block");
  }
  if (c.depth == script_depth_limit) {
    return fail_at_line(fmt::format("at most {} blocks within blocks", script_depth_limit));
  }
  context inner = c;
  ++inner.depth;
  inner.only_on = false;
  if (std::holds_alternative<on_step>(owner.what)) {
    inner.where = place::on_block;
  } else if (std::holds_alternative<judge_step>(owner.what)) {
    inner.where = place::judge;
  }
  inner.together = inner.together || std::holds_alternative<together_step>(owner.what);
  return read_block(inner, lines_.peek()->indentation, *body_of(owner.what));
}

}  // namespace popquiz::script
