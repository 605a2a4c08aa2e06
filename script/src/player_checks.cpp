#include "player_impl.hpp"
#include "step_text.hpp"

#include <popquiz/parser/listing.hpp>

#include <limits>
#include <set>
#include <utility>

#include <fmt/format.h>

namespace popquiz::script {

namespace {

[[nodiscard]] bool add(std::uint64_t& to, std::uint64_t what) noexcept {
  if (what > std::numeric_limits<std::uint64_t>::max() - to) {
    return false;
  }
  to += what;
  return true;
}

[[nodiscard]] bool holds(relation how, std::uint64_t left, std::uint64_t right) noexcept {
  switch (how) {
    case relation::equal:
      return left == right;
    case relation::not_equal:
      return left != right;
    case relation::less:
      return left < right;
    case relation::less_equal:
      return left <= right;
    case relation::greater:
      return left > right;
    case relation::greater_equal:
      break;
  }
  return left >= right;
}

}  // namespace

/// The text captured as `name`; null, with a verdict, when there is none.
const std::string* player::impl::text_of(std::string_view name) {
  const auto found = vars_.find(name);
  if (found == vars_.end()) {
    abort_unknown({{piece{piece_kind::use, std::string(name), 0}}});
    return nullptr;
  }
  return &found->second;
}

std::optional<std::uint64_t> player::impl::number_of(const number_or_use& n) {
  if (n.name.empty()) {
    return n.number;
  }
  const std::string* text = text_of(n.name);
  if (text == nullptr) {
    return std::nullopt;
  }
  const auto number = parser::parse_number(*text);
  if (!number) {
    mismatch(fmt::format("a number of up to 64 bits in {{={}}}", n.name), show(*text));
    return std::nullopt;
  }
  return number.value;
}

std::optional<std::uint64_t> player::impl::sum_of_column(std::uint64_t column) {
  std::uint64_t total = 0;
  std::string_view rest = session().body().octets();
  while (!rest.empty()) {
    const std::string_view line = take_line(rest);
    const auto number = parser::parse_number(column_of(line, column));
    if (!number || !add(total, number.value)) {
      mismatch(fmt::format("numbers in column {} of the body", column), show(line));
      return std::nullopt;
    }
  }
  return total;
}

std::optional<std::uint64_t> player::impl::octets_of_maildrop() {
  std::uint64_t total = 0;
  for (std::uint64_t n = 1; n <= facts_->messages(); ++n) {
    const auto octets = facts_->octets(n);
    if (!octets || !add(total, *octets)) {
      abort_without_mail_facts(fmt::format("the size of message {}", n));
      return std::nullopt;
    }
  }
  return total;
}

std::optional<std::uint64_t> player::impl::evaluate(const term& t) {
  switch (t.kind) {
    case term_kind::number:
      break;
    case term_kind::use:
      return number_of({0, t.name});
    case term_kind::octets_of_body:
      return session().body().octets().size();
    case term_kind::lines_of_body:
      return count_lines(session().body().octets());
    case term_kind::column_of_body:
      return sum_of_column(t.number);
    case term_kind::messages_of_maildrop:
      return facts_->messages();
    case term_kind::octets_of_maildrop:
      return octets_of_maildrop();
    case term_kind::octets_of_message: {
      const auto number = number_of({t.number, t.name});
      const auto octets = number ? facts_->octets(*number) : std::nullopt;
      if (number && !octets) {
        abort_without_mail_facts(fmt::format("the size of message {}", *number));
      }
      return octets;
    }
    case term_kind::length_of: {
      const std::string* text = text_of(t.name);
      return text == nullptr ? std::nullopt : std::optional<std::uint64_t>(text->size());
    }
  }
  return t.number;
}

/// What is added and what is subtracted, each in 64 bits; nothing, with a verdict, otherwise.
std::optional<player::impl::sum> player::impl::evaluate(const expression& e) {
  sum total;
  for (const term& t : e.terms) {
    const auto value = evaluate(t);
    if (!value) {
      return std::nullopt;
    }
    if (!add(t.negative ? total.minus : total.plus, *value)) {
      mismatch("a sum of up to 64 bits", print_expression(e));
      return std::nullopt;
    }
  }
  return total;
}

player::impl::progress player::impl::run(const check_step& step) {
  if (const progress p = read_body("the end of the body"); p != progress::finished) {
    return p;
  }
  const auto left = evaluate(step.left);
  const auto right = left ? evaluate(step.right) : std::nullopt;
  if (!right) {
    return progress::stopped;
  }
  // a - b ? c - d is a + d ? c + b, which needs no sign
  std::uint64_t left_total = left->plus;
  std::uint64_t right_total = right->plus;
  const std::string expected = fmt::format("{} {} {}", print_expression(step.left), print_relation(step.how),
                                           print_expression(step.right));
  if (!add(left_total, right->minus) || !add(right_total, left->minus)) {
    return mismatch(expected, "sums of more than 64 bits");
  }
  if (holds(step.how, left_total, right_total)) {
    return progress::finished;
  }
  const auto print_sum = [](const sum& s) {
    return s.plus >= s.minus ? std::to_string(s.plus - s.minus) : '-' + std::to_string(s.minus - s.plus);
  };
  return mismatch(expected,
                  fmt::format("{} on the left, {} on the right", print_sum(*left), print_sum(*right)));
}

player::impl::progress player::impl::run(const distinct_step& step) {
  if (const progress p = read_body("the end of the body"); p != progress::finished) {
    return p;
  }
  std::set<std::string_view> seen;
  std::string_view rest = session().body().octets();
  while (!rest.empty()) {
    const std::string_view line = take_line(rest);
    const std::string_view word = column_of(line, step.column);
    if (word.empty() || !seen.insert(word).second) {
      return mismatch(
          fmt::format("different words in column {} of the body", step.column),
          fmt::format("{} ({})", show(line), word.empty() ? "no such column" : "the word came before"));
    }
  }
  return progress::finished;
}

player::impl::progress player::impl::run(const remember_step& step) {
  if (const progress p = read_body("the end of the body"); p != progress::finished) {
    return p;
  }
  bodies_.insert_or_assign(step.name, session().body().octets());
  return progress::finished;
}

/// The body kept as `name`; null, with a verdict, when there is none.
const std::string* player::impl::remembered(std::string_view name) {
  const auto found = bodies_.find(std::string(name));
  if (found == bodies_.end()) {
    abort(fmt::format("no body was remembered as {}", name));
    return nullptr;
  }
  return &found->second;
}

player::impl::progress player::impl::run(const check_body_step& step) {
  if (const progress p = read_body("the end of the body"); p != progress::finished) {
    return p;
  }
  const std::string* const found = remembered(step.name);
  if (found == nullptr) {
    return progress::stopped;
  }
  const std::string_view body = session().body().octets();
  const std::string_view kept = *found;
  const std::string expected = print(step).substr(std::string_view("check ").size());
  if (step.how == body_relation::differs) {
    return body != kept ? progress::finished : mismatch(expected, "the same body");
  }
  const bool begins = step.how == body_relation::begins && kept.starts_with(body);
  const auto differs = find_difference(body, {kept, false});
  if (begins || !differs) {
    return progress::finished;
  }
  return mismatch_of_body(expected, *differs);
}

player::impl::progress player::impl::run(const differ_step& step) {
  const std::string* left = text_of(step.left);
  const std::string* right = left == nullptr ? nullptr : text_of(step.right);
  if (right == nullptr) {
    return progress::stopped;
  }
  if ((*left == *right) == step.same) {
    return progress::finished;
  }
  return mismatch(print(step).substr(std::string_view("check ").size()),
                  fmt::format("{} and {}", show(*left), show(*right)));
}

}  // namespace popquiz::script
