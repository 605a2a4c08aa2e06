#include "fact_text.hpp"

#include "duration_text.hpp"
#include "pattern_text.hpp"
#include "size_text.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace popquiz::script {

namespace {

/// Facts that are nothing but words.
struct plain_fact {
  fact_kind kind;
  std::string_view words;
};
constexpr std::array<plain_fact, 9> plain_facts{{{fact_kind::success, "reported success"},
                                                 {fact_kind::error, "reported error"},
                                                 {fact_kind::gave_up_early, "aborted before authentication"},
                                                 {fact_kind::out_of_step, "replies out of step"},
                                                 {fact_kind::secret_in_clear, "secret in clear"},
                                                 {fact_kind::crashed, "crashed"},
                                                 {fact_kind::hung, "hung"},
                                                 {fact_kind::never_connected, "never connected"},
                                                 {fact_kind::invalid_command, "said an invalid command"}}};

struct amount_fact {
  std::string_view word;
  fact_kind below;
  fact_kind above;
};
constexpr std::array<amount_fact, 2> amount_facts{
    {{"memory", fact_kind::memory_below, fact_kind::memory_above},
     {"disk", fact_kind::disk_below, fact_kind::disk_above}}};

constexpr std::string_view a_fact =
    "delivered, deleted, reported, said, never said, never connected, crashed, hung, aborted before "
    "authentication, replies out of step, secret in clear, file, ended within, memory, disk, commands or "
    "connections";

[[nodiscard]] bool is_before_comma(std::string_view word) noexcept {
  return word.ends_with(',');
}

/// Uses up the next word, whether a comma follows it at once or not.
[[nodiscard]] bool accept_word(line_cursor& cursor, std::string_view word) {
  std::string_view next = cursor.peek();
  next.remove_suffix(is_before_comma(next) ? 1 : 0);
  if (next != word) {
    return false;
  }
  cursor.skip(word.size());
  return true;
}

[[nodiscard]] bool expect_words(line_cursor& cursor, std::string_view words) {
  for (std::string_view rest = words; !rest.empty();) {
    const std::string_view word = rest.substr(0, rest.find(' '));
    if (!accept_word(cursor, word)) {
      return cursor.fail(quote(rest));
    }
    rest.remove_prefix(std::min(rest.size(), word.size() + 1));
  }
  return true;
}

/// A fact ends here: at a comma or the end of the line.
[[nodiscard]] bool ends(line_cursor& cursor) {
  return cursor.at_end() || cursor.rest().front() == ',';
}

/// `all`, or message-numbers as far as they go.
[[nodiscard]] bool parse_messages(line_cursor& cursor, fact& into) {
  if (accept_word(cursor, "all")) {
    into.all = true;
    return true;
  }
  while (!ends(cursor) && cursor.peek().front() >= '0' && cursor.peek().front() <= '9') {
    const std::string_view word = cursor.peek();
    const std::size_t digits = std::min(word.find_first_not_of("0123456789"), word.size());
    std::uint64_t number = 0;
    for (const char c : word.substr(0, digits)) {
      number = number * 10 + static_cast<std::uint64_t>(c - '0');
      if (number > UINT32_MAX) {
        return cursor.fail("a message-number up to 4294967295");
      }
    }
    if (number == 0 || (digits != word.size() && word.substr(digits) != ",")) {
      return cursor.fail("a message-number");
    }
    into.numbers.push_back(number);
    cursor.skip(digits);
  }
  return !into.numbers.empty() || cursor.fail(R"("all" or message-numbers)");
}

/// A text between quotes that is compared with what came, or one that is said.
[[nodiscard]] bool parse_text(line_cursor& cursor, pattern_use use, fact& into) {
  auto text = parse_pattern(cursor, pattern_form::quoted, use);
  if (text) {
    into.text = std::move(*text);
  }
  return text.has_value();
}

[[nodiscard]] bool parse_delivered(line_cursor& cursor, fact& into) {
  const bool no_line = cursor.accept("no");
  if (no_line || cursor.accept("a")) {
    into.kind = no_line ? fact_kind::no_line_delivered : fact_kind::line_delivered;
    return cursor.expect("line") && parse_text(cursor, pattern_use::heard, into);
  }
  if (accept_word(cursor, "nothing")) {
    into.kind = fact_kind::delivered_nothing;
    return true;
  }
  if (accept_word(cursor, "without")) {
    into.kind = fact_kind::delivered_without;
    return parse_messages(cursor, into);
  }
  if (!parse_messages(cursor, into)) {
    return false;
  }
  for (const auto& [word, kind] :
       {std::pair{"exactly", fact_kind::delivered}, std::pair{"truncated", fact_kind::truncated},
        std::pair{"altered", fact_kind::altered}, std::pair{"twice", fact_kind::twice}}) {
    if (accept_word(cursor, word)) {
      into.kind = kind;
      return true;
    }
  }
  return cursor.fail(R"("exactly", "truncated", "altered" or "twice")");
}

[[nodiscard]] bool parse_amount(line_cursor& cursor, const amount_fact& which, fact& into) {
  const bool below = cursor.accept("<");
  if (!below && !cursor.accept(">")) {
    return cursor.fail(R"("<" or ">")");
  }
  into.kind = below ? which.below : which.above;
  // The unit may have the comma behind it.
  const auto number = cursor.number("a size, such as 64 MiB", 1, UINT32_MAX);
  if (!number) {
    return false;
  }
  for (const auto& [unit, shift] : {std::pair{"KiB", 10U}, std::pair{"MiB", 20U}, std::pair{"GiB", 30U}}) {
    if (accept_word(cursor, unit)) {
      into.amount = *number << shift;
      return true;
    }
  }
  return cursor.fail(R"("KiB", "MiB" or "GiB")");
}

[[nodiscard]] bool parse_time(line_cursor& cursor, fact& into) {
  const std::string_view word = cursor.peek();
  const std::string_view time = word.substr(0, word.size() - (is_before_comma(word) ? 1 : 0));
  const auto parsed = parse_duration(time);
  if (!parsed) {
    return cursor.fail("a duration of a day at most, such as 100ms, 5s or 9m50s");
  }
  into.kind = fact_kind::ended_within;
  into.time = *parsed;
  cursor.skip(time.size());
  return true;
}

[[nodiscard]] bool parse_file(line_cursor& cursor, fact& into) {
  into.kind = fact_kind::file_exists;
  return parse_text(cursor, pattern_use::said, into) && expect_words(cursor, "exists");
}

/// `commands > 100` and `connections > 3`, behind the word.
[[nodiscard]] bool parse_count(line_cursor& cursor, fact_kind kind, std::string_view what, fact& into) {
  into.kind = kind;
  if (!cursor.expect(">")) {
    return false;
  }
  fact number;
  if (cursor.peek() == "all" || !parse_messages(cursor, number) || number.numbers.size() != 1) {
    return cursor.problems().found() ? false : cursor.fail(what);
  }
  into.amount = number.numbers.front();
  return true;
}

/// `said "PATTERN"`, `never said "PATTERN"`: behind the words.
[[nodiscard]] bool parse_said(line_cursor& cursor, fact_kind kind, fact& into) {
  into.kind = kind;
  return parse_text(cursor, pattern_use::heard, into);
}

}  // namespace

