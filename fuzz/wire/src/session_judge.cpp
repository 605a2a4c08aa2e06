#include "session_judge.hpp"

#include <popquiz/parser/listing.hpp>
#include <popquiz/parser/response_code.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace popquiz::fuzz_wire {
namespace {

using parser::observation;
using parser::parse_errc;
using parser::session_state;
using parser::verb;

suspicion about(finding_kind kind, const exchange& e, std::size_t index) {
  suspicion made;
  made.what.kind = kind;
  made.turn = e.turn;
  made.exchange_index = index;
  return made;
}

/// "RETR in TRANSACTION".
std::string place_of(const exchange& e) {
  const bool is_bad = e.command != nullptr && !e.argument_is_good;
  return fmt::format("{}{} in {}", e.said, is_bad ? " (badly formed)" : "", describe(e.before));
}

/// The reply as it came, for a person: its class, and the beginning of its text.
std::string told(const exchange& e) {
  constexpr std::size_t told_octets = 80;
  const bool has_text = e.reply == reply_class::ok || e.reply == reply_class::err;
  return has_text && !e.text.empty() ? fmt::format("{} {}", describe(e.reply), e.text.substr(0, told_octets))
                                     : std::string(describe(e.reply));
}

suspicion malformed(const exchange& e, std::size_t index, std::string_view why) {
  suspicion made = about(finding_kind::malformed, e, index);
  made.what.key = fmt::format("malformed {} {} {}", e.said, describe(e.before), why);
  made.what.title = fmt::format("the reply to {}: {}", place_of(e), why);
  made.what.expected = "a reply as RFC 1939 section 3 has it";
  made.what.came = fmt::format("{} ({})", why, told(e));
  return made;
}

/// What the parser has noticed and no rule allows; a lone CR or LF in a body may be the message's own.
std::optional<suspicion> judge_octets(const exchange& e, std::size_t index) {
  if (e.reply == reply_class::malformed) {
    return malformed(e, index, parser::describe(e.error));
  }
  for (std::size_t i = 0; i < parser::observation_kinds; ++i) {
    const auto kind = static_cast<observation>(i);
    const bool may_be_mail = kind == observation::bare_cr && e.body_octets != 0;
    if (e.seen.count(kind) != 0 && parser::strict_error(kind) != parse_errc::none && !may_be_mail) {
      return malformed(e, index, parser::describe(kind));
    }
  }
  return std::nullopt;
}

template <class Parse>
parse_errc first_error(std::string_view body, Parse parse, std::size_t& lines) {
  while (!body.empty()) {
    std::string_view line = body.substr(0, body.find('\n'));
    body.remove_prefix(std::min(body.size(), line.size() + 1));
    line.remove_suffix(line.ends_with('\r') ? 1 : 0);
    const auto parsed = parse(line, parser::strictness::tolerant);
    if (!parsed) {
      return parsed.error;
    }
    ++lines;
  }
  return parse_errc::none;
}

/// How many messages a listing says that there are; nothing when it says nothing of it.
std::optional<std::uint64_t> count_in(const exchange& e, parse_errc& error) {
  error = parse_errc::none;
  if (e.reply != reply_class::ok || e.command == nullptr) {
    return std::nullopt;
  }
  if (e.command->id == verb::stat) {
    const auto listing = parser::parse_drop_listing(e.text, parser::strictness::tolerant);
    error = listing.error;
    return listing ? std::optional(listing.value.messages) : std::nullopt;
  }
  const bool is_whole_list = !e.has_argument && e.body.size() == e.body_octets;
  std::size_t lines = 0;
  if (is_whole_list && e.command->id == verb::list) {
    error = first_error(e.body, parser::parse_scan_listing, lines);
    return lines;
  }
  if (is_whole_list && e.command->id == verb::uidl) {
    error = first_error(e.body, parser::parse_unique_id_listing, lines);
    return lines;
  }
  return std::nullopt;
}

bool is_locked(const exchange& e) {
  const auto code = e.reply == reply_class::err ? parser::find_response_code(e.text) : std::nullopt;
  return code && code->kind == parser::response_code_kind::in_use;
}

std::optional<suspicion> judge_state(const exchange& e, const exchange* r, std::size_t index) {
  const bool is_let_in = e.after.state == session_state::transaction &&
                         e.before.state != session_state::transaction && r != nullptr &&
                         r->after.state != session_state::transaction;
  const bool is_illegal = e.reply == reply_class::ok && e.command != nullptr &&
                          !e.command->legal.contains(e.before.state) &&
                          (r == nullptr || r->reply != reply_class::ok);
  if (!is_let_in && !is_illegal) {
    return std::nullopt;
  }
  suspicion made = about(finding_kind::state, e, index);
  made.what.key = fmt::format("state {} {} {}", e.said, describe(e.before), is_let_in ? "let in" : "taken");
  made.what.title = is_let_in ? fmt::format("{} enters TRANSACTION though it must not", place_of(e))
                              : fmt::format("{} is taken, where it is not legal", place_of(e));
  made.what.expected = is_illegal ? fmt::format("-ERR ({})", e.command->clause) : "-ERR";
  made.what.came = told(e);
  made.instead = reply_class::err;
  made.has_instead = true;
  return made;
}

std::optional<suspicion> judge_count(const exchange& e, const exchange* r, std::size_t index) {
  parse_errc error = parse_errc::none;
  parse_errc ignored = parse_errc::none;
  const auto came = count_in(e, error);
  if (error != parse_errc::none) {
    return malformed(e, index, parser::describe(error));
  }
  const auto expected = r != nullptr ? count_in(*r, ignored) : std::nullopt;
  if (!came || !expected || *came == *expected) {
    return std::nullopt;
  }
  suspicion made = about(finding_kind::state, e, index);
  made.what.key = fmt::format("state {} {} count", e.said, describe(e.before));
  made.what.title = fmt::format("{} tells of {} messages, where there are {}", place_of(e), *came, *expected);
  made.what.expected = fmt::format("{} messages", *expected);
  made.what.came = fmt::format("{} messages ({})", *came, told(e));
  return made;
}

/// A server that has had enough may say so and close; that is no reply to anything.
bool is_farewell(std::string_view octets) {
  return octets.starts_with("-ERR") && octets.find('\n') == octets.size() - 1;
}

suspicion unasked(const session_record& record, const exchange& e, std::size_t index) {
  if (is_farewell(record.unasked)) {
    suspicion made = about(finding_kind::difference, e, index);
    made.what.key = fmt::format("difference farewell {}", describe(e.before));
    made.what.title = fmt::format(
        "a line that nobody asked for, behind the reply to {}: the server has had enough", place_of(e));
    made.what.expected = "nothing";
    made.what.came = record.unasked.substr(0, 80);
    return made;
  }
  suspicion made = about(finding_kind::malformed, e, index);
  made.what.key = fmt::format("malformed {} {} unasked", e.said, describe(e.before));
  made.what.title = fmt::format("octets that no command asked for, behind the reply to {}", place_of(e));
  made.what.expected = "nothing";
  made.what.came = record.unasked.substr(0, 80);
  return made;
}

suspicion hang(const exchange& e, std::size_t index) {
  suspicion made = about(finding_kind::hang, e, index);
  made.what.key = fmt::format("hang {} {}", e.said, describe(e.before));
  made.what.title = fmt::format("no reply to {}", place_of(e));
  made.what.expected = "a reply";
  made.what.came = e.reply == reply_class::endless ? "more than 16 MiB and no end" : "none in time";
  return made;
}

/// A server that ends the session behind so many commands that it has refused has had enough, whatever the
/// last of them was: that is one difference, and none for each command.
constexpr std::ptrdiff_t refusals_in_patience = 3;

bool has_had_enough(const session_record& record, std::size_t index) {
  const exchange& e = record.exchanges[index];
  const auto end = record.exchanges.begin() + static_cast<std::ptrdiff_t>(index);
  return (e.reply == reply_class::closed || e.reply == reply_class::reset) &&
         std::count_if(record.exchanges.begin(), end, [](const exchange& before) {
           return before.reply == reply_class::err;
         }) >= refusals_in_patience;
}

suspicion difference(const session_record& record, const exchange& r, std::size_t index) {
  const exchange& e = record.exchanges[index];
  suspicion made = about(finding_kind::difference, e, index);
  if (has_had_enough(record, index)) {
    made.what.key = fmt::format("difference hang-up {}", describe(e.before));
    made.what.title = fmt::format(
        "{}: the server ends the session behind refused commands, where the reference server answers {}",
        place_of(e), describe(r.reply));
  } else {
    made.what.key = fmt::format("difference {} {} {}", place_of(e), describe(r.reply), describe(e.reply));
    made.what.title = fmt::format("{}: {}, where the reference server answers {}", place_of(e),
                                  describe(e.reply), describe(r.reply));
  }
  made.what.expected = told(r);
  made.what.came = told(e);
  made.instead = r.reply;
  made.has_instead =
      r.reply == reply_class::ok || r.reply == reply_class::err || r.reply == reply_class::challenge;
  return made;
}

}  // namespace

