#include "plan.hpp"

#include <popquiz/script/parse.hpp>

#include <algorithm>
#include <variant>

namespace popquiz::fuzz_wire {
namespace {

using script::piece_kind;

template <class... Ts>
struct overloaded : Ts... {
  using Ts::operator()...;
};

/// How what a block says leaves.
struct manner {
  std::uint32_t cut_at = 0;
  std::uint32_t cut_every = 0;
  bool together = false;
};

std::uint32_t bounded(std::uint64_t octets) {
  return static_cast<std::uint32_t>(std::min<std::uint64_t>(octets, 1U << 20U));
}

void collect(const script::block& steps, manner how, plan& into);

void collect_together(const script::together_step& block, manner how, plan& into) {
  const std::size_t first = into.size();
  collect(block.body, how, into);
  for (std::size_t i = first; i + 1 < into.size(); ++i) {
    into[i].together = true;
  }
}

void collect_cut(const script::cut_step& block, plan& into) {
  manner how;
  how.cut_at = block.mode == script::cut_mode::at ? bounded(block.octets) : 0;
  how.cut_every = block.mode == script::cut_mode::every ? bounded(block.octets) : 0;
  collect(block.body, how, into);
}

void collect(const script::block& steps, manner how, plan& into) {
  for (const script::step& each : steps) {
    if (into.size() >= plan_limit) {
      return;
    }
    std::visit(overloaded{
                   [&](const script::line_step& line) {
                     if (line.who == script::speaker::client) {
                       turn said;
                       said.text = line.text;
                       said.raw = line.form == script::line_form::raw;
                       said.cut_at = how.cut_at;
                       said.cut_every = how.cut_every;
                       into.push_back(std::move(said));
                     }
                   },
                   [&](const script::login_step&) {
                     turn login;
                     login.is_login = true;
                     into.push_back(std::move(login));
                   },
                   [&](const script::together_step& block) { collect_together(block, how, into); },
                   [&](const script::cut_step& block) { collect_cut(block, into); },
                   [&](const script::session_step& block) { collect(block.body, how, into); },
                   [&](const script::repeat_step& block) { collect(block.body, how, into); },
                   [&](const script::if_step& block) { collect(block.body, how, into); },
                   [](const auto&) {},
               },
               each.what);
  }
}

/// Whether a `C:` line can say it: only placeholders that can be said, and no octet that ends a line.
bool is_one_line(const turn& what) {
  return !what.raw && std::ranges::none_of(what.text.pieces, [](const script::piece& part) {
    return part.kind == piece_kind::literal && part.text.find_first_of("\r\n") != std::string::npos;
  });
}

}  // namespace

plan plan_of(const script::script& from) {
  plan made;
  collect(from.steps, {}, made);
  if (made.size() > plan_limit) {
    made.resize(plan_limit);
  }
  // What only matches can't be said.
  std::erase_if(made, [](const turn& each) {
    return std::ranges::any_of(each.text.pieces, [](const script::piece& part) {
      const bool is_user = part.kind == piece_kind::use && part.text == "user" && part.offset == 0;
      return part.kind != piece_kind::literal && part.kind != piece_kind::secret && !is_user;
    });
  });
  if (!made.empty()) {
    made.back().together = false;
  }
  return made;
}

std::optional<plan> read_plan(std::string_view text) {
  const script::parse_outcome parsed = script::parse_script(text, "input");
  return parsed.value ? std::optional(plan_of(*parsed.value)) : std::nullopt;
}

script::step step_of(const turn& what) {
  if (what.is_login) {
    return {{}, script::login_step{}};
  }
  script::line_step line{script::speaker::client, script::line_form::line, what.text};
  if (!is_one_line(what)) {
    line.form = script::line_form::raw;
    if (!what.raw) {
      line.text = joined(line.text, literal("\r\n"));
    }
  }
  script::step said{{}, std::move(line)};
  if (what.cut_at == 0 && what.cut_every == 0) {
    return said;
  }
  script::cut_step cut;
  cut.mode = what.cut_at != 0 ? script::cut_mode::at : script::cut_mode::every;
  cut.octets = what.cut_at != 0 ? what.cut_at : what.cut_every;
  cut.body.push_back(std::move(said));
  return {{}, std::move(cut)};
}

void keep_sayable(turn& what) {
  if (is_one_line(what)) {
    return;
  }
  script::pattern text;
  for (const script::piece& part : what.text.pieces) {
    const bool is_secret = part.kind == piece_kind::secret;
    text = joined(std::move(text), is_secret ? literal("secret") : script::pattern{{part}});
  }
  what.text = std::move(text);
}

bool leaves_with_next(const plan& what, std::size_t i) {
  return what[i].together && !what[i].is_login && i + 1 < what.size() && !what[i + 1].is_login;
}

turn in_one_segment(turn what) {
  what.cut_at = what.cut_every = 0;
  return what;
}

std::string print_plan(const plan& what, std::string_view title) {
  script::script made;
  made.title = title;
  for (std::size_t i = 0; i < what.size(); ++i) {
    if (!leaves_with_next(what, i)) {
      made.steps.push_back(step_of(what[i]));
      continue;
    }
    script::together_step block;
    for (; leaves_with_next(what, i); ++i) {
      block.body.push_back(step_of(in_one_segment(what[i])));
    }
    block.body.push_back(step_of(in_one_segment(what[i])));
    made.steps.push_back({{}, std::move(block)});
  }
  return script::print_script(made);
}

script::pattern literal(std::string_view octets) {
  return octets.empty() ? script::pattern{} : script::pattern{{{piece_kind::literal, std::string(octets)}}};
}

script::pattern placeholder(script::piece_kind kind, std::string_view name) {
  return {{{kind, std::string(name)}}};
}

script::pattern joined(script::pattern front, const script::pattern& back) {
  for (const script::piece& part : back.pieces) {
    const bool goes_on = part.kind == piece_kind::literal && !front.pieces.empty() &&
                         front.pieces.back().kind == piece_kind::literal;
    if (goes_on) {
      front.pieces.back().text += part.text;
    } else {
      front.pieces.push_back(part);
    }
  }
  return front;
}

bool is_one_command(const turn& what) {
  constexpr std::size_t longest = 250;  // with what placeholders stand for it may be a little more
  std::size_t octets = 0;
  for (const script::piece& part : what.text.pieces) {
    const bool is_odd = part.kind == piece_kind::literal &&
                        part.text.find_first_of(std::string_view("\r\n\0", 3)) != std::string::npos;
    if (is_odd) {
      return false;
    }
    octets += part.text.size();
  }
  return !what.raw && octets <= longest;
}

std::string keyword_of(const turn& what) {
  std::string word;
  if (what.is_login) {
    return "login";
  }
  if (!what.text.pieces.empty() && what.text.pieces.front().kind == piece_kind::literal) {
    for (const char octet : what.text.pieces.front().text.substr(0, 12)) {
      const bool is_lower = octet >= 'a' && octet <= 'z';
      if (!is_lower && !(octet >= 'A' && octet <= 'Z') && !(octet >= '0' && octet <= '9')) {
        break;
      }
      word += is_lower ? static_cast<char>(octet - 'a' + 'A') : octet;
    }
  }
  return word;
}

}  // namespace popquiz::fuzz_wire
