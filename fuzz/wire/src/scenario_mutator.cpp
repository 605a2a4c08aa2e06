#include "plan.hpp"
#include "scenario.hpp"
#include "vocabulary.hpp"

#include <popquiz/parser/command_table.hpp>

#include <algorithm>
#include <array>
#include <iterator>
#include <string>
#include <utility>
#include <variant>

namespace popquiz::fuzz_wire {
namespace {

using parser::verb;
using script::line_form;
using script::piece_kind;
using script::speaker;

constexpr std::array status_texts{std::string_view("+OK"),
                                  std::string_view("-ERR"),
                                  std::string_view("-ERR [IN-USE] busy"),
                                  std::string_view("-ERR [SYS/TEMP] later"),
                                  std::string_view("-ERR [AUTH] no"),
                                  std::string_view("+ok"),
                                  std::string_view("OK"),
                                  std::string_view("+OK+OK"),
                                  std::string_view("+"),
                                  std::string_view("+ "),
                                  std::string_view("* OK"),
                                  std::string_view("250 OK"),
                                  std::string_view(""),
                                  std::string_view("+OK 2 320"),
                                  std::string_view("+OK -1 -1"),
                                  std::string_view("+OK 4294967297 18446744073709551616"),
                                  std::string_view("+OK %s%s%n"),
                                  std::string_view("+OK <1@x> <2@y>"),
                                  std::string_view("+OK \x1b[31m")};
constexpr std::array body_texts{std::string_view("1 120"),
                                std::string_view("2 200"),
                                std::string_view("1 1 1"),
                                std::string_view("0 0"),
                                std::string_view("-1 -1"),
                                std::string_view("4294967296 1"),
                                std::string_view("1 18446744073709551616"),
                                std::string_view("1 ../../x"),
                                std::string_view("1"),
                                std::string_view(""),
                                std::string_view("x y"),
                                std::string_view("SASL PLAIN"),
                                std::string_view("STLS"),
                                std::string_view("PIPELINING"),
                                std::string_view("UIDL"),
                                std::string_view("2 same"),
                                std::string_view("1 same"),
                                std::string_view(".."),
                                std::string_view("From x")};
constexpr std::array<std::size_t, 5> long_times{10, 100, 600, 1000, 2000};
constexpr std::array verbs{verb::user, verb::pass, verb::capa, verb::stat, verb::list, verb::uidl, verb::retr,
                           verb::top,  verb::dele, verb::quit, verb::auth, verb::apop, verb::noop};

script::step server_line(line_form form, std::string_view text) {
  return {{}, script::line_step{speaker::server, form, literal(text)}};
}

script::step some_message(random_source& random) {
  script::message_step message;
  message.number.number = 1 + random.below(2);
  if (random.once_in(3)) {
    message.percent = 10 + 10 * random.below(9);
  } else if (random.once_in(5)) {
    message.octets = random.below(200);
  } else if (random.once_in(6)) {
    message.no_final_line_end = true;
  } else if (random.once_in(8)) {
    message.lf_line_ends = true;
  } else if (random.once_in(8)) {
    message.unstuffed = true;
  }
  return {{}, message};
}

script::step some_long_line(random_source& random) {
  script::repeat_step repeat;
  repeat.times = random.one_of(long_times);
  repeat.until_closed = random.once_in(8);
  repeat.body.push_back(server_line(line_form::raw, random.once_in(3) ? "1 1\r\n" : "AAAAAAAAAAAAAAAA"));
  return {{}, repeat};
}

script::step some_step(random_source& random) {
  switch (random.below(12)) {
    case 0:
    case 1:
      return server_line(line_form::line, random.one_of(status_texts));
    case 2:
    case 3:
      return server_line(line_form::body_line, random.one_of(body_texts));
    case 4:
      return {{}, script::line_step{speaker::server, line_form::body_end, {}}};
    case 5:
    case 6:
      return some_message(random);
    case 7: {
      std::string octets(random.one_of(status_texts));
      octets += "\r\n";
      spoil(octets, random);
      return server_line(line_form::raw, octets.empty() ? "\r\n" : octets);
    }
    case 8:
      return {{}, script::close_step{random.once_in(2)}};
    case 9:
      return some_long_line(random);
    case 10:
      return {{}, script::wait_step{script::milliseconds(5)}};
    default:
      return {{},
              script::answer_step{random.once_in(4) ? script::answer_kind::perform
                                                    : script::answer_kind::answer}};
  }
}

void fill_in_body(const script::on_step& block, script::block& steps, random_source& random) {
  const bool is_message = block.verb == verb::retr || block.verb == verb::top;
  steps.push_back(server_line(line_form::line, random.once_in(3) ? random.one_of(status_texts) : "+OK"));
  if (is_message) {
    steps.push_back(some_message(random));
  } else if (block.verb && parser::info(*block.verb).shape_bare == parser::reply_shape::multi_line) {
    for (std::size_t i = random.below(5); i != 0; --i) {
      steps.push_back(server_line(line_form::body_line, random.one_of(body_texts)));
    }
    steps.push_back({{}, script::line_step{speaker::server, line_form::body_end, {}}});
  }
  if (random.once_in(4)) {
    steps.push_back(some_step(random));
  }
}

script::step some_block(random_source& random) {
  script::on_step block;
  if (random.once_in(8)) {
    block.event = script::on_event::connect;
  } else {
    block.event = script::on_event::command;
    block.verb = random.one_of(verbs);
  }
  if (block.verb == verb::retr && random.once_in(2)) {
    block.argument = literal(random.once_in(2) ? "1" : "2");
  }
  if (random.once_in(4)) {
    script::guard use;
    use.kind = random.once_in(2) ? script::guard_kind::use : script::guard_kind::from_use;
    use.number = 1 + random.below(2);
    block.guards.push_back(use);
  }
  fill_in_body(block, block.body, random);
  return {{}, std::move(block)};
}

std::ptrdiff_t some_place(const script::block& in, random_source& random) {
  return static_cast<std::ptrdiff_t>(random.below(in.size() + 1));
}

void change_text(script::block& steps, random_source& random) {
  script::step& chosen = random.one_of(steps);
  auto* const line = std::get_if<script::line_step>(&chosen.what);
  if (line == nullptr || line->form == line_form::body_end) {
    chosen = some_step(random);
    return;
  }
  if (line->text.pieces.empty() || line->text.pieces.front().kind != piece_kind::literal ||
      random.once_in(3)) {
    line->text =
        literal(line->form == line_form::body_line ? random.one_of(body_texts) : random.one_of(status_texts));
    if (line->form == line_form::raw) {
      line->text = joined(line->text, literal("\r\n"));
    }
    return;
  }
  std::string& text = line->text.pieces.front().text;
  spoil(text, random);
  const bool needs_raw = text.find_first_of(std::string_view("\r\n\0", 3)) != std::string::npos;
  if (needs_raw && line->form != line_form::raw) {
    line->form = line_form::raw;
    line->text = joined(line->text, literal("\r\n"));
  }
  if (line->text.pieces.front().text.empty()) {
    line->text.pieces.erase(line->text.pieces.begin());
  }
}

void cut_block(script::block& steps, random_source& random) {
  script::cut_step cut;
  cut.mode = random.once_in(2) ? script::cut_mode::every : script::cut_mode::at;
  cut.octets = 1 + random.below(20);
  cut.body = std::move(steps);
  steps.clear();
  steps.push_back({{}, std::move(cut)});
}

void mutate_block(script::on_step& block, random_source& random) {
  script::block& steps = block.body;
  const std::size_t kind = random.below(10);
  if (steps.empty() || kind < 3) {
    steps.insert(steps.begin() + some_place(steps, random), some_step(random));
  } else if (kind < 4) {
    steps.erase(steps.begin() + static_cast<std::ptrdiff_t>(random.below(steps.size())));
  } else if (kind < 5) {
    std::swap(random.one_of(steps), random.one_of(steps));
  } else if (kind < 6) {
    const script::step again = random.one_of(steps);
    steps.insert(steps.begin() + some_place(steps, random), again);
  } else if (kind < 7) {
    cut_block(steps, random);
  } else {
    change_text(steps, random);
  }
}

void mutate_once(scenario& what, const script::block& pool, random_source& random) {
  const std::size_t kind = random.below(16);
  script::block& blocks = what.blocks;
  if (blocks.empty() || kind < 3) {
    blocks.insert(blocks.begin() + some_place(blocks, random), some_block(random));
  } else if (kind < 6 && !pool.empty()) {
    blocks.insert(blocks.begin() + some_place(blocks, random), random.one_of(pool));
  } else if (kind < 7) {
    blocks.erase(blocks.begin() + static_cast<std::ptrdiff_t>(random.below(blocks.size())));
  } else if (kind < 8) {
    std::swap(random.one_of(blocks), random.one_of(blocks));
  } else if (kind < 9) {
    what.job = what.job == script::job_kind::keep ? script::job_kind::remove : script::job_kind::keep;
  } else {
    mutate_block(std::get<script::on_step>(random.one_of(blocks).what), random);
  }
}

}  // namespace

void mutate(scenario& what, const script::block& pool, random_source& random) {
  const std::size_t times = std::size_t{1} << random.below(3);
  for (std::size_t i = 0; i < times; ++i) {
    mutate_once(what, pool, random);
    settle(what);
  }
}

scenario spliced(const scenario& front, const scenario& back, random_source& random) {
  scenario made = front;
  made.blocks.erase(made.blocks.begin() + some_place(made.blocks, random), made.blocks.end());
  std::copy(back.blocks.begin() + some_place(back.blocks, random), back.blocks.end(),
            std::back_inserter(made.blocks));
  settle(made);
  return made;
}

}  // namespace popquiz::fuzz_wire
