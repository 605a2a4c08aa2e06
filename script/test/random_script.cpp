#include "random_script.hpp"

#include <array>
#include <random>
#include <string>
#include <utility>

namespace popquiz::script::test {

namespace {

enum class speech : std::uint8_t { said, heard };

class generator {
 public:
  explicit generator(std::uint32_t seed) : random_(seed) {}

  script make() {
    script s;
    s.title = "title " + name();
    s.subject = pick(subject_kind::none, subject_kind::server, subject_kind::client);
    s.id = s.subject == subject_kind::server || chance(2) ? "a/" + name() : "";
    s.requirements = list("R1939-");
    s.robustness = chance(2) ? "harm " + name() : "";
    s.policies = list("A");
    s.see = list("CVE-");
    s.needs = list("2 messages ");
    s.also = list("b/");
    s.maildrop = chance(2) ? name() : "";
    s.changes = pick(changes_kind::nothing, changes_kind::messages);
    s.mismatch = pick(mismatch_kind::fail, mismatch_kind::deviation);
    s.slow = chance(2) ? duration() : milliseconds{};
    s.recorded = chance(3) ? "2026-11-23" : "";
    if (s.subject == subject_kind::client) {
      s.client = setup();
    }
    const bool overrides =
        s.subject == subject_kind::client || (s.subject == subject_kind::none && chance(2));
    for (std::uint64_t i = number(1, 5); i > 0; --i) {
      s.steps.push_back({{}, overrides ? step_kind(on()) : dialogue_step(3)});
    }
    if (overrides && chance(2)) {
      s.steps.push_back({{}, judge()});
    }
    return s;
  }

 private:
  std::uint64_t number(std::uint64_t from, std::uint64_t to) {
    return std::uniform_int_distribution<std::uint64_t>(from, to)(random_);
  }
  bool chance(std::uint64_t one_in) { return number(1, one_in) == 1; }
  template <class T, class... More>
  T pick(T first, More... more) {
    const std::array<T, sizeof...(More) + 1> all{first, more...};
    return all[number(0, sizeof...(More))];
  }
  std::string name() {
    std::string text(1, static_cast<char>(number('a', 'e')));
    for (std::uint64_t i = number(0, 4); i > 0; --i) {
      text += pick('x', 'Y', '0', '-', '_');
    }
    return text;
  }
  std::string octets() {
    std::string text;
    for (std::uint64_t i = number(1, 6); i > 0; --i) {
      text += chance(2) ? pick(' ', '{', '}', '"', '\\', '\r', '\n', '\0', '.')
                        : static_cast<char>(number(0, 255));
    }
    return text;
  }
  std::vector<std::string> list(const std::string& prefix) {
    std::vector<std::string> all;
    for (std::uint64_t i = number(0, 3); i > 0; --i) {
      all.push_back(prefix + name());
    }
    return all;
  }
  milliseconds duration() {
    return milliseconds(pick<std::uint64_t, std::uint64_t>(1, number(1, 86'400'000)));
  }
  number_or_use which(std::uint64_t from) {
    return chance(2) ? number_or_use{number(from, UINT64_MAX), ""} : number_or_use{0, name()};
  }

  piece use() {
    const auto offset = static_cast<std::int64_t>(number(1, INT64_MAX));
    return {piece_kind::use, name(), pick<std::int64_t>(0, offset, -offset)};
  }
  pattern text(speech how) {
    pattern p;
    bool literal_before = false;
    for (std::uint64_t i = number(0, 4); i > 0; --i) {
      const bool literal = !literal_before && chance(2);
      literal_before = literal;
      if (literal) {
        p.pieces.push_back({piece_kind::literal, octets(), 0});
      } else if (how == speech::said) {
        p.pieces.push_back(use());
      } else {
        const auto kind = pick(piece_kind::any, piece_kind::word, piece_kind::number, piece_kind::unique_id);
        // A name may stand once in a pattern.
        p.pieces.push_back({chance(3) ? piece_kind::capture : kind, "n" + std::to_string(i), 0});
        if (p.pieces.back().kind == kind && chance(2)) {
          p.pieces.back().text.clear();
        }
      }
    }
    return p;
  }