std::optional<suspicion> judge_session(const session_record& record, const session_record& reference) {
  for (std::size_t i = 0; i < record.exchanges.size(); ++i) {
    const exchange& e = record.exchanges[i];
    const exchange* const r = i < reference.exchanges.size() && reference.exchanges[i].turn == e.turn &&
                                      reference.exchanges[i].said == e.said
                                  ? &reference.exchanges[i]
                                  : nullptr;
    if (auto found = judge_octets(e, i)) {
      return found;
    }
    if (e.reply == reply_class::silence || e.reply == reply_class::endless) {
      return hang(e, i);
    }
    if (e.reply == reply_class::tls_failed) {
      return std::nullopt;  // a certificate, most of the time
    }
    if (auto found = judge_state(e, r, i)) {
      return found;
    }
    if (is_locked(e)) {
      return std::nullopt;  // a session before has not let go of the maildrop yet
    }
    if (r != nullptr && r->reply != e.reply) {
      return difference(record, *r, i);
    }
    if (auto found = judge_count(e, r, i)) {
      return found;
    }
    if (record.unasked_behind == i + 1) {
      return unasked(record, e, i);
    }
    if (r == nullptr) {
      return std::nullopt;
    }
  }
  return std::nullopt;
}

}  // namespace popquiz::fuzz_wire
