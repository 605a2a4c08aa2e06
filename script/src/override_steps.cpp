#include "pattern_text.hpp"
#include "step_text.hpp"

#include <utility>

namespace popquiz::script {

namespace {

[[nodiscard]] parsed_step at_end(line_cursor& cursor, step_kind result) {
  return cursor.expect_end() ? parsed_step(std::move(result)) : std::nullopt;
}

[[nodiscard]] parsed_step parse_message_action(line_cursor& cursor, drop_action action) {
  if (!cursor.expect("message")) {
    return std::nullopt;
  }
  auto number = parse_number_or_use(cursor, "a message-number", 1);
  return number ? at_end(cursor, drop_step{action, std::move(*number)}) : std::nullopt;
}

[[nodiscard]] parsed_step parse_lock_action(line_cursor& cursor, drop_action action) {
  return cursor.expect("lock") ? at_end(cursor, drop_step{action, {}}) : std::nullopt;
}

}  // namespace

parsed_step parse_answer(line_cursor& cursor) {
  return at_end(cursor, answer_step{answer_kind::answer});
}
parsed_step parse_perform(line_cursor& cursor) {
  return at_end(cursor, answer_step{answer_kind::perform});
}
parsed_step parse_silence(line_cursor& cursor) {
  return at_end(cursor, answer_step{answer_kind::silence});
}

parsed_step parse_also(line_cursor& cursor) {
  if (cursor.at_end()) {
    cursor.fail("a command");
    return std::nullopt;
  }
  auto command = parse_pattern(cursor, pattern_form::line, pattern_use::said);
  return command ? parsed_step(also_step{std::move(*command)}) : std::nullopt;
}

parsed_step parse_remove(line_cursor& cursor) {
  return parse_message_action(cursor, drop_action::remove);
}
parsed_step parse_restore(line_cursor& cursor) {
  return parse_message_action(cursor, drop_action::restore);
}
parsed_step parse_update(line_cursor& cursor) {
  return at_end(cursor, drop_step{drop_action::update, {}});
}
parsed_step parse_keep(line_cursor& cursor) {
  return parse_lock_action(cursor, drop_action::keep_lock);
}
parsed_step parse_release(line_cursor& cursor) {
  return parse_lock_action(cursor, drop_action::release_lock);
}
parsed_step parse_ignore(line_cursor& cursor) {
  return parse_lock_action(cursor, drop_action::ignore_lock);
}

parsed_step parse_enter(line_cursor& cursor) {
  const bool transaction = cursor.accept("TRANSACTION");
  if (!transaction && !cursor.accept("AUTHORIZATION")) {
    cursor.fail(R"("TRANSACTION" or "AUTHORIZATION")");
    return std::nullopt;
  }
  return at_end(cursor, drop_step{transaction ? drop_action::log_in : drop_action::log_out, {}});
}

std::string print(const answer_step& s) {
  switch (s.kind) {
    case answer_kind::answer:
      return "answer";
    case answer_kind::perform:
      return "perform";
    case answer_kind::silence:
      break;
  }
  return "silence";
}

std::string print(const also_step& s) {
  return "also " + print_pattern_text(s.command, pattern_form::line);
}

std::string print(const drop_step& s) {
  switch (s.action) {
    case drop_action::remove:
      return "remove message " + print_number_or_use(s.number);
    case drop_action::update:
      break;
    case drop_action::keep_lock:
      return "keep lock";
    case drop_action::release_lock:
      return "release lock";
    case drop_action::ignore_lock:
      return "ignore lock";
    case drop_action::log_in:
      return "enter TRANSACTION";
    case drop_action::log_out:
      return "enter AUTHORIZATION";
    case drop_action::restore:
      return "restore message " + print_number_or_use(s.number);
  }
  return "update";
}

}  // namespace popquiz::script
