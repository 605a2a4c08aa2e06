#include "replay_script.hpp"

#include <popquiz/script/parse.hpp>

#include <fmt/format.h>

#include <charconv>

namespace popquiz::fuzz_wire {
namespace {

using script::line_form;
using script::piece_kind;
using script::speaker;

script::step heard(std::string_view status) {
  return {{}, script::line_step{speaker::server, line_form::line, literal(status)}};
}

script::step heard_anything() {
  return {{}, script::line_step{speaker::server, line_form::line, placeholder(piece_kind::any, "")}};
}

/// The number that a text begins with.
std::uint64_t leading_number(std::string_view text) {
  std::uint64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

class writer {
 public:
  writer(const plan& said, const session_record& record, const suspicion& what)
      : said_(said), record_(record), what_(what) {}

  std::string text() {
    script::script made;
    made.title = what_.what.title;
    for (std::size_t i = 0; i < said_.size(); ++i) {
      script::block group;
      std::size_t last = i;
      for (; leaves_with_next(said_, last); ++last) {
        group.push_back(step_of(in_one_segment(said_[last])));
      }
      if (last == i) {
        add_turn(i, made.steps);
      } else {
        group.push_back(step_of(in_one_segment(said_[last])));
        made.steps.push_back({{}, script::together_step{std::move(group)}});
        for (std::size_t each = i; each <= last; ++each) {
          add_replies(each, made.steps);
        }
      }
      i = last;
    }
    if (what_.turn == said_.size()) {
      turn quit;
      quit.text = literal("QUIT");
      made.steps.push_back(step_of(quit));
      add_replies(said_.size(), made.steps);
    }
    if (record_.is_loose() && breaks_subject(what_.what.kind)) {
      add_loose_end(made.steps);
    }
    add_after(made.steps);
    return script::print_script(made);
  }

 private:
  void add_turn(std::size_t i, script::block& to) {
    if (!said_[i].is_login) {
      to.push_back(step_of(said_[i]));
      add_replies(i, to);
      return;
    }
    // Said word by word, as it was: a login that fails is what the script may be about.
    turn each;
    each.text = joined(literal("USER "), placeholder(piece_kind::use, "user"));
    std::size_t count = 0;
    for (std::size_t k = 0; k < record_.exchanges.size(); ++k) {
      if (record_.exchanges[k].turn == i) {
        to.push_back(step_of(each));
        add_reply(k, to);
        each.text = joined(literal("PASS "), placeholder(piece_kind::secret, "password"));
        ++count;
      }
    }
    if (count == 0) {
      to.push_back(step_of(each));
    }
  }

  void add_replies(std::size_t turn_index, script::block& to) {
    for (std::size_t k = 0; k < record_.exchanges.size(); ++k) {
      if (record_.exchanges[k].turn == turn_index) {
        add_reply(k, to);
      }
    }
  }

  void add_reply(std::size_t k, script::block& to) {
    const exchange& e = record_.exchanges[k];
    const bool is_it = k == what_.exchange_index;
    const reply_class expected = is_it && what_.has_instead ? what_.instead : e.reply;
    switch (expected) {
      case reply_class::ok:
        to.push_back(heard("+OK"));
        if (is_it) {
          add_listing(e, to);
        }
        break;
      case reply_class::err:
        to.push_back(heard("-ERR"));
        break;
      case reply_class::challenge:
        to.push_back({{},
                      script::line_step{speaker::server, line_form::exact,
                                        joined(literal("+"), placeholder(piece_kind::any, ""))}});
        break;
      case reply_class::closed:
      case reply_class::reset:
        to.push_back(is_it ? heard_anything() : script::step{{}, script::expect_close_step{}});
        break;
      default:
        to.push_back(heard_anything());
        break;
    }
    if (e.command != nullptr && e.command->id == parser::verb::stls && e.reply == reply_class::ok) {
      to.push_back({{}, script::start_tls_step{}});
    }
    if (is_it && !record_.unasked.empty() && record_.unasked_behind == k + 1) {
      to.push_back({{}, script::expect_nothing_step{script::milliseconds(200), false}});
    }
  }

  /// Where a listing is what is wrong: what it has to be.
  void add_listing(const exchange& e, script::block& to) const {
    const finding_kind kind = what_.what.kind;
    if (e.command == nullptr || what_.has_instead ||
        (kind != finding_kind::state && kind != finding_kind::malformed)) {
      return;
    }
    const bool is_count = kind == finding_kind::state;
    const std::uint64_t right = leading_number(what_.what.expected);
    std::string check;
    switch (e.command->id) {
      case parser::verb::stat:
        check = is_count ? fmt::format("S: +OK {}", right) : "S: +OK {number} {number}";
        to.pop_back();
        break;
      case parser::verb::list:
      case parser::verb::uidl:
        check = is_count ? fmt::format("check lines of body == {}", right)
                : e.command->id == parser::verb::list
                    ? "check every line of body is \"{number} {number}\""
                    : "check every line of body is \"{number} {unique-id}\"";
        break;
      default:
        return;
    }
    const auto parsed = script::parse_script("title: t\n\nC: LIST\nS: +OK\n" + check + "\n", "check");
    if (parsed.value) {
      to.push_back(parsed.value->steps.back());
    }
  }

  /// No reply tells when the server has read all of it, so that takes the time it takes.
  void add_loose_end(script::block& to) const {
    constexpr script::milliseconds to_crash{500};
    turn last;
    last.text = literal(record_.loose_end);
    last.raw = true;
    to.push_back(step_of(last));
    to.push_back({{}, script::wait_step{to_crash}});
  }

  /// A server that has crashed greets nobody.
  void add_after(script::block& to) const {
    if (what_.what.kind != finding_kind::crash && what_.what.kind != finding_kind::gone) {
      return;
    }
    script::session_step again;
    again.name = "again";
    again.body.push_back(heard("+OK"));
    to.push_back({{}, std::move(again)});
  }

  const plan& said_;
  const session_record& record_;
  const suspicion& what_;
};

}  // namespace

std::string print_replay(const plan& said, const session_record& record, const suspicion& what) {
  return writer(said, record, what).text();
}

}  // namespace popquiz::fuzz_wire
