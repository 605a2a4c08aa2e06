#include "override_run.hpp"

#include "bent_message_output.hpp"
#include "outbox.hpp"
#include "override_actions.hpp"

#include <popquiz/parser/listing.hpp>

#include <algorithm>
#include <utility>
#include <variant>

namespace popquiz::mockserver {
namespace {

using script::answer_kind;
using script::line_form;

template <class... Handlers>
struct overloaded : Handlers... {
  using Handlers::operator()...;
};

}  // namespace

override_run::override_run(override_matcher::found_block found, script::variables captures,
                           const parser::command_view* command, session_data& session, outbox& out)
    : session_(session), out_(out), of_(*found.of) {
  variables_ = session.server.settings().names;
  variables_["timestamp"] = session.timestamp;
  if (command != nullptr) {
    command_ = *command;
    if (command->error == parser::parse_errc::none && command->number != 0) {
      variables_["n"] = std::to_string(command->number);
      variables_["lines"] = std::to_string(command->lines);
      describe_message(command->number);
    }
  }
  for (auto& [name, value] : captures) {
    variables_.insert_or_assign(name, std::move(value));
  }
  frames_.push_back({.steps = &found.block->body});
  out_.end_cuts();  // of a run that was broken off
}

run_need override_run::step() {
  if (++silent_steps_ > session_.server.settings().silent_steps_limit) {
    return fail("expected something said or waited for within " +
                std::to_string(session_.server.settings().silent_steps_limit) + " steps");
  }
  frame& f = frames_.back();
  if (f.at < f.steps->size()) {
    return take((*f.steps)[f.at++]);
  }
  if (!begin_next_round(f)) {
    if (f.cuts) {
      out_.end_cuts();
    }
    frames_.pop_back();
  }
  return frames_.empty() ? run_need::finished : run_need::proceed;
}

std::string override_run::place() const {
  return of_.file + ":" + std::to_string(where_.line);
}

void override_run::note_answer(bool ok) {
  if (first_said_.empty()) {
    first_said_ = ok ? "+OK" : "-ERR";
  }
}

run_need override_run::take(const script::step& s) {
  where_ = s.where;
  if (session_.unheard && (std::holds_alternative<script::line_step>(s.what) ||
                           std::holds_alternative<script::message_step>(s.what))) {
    return run_need::proceed;  // nobody hears it; a loop that lives of being heard ends
  }
  return std::visit(
      overloaded{
          [&](const script::line_step& line) { return take_line(line); },
          [&](const script::message_step& message) { return take_message(message); },
          [&](const script::drop_step& action) { return take_drop_action(action); },
          [&](const script::close_step& how) { return how.abortive ? run_need::reset : run_need::close; },
          [&](const script::wait_step& pause) {
            duration_ = pause.duration;
            silent_steps_ = duration_.count() > 0 ? 0 : silent_steps_;
            return run_need::wait;
          },
          [&](const script::start_tls_step& how) {
            tls_how_ = how;
            return run_need::start_tls;
          },
          [&](const script::drop_rest_step&) { return run_need::drop_rest; },
          [&](const script::answer_step& a) {
            answer_how_ = &a;
            const bool is_capa =
                command_ && command_->info != nullptr && command_->info->id == parser::verb::capa;
            if (!is_capa && (!a.with.empty() || !a.without.empty())) {
              return fail("only CAPA is answered with or without capabilities");
            }
            return a.kind == answer_kind::answer    ? run_need::answer
                   : a.kind == answer_kind::perform ? run_need::perform
                                                    : run_need::proceed;
          },
          [&](const script::also_step& also) {
            auto line = text_of(also.command);
            if (!line) {
              return fail("what `also` names can't be made: " + print_pattern(also.command));
            }
            text_ = std::move(*line);
            return run_need::also;
          },
          // A loop's frame begins at the end of a round that never was.
          [&](const script::for_step& loop) {
            frames_.push_back({.steps = &loop.body, .at = loop.body.size(), .loop = &loop});
            return run_need::proceed;
          },
          [&](const script::repeat_step& loop) {
            frames_.push_back({.steps = &loop.body,
                               .at = loop.body.size(),
                               .rounds_left = loop.times,
                               .until_closed = loop.until_closed ? &loop : nullptr,
                               .said_before = said_,
                               .said_by_round = UINT64_MAX});
            return run_need::proceed;
          },
          // All that a block says leaves together, unless it is cut.
          [&](const script::together_step& together) {
            frames_.push_back({.steps = &together.body});
            return run_need::proceed;
          },
          [&](const script::cut_step& cut) { return take_cut(cut); },
          [&](const auto&) { return fail("an `on` block can't do this step"); },
      },
      s.what);
}

run_need override_run::take_cut(const script::cut_step& cut) {
  frames_.push_back({.steps = &cut.body, .cuts = true});
  script::cut_mode how = cut.mode;
  std::uint64_t octets = cut.octets;
  auto tail = static_cast<std::size_t>(cut.tail);
  if (how == script::cut_mode::everywhere) {
    // One place a use: with a tail, that shrinks, and is cut off.
    const std::uint64_t use = session_.server.count_cut(cut);
    how = script::cut_mode::at;
    octets = tail == 0 ? use : 0;
    tail -= tail == 0 ? 0 : static_cast<std::size_t>((use - 1) % tail);
  }
  out_.begin_cuts(how, octets, tail, cut.pause);
  return run_need::proceed;
}

/// Whether `repeat until closed` has another round: one that says nothing would go on for ever.
bool override_run::goes_on(frame& f) const {
  const bool said_something = said_ != f.said_by_round;
  f.said_by_round = said_;
  return said_something && (f.until_closed->octets == 0 || said_ - f.said_before < f.until_closed->octets);
}

run_need override_run::take_line(const script::line_step& line) {
  if (line.who != script::speaker::server) {
    return fail("the server can't say the client's lines");
  }
  const auto text = text_of(line.text);
  if (!text) {
    return fail("what the server is to say can't be made: " + print_pattern(line.text));
  }
  switch (line.form) {
    case line_form::line:
    case line_form::exact:
      say(*text + "\r\n");
      return run_need::proceed;
    case line_form::raw:
      say(*text);
      return run_need::proceed;
    case line_form::body_line:
      say((text->starts_with('.') ? "." : "") + *text + "\r\n");
      return run_need::proceed;
    case line_form::body_end:
      say(".\r\n");
      return run_need::proceed;
    case line_form::body_lines:
      break;
  }
  return fail("`S*` is only for what is heard");
}

run_need override_run::take_message(const script::message_step& message) {
  const auto number = resolve(message.number);
  if (!number || !session_.drop || !session_.drop->exists(*number)) {
    return fail("there is no such message to send");
  }
  auto reader = session_.drop->read(*number);
  if (reader == nullptr) {
    return fail("message " + std::to_string(*number) + " can't be read");
  }
  message_bends bends;
  bends.octets = message.octets;
  if (message.percent) {
    const std::uint64_t size = session_.drop->octets(*number);
    bends.octets = size / 100 * *message.percent + size % 100 * *message.percent / 100;
  }
  bends.unstuffed = message.unstuffed;
  bends.lf_line_ends = message.lf_line_ends;
  bends.no_final_line_end = message.no_final_line_end;
  if (message.lines) {
    const auto lines = resolve(*message.lines);
    if (!lines) {
      return fail("the number of lines is not known");
    }
    bends.top = top_cut(*lines);
  } else if (message.headers_only) {
    bends.top = top_cut(0);
  }
  silent_steps_ = 0;
  body_ = std::make_unique<bent_message_output>(std::move(reader), bends);
  return run_need::body;
}

run_need override_run::take_drop_action(const script::drop_step& action) {
  std::uint64_t number = 0;
  if (action.action == script::drop_action::remove || action.action == script::drop_action::restore) {
    const auto resolved = resolve(action.number);
    if (!resolved) {
      return fail("the message-number is not known");
    }
    number = *resolved;
  }
  std::string why = run_drop_action(session_, action.action, number);
  return why.empty() ? run_need::proceed : fail(std::move(why));
}

run_need override_run::fail(std::string why) {
  text_ = std::move(why);
  return run_need::problem;
}

bool override_run::begin_next_round(frame& f) {
  if (f.until_closed != nullptr) {
    if (!goes_on(f)) {
      return false;
    }
  } else if (f.loop == nullptr) {
    if (f.rounds_left == 0) {
      return false;
    }
    --f.rounds_left;
  } else if (f.loop->maildrop) {
    do {
      ++f.round;
    } while (session_.drop && session_.drop->exists(f.round) && !session_.drop->is_listed(f.round));
    if (!session_.drop || !session_.drop->exists(f.round)) {
      return false;
    }
    variables_.insert_or_assign(f.loop->name, std::to_string(f.round));
    describe_message(f.round);
  } else {
    if (f.round == f.loop->values.size()) {
      return false;
    }
    variables_.insert_or_assign(f.loop->name, f.loop->values[static_cast<std::size_t>(f.round++)]);
  }
  f.at = 0;
  return true;
}

/// {=size} and {=uid} of a message, where there is one.
void override_run::describe_message(std::uint64_t number) {
  if (session_.drop && session_.drop->exists(number)) {
    variables_["size"] = std::to_string(session_.drop->octets(number));
    variables_["uid"] = session_.drop->unique_id(number);
  }
}

/// {=messages} and {=octets}: an action before may have changed them.
void override_run::refresh_totals() {
  if (session_.drop) {
    variables_["messages"] = std::to_string(session_.drop->listed_messages());
    variables_["octets"] = std::to_string(session_.drop->listed_octets());
  }
}

std::optional<std::string> override_run::text_of(const script::pattern& p) {
  if (std::any_of(p.pieces.begin(), p.pieces.end(),
                  [](const script::piece& part) { return part.kind == script::piece_kind::use; })) {
    refresh_totals();
  }
  return expand(p, variables_);
}

std::optional<std::uint64_t> override_run::resolve(const script::number_or_use& number) {
  if (number.name.empty()) {
    return number.number;
  }
  refresh_totals();
  const auto found = variables_.find(number.name);
  if (found == variables_.end()) {
    return std::nullopt;
  }
  const auto parsed = parser::parse_number(found->second);
  return parsed ? std::optional(parsed.value) : std::nullopt;
}

void override_run::say(std::string_view octets) {
  if (first_said_.empty()) {
    first_said_ = octets.substr(0, octets.starts_with("-") ? 4 : 3);
  }
  said_ += octets.size();
  silent_steps_ = octets.empty() ? silent_steps_ : 0;
  out_.say(octets);
}

}  // namespace popquiz::mockserver
