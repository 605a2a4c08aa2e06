#include <popquiz/script/server_player.hpp>

#include "blocks.hpp"
#include "play_text.hpp"

#include <algorithm>
#include <utility>
#include <variant>

#include <fmt/format.h>

namespace popquiz::script {

namespace {

/// What a server can't say whatever was captured.
[[nodiscard]] bool only_matches(const line_step& line) {
  const auto matches = [](const piece& part) {
    return part.kind != piece_kind::literal && part.kind != piece_kind::use;
  };
  return line.who == speaker::server &&
         (line.form == line_form::body_lines ||
          std::any_of(line.text.pieces.begin(), line.text.pieces.end(), matches));
}

[[nodiscard]] bool is_of_the_servers_role(const step_kind& s) {
  if (const auto* loop = std::get_if<for_step>(&s)) {
    return !loop->maildrop;
  }
  if (const auto* cut = std::get_if<cut_step>(&s)) {
    return cut->mode != cut_mode::everywhere;
  }
  if (const auto* nothing = std::get_if<expect_nothing_step>(&s)) {
    return !nothing->or_close;
  }
  if (const auto* tls = std::get_if<start_tls_step>(&s)) {
    return !tls->may_be_refused;
  }
  return std::holds_alternative<line_step>(s) || std::holds_alternative<wait_step>(s) ||
         std::holds_alternative<together_step>(s) || std::holds_alternative<repeat_step>(s);
}

[[nodiscard]] bool ends_connection(const step_kind& s) {
  return std::holds_alternative<close_step>(s) || std::holds_alternative<expect_close_step>(s);
}

/// Why a step can't be played; empty when it can. `ended`: the connection was ended by a step before.
[[nodiscard]] std::string fault_of(const step_kind& s, bool ended) {
  const auto* line = std::get_if<line_step>(&s);
  if (ended) {
    return "expected nothing behind the end of the connection";
  }
  if (line != nullptr && only_matches(*line)) {
    return fmt::format("expected something that a server can say, found \"{}\"",
                       shown_step(*line, {}, transcript()));
  }
  return ends_connection(s) || is_of_the_servers_role(s)
             ? std::string()
             : "expected a step of a recording, found one that a server can't play";
}

[[nodiscard]] std::optional<script_error> find_in(const block& steps, const std::string& file, bool& ended) {
  for (const step& s : steps) {
    if (std::string fault = fault_of(s.what, ended); !fault.empty()) {
      return script_error{file, s.where, std::move(fault)};
    }
    ended = ends_connection(s.what);
    if (const block* body = body_of(s.what)) {
      if (auto found = find_in(*body, file, ended)) {
        return found;
      }
    }
  }
  return std::nullopt;
}

}  // namespace

std::optional<script_error> find_unplayable_by_server(const script& s) {
  bool ended = false;
  return find_in(s.steps, s.file, ended);
}

}  // namespace popquiz::script