  block steps(std::size_t depth, bool on_block) {
    block all;
    for (std::uint64_t i = number(1, 3); i > 0; --i) {
      all.push_back({{}, on_block ? override_step(depth) : dialogue_step(depth)});
    }
    return all;
  }
  block said_lines() {
    block all;
    for (std::uint64_t i = number(1, 3); i > 0; --i) {
      all.push_back(
          {{}, line_step{speaker::client, pick(line_form::line, line_form::raw), text(speech::said)}});
    }
    return all;
  }

  expression sum() {
    expression e;
    for (std::uint64_t i = number(1, 3); i > 0; --i) {
      term t;
      t.kind = static_cast<term_kind>(number(0, 8));
      t.negative = chance(3);
      switch (t.kind) {
        case term_kind::number:
          t.number = number(0, UINT64_MAX);
          break;
        case term_kind::column_of_body:
          t.number = number(1, 9);
          break;
        case term_kind::use:
        case term_kind::length_of:
          t.name = name();
          break;
        case term_kind::octets_of_message: {
          const auto n = which(1);
          t.number = n.number;
          t.name = n.name;
          break;
        }
        default:
          break;
      }
      e.terms.push_back(t);
    }
    return e;
  }

  step_kind check() {
    switch (number(0, 8)) {
      case 7:
        return check_text_step{name(), chance(2), text(speech::heard)};
      case 8: {
        let_step s{name(), static_cast<making>(number(0, 3)), {}, text(speech::said)};
        if (s.how == making::proof) {
          s.proof = static_cast<sansio::sasl_proof>(number(0, 4));
        }
        return s;
      }
      case 5: {
        const auto how = static_cast<line_relation>(number(0, 5));
        return check_lines_step{how,
                                how == line_relation::every_capability ? pattern{} : text(speech::heard)};
      }
      case 6: {
        check_tags_step s{name(), {}};
        for (std::uint64_t i = number(0, 3); i > 0; --i) {
          s.but.push_back(pick<std::string>("STLS", "but", "X-1", name()));
        }
        return s;
      }
      case 0:
        return distinct_step{number(1, 9)};
      case 1:
        return remember_step{name()};
      case 2:
        return check_body_step{pick(body_relation::same, body_relation::differs, body_relation::begins),
                               name()};
      case 3:
        return differ_step{name(), name(), chance(2)};
      default:
        return check_step{sum(), static_cast<relation>(number(0, 5)), sum()};
    }
  }

  template <class Body>
  step_kind loop(bool on_block, Body body) {
    if (on_block && chance(4)) {
      const std::uint64_t octets = chance(2) ? 0 : number(1, UINT64_MAX);
      return repeat_step{0, true, octets, body()};
    }
    if (chance(3)) {
      return repeat_step{number(0, 1'000'000), false, 0, body()};
    }
    for_step s{name(), chance(2), {}, {}};
    for (std::uint64_t i = s.maildrop ? 0 : number(1, 3); i > 0; --i) {
      s.values.push_back(pick<std::string>(octets(), "", "maildrop", name()));
    }
    s.body = body();
    return s;
  }

