#include "pattern_text.hpp"
#include "printable.hpp"
#include "step_text.hpp"

#include <string_view>
#include <utility>

namespace popquiz::script {

namespace {

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

/// A capability that needs no quotes: neither the next word of the step nor one with arguments.
[[nodiscard]] bool is_plain_capability(std::string_view text) noexcept {
  return text != "without" && is_plain_word(text);
}

/// One or more, each a word or quoted.
[[nodiscard]] bool parse_capabilities(line_cursor& cursor, std::vector<std::string>& into) {
  do {
    const std::string_view word = cursor.peek();
    if (word.starts_with('"')) {
      auto value = parse_quoted_value(cursor);
      if (!value) {
        return false;
      }
      into.push_back(std::move(*value));
    } else if (is_plain_capability(word)) {
      into.emplace_back(word);
      cursor.skip(word.size());
    } else {
      return cursor.fail("a capability: a word, or quoted");
    }
  } while (!cursor.at_end() && cursor.peek() != "without");
  return true;
}

[[nodiscard]] std::string print_capabilities(std::string_view word, const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) {
    text += text.empty() ? std::string(word) + " " : " ";
    if (is_plain_capability(name)) {
      text += name;
    } else {
      text += '"';
      append_escaped(text, name, true);
      text += '"';
    }
  }
  return text;
}

}  // namespace

parsed_step parse_answer(line_cursor& cursor) {
  answer_step result{.kind = answer_kind::answer};
  if (cursor.accept("with") && !parse_capabilities(cursor, result.with)) {
    return std::nullopt;
  }
  if (cursor.accept("without") && !parse_capabilities(cursor, result.without)) {
    return std::nullopt;
  }
  return at_end(cursor, std::move(result));
}
parsed_step parse_perform(line_cursor& cursor) {
  return at_end(cursor, answer_step{.kind = answer_kind::perform});
}
parsed_step parse_silence(line_cursor& cursor) {
  return at_end(cursor, answer_step{.kind = answer_kind::silence});
}

parsed_step parse_drop(line_cursor& cursor) {
  return cursor.expect("rest") ? at_end(cursor, drop_rest_step{}) : std::nullopt;
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
      return "answer" + print_capabilities(" with", s.with) + print_capabilities(" without", s.without);
    case answer_kind::perform:
      return "perform";
    case answer_kind::silence:
      break;
  }
  return "silence";
}

std::string print(const drop_rest_step&) {
  return "drop rest";
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