bool parse_fact(line_cursor& cursor, fact& into) {
  for (const plain_fact& each : plain_facts) {
    const std::string_view first = each.words.substr(0, each.words.find(' '));
    // Other facts begin with some of these words, too.
    const bool is_shared = first == "reported" || first == "never" || first == "said";
    std::string_view next = cursor.peek();
    next.remove_suffix(is_before_comma(next) ? 1 : 0);
    if (next == first && (!is_shared || cursor.rest().starts_with(each.words))) {
      into.kind = each.kind;
      return expect_words(cursor, each.words);
    }
  }
  for (const amount_fact& each : amount_facts) {
    if (cursor.accept(each.word)) {
      return parse_amount(cursor, each, into);
    }
  }
  if (cursor.accept("reported")) {
    return cursor.fail(R"("success" or "error")");
  }
  if (cursor.accept("delivered")) {
    return parse_delivered(cursor, into);
  }
  if (cursor.accept("deleted")) {
    into.kind = fact_kind::deleted;
    if (accept_word(cursor, "nothing")) {
      into.kind = fact_kind::deleted_nothing;
      return true;
    }
    return parse_messages(cursor, into);
  }
  if (cursor.accept("file")) {
    return parse_file(cursor, into);
  }
  if (cursor.accept("ended")) {
    return cursor.expect("within") && parse_time(cursor, into);
  }
  if (cursor.accept("commands")) {
    return parse_count(cursor, fact_kind::commands_above, "a number of commands", into);
  }
  if (cursor.accept("connections")) {
    return parse_count(cursor, fact_kind::connections_above, "a number of connections", into);
  }
  if (cursor.accept("said")) {
    return parse_said(cursor, fact_kind::said, into);
  }
  if (cursor.accept("never")) {
    return cursor.accept("said") ? parse_said(cursor, fact_kind::never_said, into)
                                 : cursor.fail(R"("said" or "connected")");
  }
  return cursor.fail(a_fact);
}

namespace {

[[nodiscard]] std::string print_quoted(const fact& f) {
  return fmt::format("\"{}\"", print_pattern_text(f.text, pattern_form::quoted));
}

[[nodiscard]] std::string print_messages(const fact& f) {
  return f.all ? " all" : fmt::format(" {}", fmt::join(f.numbers, " "));
}

}  // namespace

std::string describe(const fact& f) {
  const auto* plain = std::find_if(plain_facts.begin(), plain_facts.end(),
                                   [&](const plain_fact& each) { return each.kind == f.kind; });
  if (plain != plain_facts.end()) {
    return std::string(plain->words);
  }
  switch (f.kind) {
    case fact_kind::delivered:
      return "delivered" + print_messages(f) + " exactly";
    case fact_kind::delivered_nothing:
      return "delivered nothing";
    case fact_kind::delivered_without:
      return "delivered without" + print_messages(f);
    case fact_kind::truncated:
      return "delivered" + print_messages(f) + " truncated";
    case fact_kind::altered:
      return "delivered" + print_messages(f) + " altered";
    case fact_kind::twice:
      return "delivered" + print_messages(f) + " twice";
    case fact_kind::deleted:
      return "deleted" + print_messages(f);
    case fact_kind::deleted_nothing:
      return "deleted nothing";
    case fact_kind::file_exists:
      return "file " + print_quoted(f) + " exists";
    case fact_kind::said:
      return "said " + print_quoted(f);
    case fact_kind::never_said:
      return "never said " + print_quoted(f);
    case fact_kind::line_delivered:
      return "delivered a line " + print_quoted(f);
    case fact_kind::no_line_delivered:
      return "delivered no line " + print_quoted(f);
    case fact_kind::connections_above:
      return fmt::format("connections > {}", f.amount);
    case fact_kind::ended_within:
      return "ended within " + print_duration(f.time);
    case fact_kind::memory_below:
      return "memory < " + print_size(f.amount);
    case fact_kind::memory_above:
      return "memory > " + print_size(f.amount);
    case fact_kind::disk_below:
      return "disk < " + print_size(f.amount);
    case fact_kind::disk_above:
      return "disk > " + print_size(f.amount);
    default:
      return fmt::format("commands > {}", f.amount);
  }
}

}  // namespace popquiz::script