  step_kind cut(bool on_block, block body) {
    cut_step s;
    s.mode = pick(cut_mode::at, cut_mode::every, cut_mode::everywhere);
    if (s.mode != cut_mode::everywhere) {
      s.octets = number(1, UINT64_MAX);
    } else if (!on_block) {
      body.push_back({{}, expect_close_step{}});
    }
    s.tail = on_block && chance(2) ? number(2, 65'536) : 0;
    s.pause = chance(2) ? duration() : milliseconds{};
    s.body = std::move(body);
    return s;
  }

  if_step condition(block body) {
    if_step s{static_cast<condition_kind>(number(0, 6)), {}, std::move(body)};
    if (s.condition == condition_kind::lines) {
      s.lines = {static_cast<line_relation>(number(0, 3)), text(speech::heard)};
    }
    return s;
  }

  step_kind dialogue_step(std::size_t depth) {
    const auto inner = [&] { return steps(depth - 1, false); };
    switch (number(0, depth == 0 ? 7 : 12)) {
      case 0:
        return line_step{speaker::client, pick(line_form::line, line_form::raw), text(speech::said)};
      case 1:
        return line_step{speaker::server, line_form::raw, text(speech::said)};
      case 2:
        return line_step{speaker::server,
                         pick(line_form::line, line_form::exact, line_form::body_line, line_form::body_lines),
                         text(speech::heard)};
      case 3:
        return line_step{speaker::server, line_form::body_end, {}};
      case 4: {
        message_step s{.number = which(1)};
        s.headers_only = chance(2);
        s.lines = s.headers_only || chance(2) ? std::nullopt : std::optional(which(0));
        return s;
      }
      case 5:
        return pick<step_kind>(login_step{false}, login_step{true},
                               expect_nothing_step{duration(), chance(2)}, expect_close_step{},
                               close_step{false}, close_step{true}, wait_step{duration()}, tls(false));
      case 6:
        return check();
      case 7:
        return session_step{name(), {}};
      case 8:
        return session_step{name(), inner()};
      case 9:
        return together_step{said_lines()};
      case 10:
        return cut(false, inner());
      case 11:
        return loop(false, inner);
      default:
        return condition(inner());
    }
  }

  step_kind answer() {
    answer_step s{.kind = static_cast<answer_kind>(number(0, 2))};
    if (s.kind == answer_kind::answer) {
      for (auto* const names : {&s.with, &s.without}) {
        for (std::uint64_t i = chance(2) ? number(1, 3) : 0; i > 0; --i) {
          names->push_back(pick<std::string>(octets(), "without", "EXPIRE 7", name()));
        }
      }
    }
    return s;
  }
  client_setup setup() {
    client_setup c;
    c.connects = pick(connect_kind::clear, connect_kind::stls, connect_kind::tls);
    if (c.connects != connect_kind::clear) {
      c.certificate = static_cast<sansio::tls_identity>(number(0, sansio::tls_identity_count - 1));
    }
    c.job = pick(job_kind::keep, job_kind::remove);
    c.runs = number(1, 100);
    c.cuts = number(0, 100);
    c.segment_octets = chance(2) ? number(1, 65'535) : 0;
    c.profile = chance(2) ? name() : "";
    c.user = chance(2) ? octets() : "";
    c.password = chance(2) ? octets() : "";
    c.faults = list("fault-");
    return c;
  }
  start_tls_step tls(bool on_block) {
    return on_block
               ? start_tls_step{static_cast<sansio::tls_identity>(number(0, sansio::tls_identity_count - 1)),
                                chance(2)}
               : start_tls_step{.may_be_refused = chance(2)};
  }

  fact random_fact() {
    fact f;
    f.kind = static_cast<fact_kind>(number(0, 28));
    switch (f.kind) {
      case fact_kind::delivered:
      case fact_kind::delivered_without:
      case fact_kind::truncated:
      case fact_kind::altered:
      case fact_kind::twice:
      case fact_kind::deleted:
        f.all = chance(2);
        for (std::uint64_t i = f.all ? 0 : number(1, 3); i > 0; --i) {
          f.numbers.push_back(number(1, UINT32_MAX));
        }
        break;
      case fact_kind::file_exists:
        f.text = text(speech::said);
        break;
      case fact_kind::said:
      case fact_kind::never_said:
      case fact_kind::line_delivered:
      case fact_kind::no_line_delivered:
        f.text = text(speech::heard);
        break;
      case fact_kind::ended_within:
        f.time = duration();
        break;
      case fact_kind::memory_below:
      case fact_kind::memory_above:
      case fact_kind::disk_below:
      case fact_kind::disk_above:
        f.amount = number(1, UINT32_MAX) << pick(10U, 20U, 30U);
        break;
      case fact_kind::commands_above:
      case fact_kind::connections_above:
        f.amount = number(1, UINT32_MAX);
        break;
      default:
        break;
    }
    return f;
  }
  judge_step judge() {
    judge_step s;
    for (std::uint64_t i = number(1, 3); i > 0; --i) {
      rule_step rule{static_cast<judgement>(number(0, 3)), {}};
      for (std::uint64_t k = number(1, 3); k > 0; --k) {
        rule.facts.push_back(random_fact());
      }
      s.body.push_back({{}, std::move(rule)});
    }
    return s;
  }

  step_kind override_step(std::size_t depth) {
    const auto inner = [&] { return steps(depth - 1, true); };
    switch (number(0, depth == 0 ? 6 : 9)) {
      case 0:
        return line_step{speaker::server,
                         pick(line_form::line, line_form::exact, line_form::raw, line_form::body_line),
                         text(speech::said)};
      case 1:
        return line_step{speaker::server, line_form::body_end, {}};
      case 2: {
        message_step s{.number = which(1),
                       .headers_only = chance(2),
                       .unstuffed = chance(2),
                       .lf_line_ends = chance(2),
                       .no_final_line_end = chance(2)};
        s.octets = chance(2) ? std::optional(number(0, UINT64_MAX)) : std::nullopt;
        s.percent = !s.octets && chance(2) ? std::optional(number(0, 100)) : std::nullopt;
        return s;
      }
      case 3:
        return answer();
      case 4: {
        pattern command = text(speech::said);
        command.pieces.insert(command.pieces.begin(), {piece_kind::literal, "DELE ", 0});
        if (command.pieces.size() > 1 && command.pieces[1].kind == piece_kind::literal) {
          command.pieces.erase(command.pieces.begin());
          command.pieces[0].text.insert(0, "x");
        }
        return also_step{command};
      }
      case 5: {
        const auto action = static_cast<drop_action>(number(0, 7));
        const bool numbered = action == drop_action::remove || action == drop_action::restore;
        return drop_step{action, numbered ? which(1) : number_or_use{}};
      }
      case 6:
        return pick<step_kind>(close_step{false}, close_step{true}, wait_step{duration()}, drop_rest_step{},
                               tls(true));
      case 7:
        return loop(true, inner);
      default:
        return cut(true, inner());
    }
  }

  guard random_guard() {
    guard g;
    g.kind = static_cast<guard_kind>(number(0, 12));
    switch (g.kind) {
      case guard_kind::state:
        g.state = pick(parser::session_state::authorization, parser::session_state::transaction);
        break;
      case guard_kind::after:
        g.verb = verb();
        break;
      case guard_kind::use:
      case guard_kind::from_use:
      case guard_kind::session:
      case guard_kind::from_session:
      case guard_kind::longer_than:
      case guard_kind::larger_than:
        g.number = number(1, UINT64_MAX);
        break;
      default:
        break;
    }
    return g;
  }
  parser::verb verb() { return static_cast<parser::verb>(number(0, parser::verb_count - 1)); }

  on_step on() {
    on_step s;
    s.event = static_cast<on_event>(number(0, 8));
    if (s.event == on_event::command) {
      s.verb = verb();
      s.bare = chance(3);
      if (!s.bare && chance(2)) {
        s.argument = text(speech::heard);
        if (chance(3)) {
          s.argument->pieces = {
              {piece_kind::literal, pick<std::string>("a when b", "use", "x bare", "\"", " y", "z "), 0}};
        }
      }
    } else if (s.event == on_event::invalid && chance(2)) {
      s.verb = verb();
    } else if (s.event == on_event::idle) {
      s.idle = duration();
    }
    for (std::uint64_t i = number(0, 2); i > 0; --i) {
      s.guards.push_back(random_guard());
    }
    if (!chance(4)) {
      s.body = steps(2, true);
    }
    return s;
  }

  std::mt19937 random_;
};

}  // namespace

script random_script(std::uint32_t seed) {
  return generator(seed).make();
}

}  // namespace popquiz::script::test
