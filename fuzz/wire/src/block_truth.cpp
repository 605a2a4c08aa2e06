#include "block_truth.hpp"

#include "plan.hpp"

#include <popquiz/parser/command_table.hpp>

#include <string>
#include <variant>

namespace popquiz::fuzz_wire {
namespace {

using parser::reply_shape;
using parser::verb;
using script::line_form;

constexpr std::size_t most_repeats = 3;  // as many show what a repeated block says
// What stands for a message, and for a part of it that breaks off.
constexpr std::string_view whole_message = "m\r\n.\r\n";
constexpr std::string_view broken_message = "b";

template <class... Ts>
struct overloaded : Ts... {
  using Ts::operator()...;
};

/// Whether every command that the block answers asks for this message.
bool asks_for(const script::on_step& what, const script::number_or_use& message) {
  if (!what.argument || what.argument->pieces.empty()) {
    return false;
  }
  const script::piece& first = what.argument->pieces.front();
  if (!message.name.empty()) {
    return first.kind != script::piece_kind::literal && first.text == message.name;
  }
  return first.kind == script::piece_kind::literal &&
         first.text.substr(0, first.text.find(' ')) == std::to_string(message.number);
}

/// Whether what stands behind a status line is the message, as far as it goes.
bool is_message(std::string_view body) {
  return body.empty() || body == broken_message || body.starts_with(whole_message);
}

/// The octets that a block says.
class speech {
 public:
  explicit speech(const script::on_step& block) : block_(block) {}

  std::string octets;
  block_truth truth;
  bool has_message = false;

  void take(const script::block& steps) {
    for (const script::step& each : steps) {
      std::visit(overloaded{
                     [&](const script::line_step& line) { take(line); },
                     [&](const script::message_step& message) { take(message); },
                     [&](const script::answer_step& answer) {
                       truth.answers = truth.answers || answer.kind == script::answer_kind::answer;
                       octets += answer.kind == script::answer_kind::answer ? "\x01" : "";
                     },
                     [&](const script::close_step&) { truth.ends = true; },
                     [&](const script::together_step& block) { take(block.body); },
                     [&](const script::cut_step& block) { take(block.body); },
                     [&](const script::for_step& block) { take(block.body); },
                     [&](const script::repeat_step& block) {
                       for (std::size_t i = 0;
                            i < (block.until_closed ? 1 : std::min<std::uint64_t>(block.times, most_repeats));
                            ++i) {
                         take(block.body);
                       }
                     },
                     [](const auto&) {},
                 },
                 each.what);
      if (truth.ends) {
        return;
      }
    }
  }

 private:
  void take(const script::line_step& line) {
    std::string text;
    for (const script::piece& part : line.text.pieces) {
      text += part.kind == script::piece_kind::literal ? part.text : "1";
    }
    switch (line.form) {
      case line_form::raw:
        octets += text;
        break;
      case line_form::body_end:
        octets += ".\r\n";
        break;
      case line_form::body_line:
        octets += (text.starts_with('.') ? "." : "") + text + "\r\n";
        break;
      default:
        octets += text + "\r\n";
        break;
    }
  }

  void take(const script::message_step& message) {
    const bool breaks_off = message.octets || message.percent || message.no_final_line_end;
    truth.lies_in_body = truth.lies_in_body || message.unstuffed || message.lf_line_ends ||
                         message.headers_only || message.lines || has_message ||
                         !asks_for(block_, message.number);
    has_message = true;
    octets += breaks_off ? broken_message : whole_message;
  }

  const script::on_step& block_;
};

bool is_about_messages(const script::on_step& what) {
  return what.event == script::on_event::any_command || !what.verb || *what.verb == verb::retr ||
         *what.verb == verb::top;
}

bool is_multi_line(const script::on_step& what) {
  if (!what.verb) {
    return false;
  }
  const auto& command = parser::info(*what.verb);
  const bool may_be_bare = !what.argument && what.verb != verb::retr && what.verb != verb::top;
  return (may_be_bare ? command.shape_bare : command.shape_with_argument) == reply_shape::multi_line;
}

}  // namespace

block_truth truth_of(const script::on_step& what) {
  speech said(what);
  said.take(what.body);
  block_truth truth = said.truth;
  std::string_view rest = said.octets;
  if (truth.answers && rest.starts_with('\x01')) {
    truth.is_whole = true;
    rest.remove_prefix(1);
  } else {
    const std::size_t line = rest.find('\n');
    // What is no status line may be skipped by a client, which then waits for one.
    const bool is_status = rest.starts_with("+OK") || rest.starts_with("-ERR") ||
                           (what.verb == verb::auth && rest.starts_with("+ "));
    truth.is_whole = line != std::string_view::npos && is_status;
    const bool has_body = rest.starts_with("+OK") && is_multi_line(what);
    rest.remove_prefix(line != std::string_view::npos ? line + 1 : rest.size());
    truth.lies_in_body = truth.lies_in_body || !is_message(rest);
    if (truth.is_whole && has_body) {
      const std::size_t end = rest.starts_with(".\r\n") ? 0 : rest.find("\r\n.\r\n");
      truth.is_whole = end != std::string_view::npos;
      rest.remove_prefix(truth.is_whole ? end + (end == 0 ? 3 : 5) : rest.size());
    }
  }
  truth.says_more = !rest.empty();
  truth.lies_in_body = is_about_messages(what) && (truth.lies_in_body || truth.says_more);
  return truth;
}

}  // namespace popquiz::fuzz_wire
