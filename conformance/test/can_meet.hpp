#pragma once

// Every check is played against every counter-example, but where no block of it can run: such a play is the
// one without it, octet for octet, because everything repeats.

#include <popquiz/conformance/check.hpp>
#include <popquiz/conformance/memory_subject.hpp>
#include <popquiz/parser/command_parser.hpp>
#include <popquiz/script/matcher.hpp>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

namespace popquiz::conformance {

/// A line that a dialogue says. What its octets are may be known from the script, or only how it begins.
struct said_line {
  std::string text;
  bool is_whole = true;
};

/// What a dialogue can do, at most.
class said_lines {
 public:
  explicit said_lines(const script::script& of) {
    vars_["user"] = account_settings().user;
    vars_["password"] = account_settings().password;
    // `login`, and the end of each session
    lines_ = {{"USER " + vars_["user"]}, {"PASS " + vars_["password"]}, {"QUIT"}};
    collect(of.steps);
  }

  /// Whether a block could run, whatever it is that its other guards say.
  [[nodiscard]] bool can_meet(const script::on_step& block) const {
    for (const script::guard& g : block.guards) {
      const bool is_late =
          g.kind == script::guard_kind::session || g.kind == script::guard_kind::from_session;
      if ((is_late && g.number > sessions_.size() + 1) ||
          (g.kind == script::guard_kind::after && !says(g.verb))) {
        return false;
      }
    }
    return !is_about_lines(block) ||
           std::ranges::any_of(lines_, [&](const said_line& line) { return can_meet(block, line); });
  }

 private:
  static bool is_about_lines(const script::on_step& block) {
    using script::on_event;
    return block.event == on_event::command || block.event == on_event::unknown ||
           block.event == on_event::invalid || block.event == on_event::any_command;
  }

  /// Whether its keyword is not known.
  static bool may_be_anything(const said_line& line) {
    return !line.is_whole && line.text.find(' ') == std::string::npos;
  }

  [[nodiscard]] bool says(parser::verb verb) const {
    return std::ranges::any_of(lines_, [&](const said_line& line) {
      const auto command = parser::parse_command_line(line.text);
      return may_be_anything(line) || (command.info != nullptr && command.info->id == verb);
    });
  }

  static bool can_meet(const script::on_step& block, const said_line& line) {
    using script::on_event;
    for (const script::guard& g : block.guards) {
      if (g.kind == script::guard_kind::longer_than && line.is_whole && line.text.size() <= g.number) {
        return false;
      }
    }
    const parser::command_view command = parser::parse_command_line(line.text);
    if (block.event == on_event::any_command || may_be_anything(line)) {
      return true;
    }
    if (block.event == on_event::unknown) {
      return command.info == nullptr;
    }
    if (command.info == nullptr || (block.verb && command.info->id != *block.verb)) {
      return false;
    }
    if (!line.is_whole) {
      return true;
    }
    if (block.event == on_event::invalid) {
      return command.error != parser::parse_errc::none;
    }
    script::variables captures;
    return block.argument ? script::match_exact(*block.argument, command.argument_text, captures)
                          : !block.bare || !command.has_argument;
  }

  void add(const script::line_step& line) {
    said_line said{"", line.form == script::line_form::line};
    for (const script::piece& part : line.text.pieces) {
      const auto value = script::expand({{part}}, vars_);
      if (!value || !said.is_whole) {
        said.is_whole = false;
        break;
      }
      said.text += *value;
    }
    lines_.push_back(std::move(said));
  }

  void collect(const script::block& steps) {
    for (const script::step& s : steps) {
      if (const auto* line = std::get_if<script::line_step>(&s.what)) {
        if (line->who == script::speaker::client) {
          add(*line);
        }
      } else if (const auto* loop = std::get_if<script::for_step>(&s.what);
                 loop != nullptr && !loop->maildrop) {
        for (const std::string& value : loop->values) {
          vars_[loop->name] = value;
          collect(loop->body);
        }
        vars_.erase(loop->name);
      } else {
        if (const auto* session = std::get_if<script::session_step>(&s.what)) {
          sessions_.insert(session->name);
        }
        std::visit(
            [&](const auto& kind) {
              if constexpr (requires { kind.body; }) {
                collect(kind.body);
              }
            },
            s.what);
      }
    }
  }

  script::variables vars_;
  std::vector<said_line> lines_;
  std::set<std::string> sessions_;
};

}  // namespace popquiz::conformance
