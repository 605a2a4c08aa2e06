#include "header_text.hpp"

#include "duration_text.hpp"
#include "identity_text.hpp"
#include "line_cursor.hpp"
#include "pattern_text.hpp"
#include "printable.hpp"

#include <popquiz/parser/ascii.hpp>

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace popquiz::script {

namespace {

constexpr std::string_view spaces = " ";

[[nodiscard]] std::string_view trim(std::string_view text) noexcept {
  text.remove_prefix(std::min(text.find_first_not_of(spaces), text.size()));
  return text.substr(0, text.find_last_not_of(spaces) + 1);
}

// Each reader finds the cursor at a value that is not empty.

bool read_word(line_cursor& cursor, std::string& into) {
  into = cursor.peek();
  cursor.skip(into.size());
  return cursor.expect_end();
}

bool read_text(line_cursor& cursor, std::string& into) {
  cursor.skip_spaces();
  into = trim(cursor.rest());
  return true;
}

bool read_words(line_cursor& cursor, std::vector<std::string>& into) {
  while (!cursor.at_end()) {
    const std::string_view word = cursor.peek();
    if (word.starts_with('#') && !into.empty()) {
      into.back().append(" ").append(word);  // "MailKit #174" is one thing to see
    } else {
      into.emplace_back(word);
    }
    cursor.skip(word.size());
  }
  return true;
}

bool read_list(line_cursor& cursor, std::vector<std::string>& into) {
  while (true) {
    cursor.skip_spaces();
    const std::size_t comma = std::min(cursor.rest().find(','), cursor.rest().size());
    const std::string_view item = trim(cursor.rest().substr(0, comma));
    if (item.empty()) {
      return cursor.fail("something that the subject needs");
    }
    into.emplace_back(item);
    cursor.skip(comma);
    if (cursor.rest().empty()) {
      return true;
    }
    cursor.skip(1);
  }
}

bool read_subject(line_cursor& cursor, subject_kind& into) {
  const bool server = cursor.accept("server");
  if (!server && !cursor.accept("client")) {
    return cursor.fail(R"("server" or "client")");
  }
  into = server ? subject_kind::server : subject_kind::client;
  return cursor.expect_end();
}

bool read_changes(line_cursor& cursor, changes_kind& into) {
  const bool nothing = cursor.accept("nothing");
  if (!nothing && !cursor.accept("messages")) {
    return cursor.fail(R"("nothing" or "messages")");
  }
  into = nothing ? changes_kind::nothing : changes_kind::messages;
  return cursor.expect_end();
}

bool read_mismatch(line_cursor& cursor, mismatch_kind& into) {
  const bool fail = cursor.accept("fail");
  if (!fail && !cursor.accept("deviation")) {
    return cursor.fail(R"("fail" or "deviation")");
  }
  into = fail ? mismatch_kind::fail : mismatch_kind::deviation;
  return cursor.expect_end();
}

bool read_connects(line_cursor& cursor, client_setup& into) {
  if (cursor.accept("clear")) {
    into.connects = connect_kind::clear;
    return cursor.expect_end();
  }
  const bool by_stls = cursor.accept("STLS");
  if (!by_stls && !cursor.accept("TLS")) {
    return cursor.fail(R"("clear", "STLS" or "TLS")");
  }
  into.connects = by_stls ? connect_kind::stls : connect_kind::tls;
  if (cursor.at_end()) {
    return true;
  }
  return cursor.expect("as") && parse_identity(cursor, into.certificate) && cursor.expect_end();
}

bool read_job(line_cursor& cursor, job_kind& into) {
  const bool keep = cursor.accept("keep");
  if (!keep && !cursor.accept("delete")) {
    return cursor.fail(R"("keep" or "delete")");
  }
  into = keep ? job_kind::keep : job_kind::remove;
  return cursor.expect_end();
}

bool read_quoted(line_cursor& cursor, std::string& into) {
  auto value = parse_quoted_value(cursor);
  if (!value) {
    return false;
  }
  into = std::move(*value);
  return cursor.expect_end();
}

bool read_number(line_cursor& cursor, std::string_view what, std::uint64_t most, std::uint64_t& into) {
  const auto number = cursor.number(what, 1, most);
  into = number.value_or(0);
  return number && cursor.expect_end();
}

bool read_slow(line_cursor& cursor, milliseconds& into) {
  const auto duration = cursor.duration();
  into = duration.value_or(milliseconds{});
  return duration && cursor.expect_end();
}

struct key {
  std::string_view name;
  bool (*read)(line_cursor&, script&);
};
constexpr std::array<key, 23> keys{{
    {"id", [](line_cursor& c, script& s) { return read_word(c, s.id); }},
    {"title", [](line_cursor& c, script& s) { return read_text(c, s.title); }},
    {"requirement", [](line_cursor& c, script& s) { return read_words(c, s.requirements); }},
    {"robustness", [](line_cursor& c, script& s) { return read_text(c, s.robustness); }},
    {"policy", [](line_cursor& c, script& s) { return read_words(c, s.policies); }},
    {"see", [](line_cursor& c, script& s) { return read_words(c, s.see); }},
    {"subject", [](line_cursor& c, script& s) { return read_subject(c, s.subject); }},
    {"needs", [](line_cursor& c, script& s) { return read_list(c, s.needs); }},
    {"maildrop", [](line_cursor& c, script& s) { return read_word(c, s.maildrop); }},
    {"changes", [](line_cursor& c, script& s) { return read_changes(c, s.changes); }},
    {"mismatch", [](line_cursor& c, script& s) { return read_mismatch(c, s.mismatch); }},
    {"slow", [](line_cursor& c, script& s) { return read_slow(c, s.slow); }},
    {"recorded", [](line_cursor& c, script& s) { return read_text(c, s.recorded); }},
    {"also", [](line_cursor& c, script& s) { return read_words(c, s.also); }},
    {"profile", [](line_cursor& c, script& s) { return read_word(c, s.client.profile); }},
    {"user", [](line_cursor& c, script& s) { return read_quoted(c, s.client.user); }},
    {"password", [](line_cursor& c, script& s) { return read_quoted(c, s.client.password); }},
    {"connects", [](line_cursor& c, script& s) { return read_connects(c, s.client); }},
    {"job", [](line_cursor& c, script& s) { return read_job(c, s.client.job); }},
    {"runs",
     [](line_cursor& c, script& s) { return read_number(c, "a number of runs", 100, s.client.runs); }},
    {"cuts",
     [](line_cursor& c, script& s) { return read_number(c, "a number of runs", 100, s.client.cuts); }},
    {"segments",
     [](line_cursor& c, script& s) {
       return read_number(c, "a number of octets", 65'535, s.client.segment_octets);
     }},
    {"fault", [](line_cursor& c, script& s) { return read_words(c, s.client.faults); }},
}};

class header_reader {
 public:
  header_reader(script& into, diagnosis& problems) : into_(into), problems_(problems) {}

  [[nodiscard]] bool read(const script_line& line) {
    line_cursor cursor(line, problems_);
    const std::size_t colon = cursor.rest().find(':');
    const auto* found = std::find_if(keys.begin(), keys.end(),
                                     [&](const key& k) { return k.name == cursor.rest().substr(0, colon); });
    if (line.indentation != 0 || colon == std::string_view::npos || found == keys.end()) {
      return cursor.fail_here("a key of the header, or a blank line before the steps",
                              std::min(colon, cursor.peek().size()));
    }
    if (seen(*found)) {
      return cursor.fail_here("each key once", colon);
    }
    cursor.skip(colon + 1);
    const auto control = std::find_if(cursor.rest().begin(), cursor.rest().end(), parser::is_control);
    if (control != cursor.rest().end()) {
      cursor.skip(static_cast<std::size_t>(control - cursor.rest().begin()));
      return cursor.fail_here("a value without control octets", 1);
    }
    return cursor.at_end() ? cursor.fail("a value") : found->read(cursor, into_);
  }

  /// `end`: the blank line.
  [[nodiscard]] bool complete(location end) {
    if (into_.title.empty()) {
      problems_.set(end, R"(expected the key "title", found the end of the header)");
    } else if (into_.subject == subject_kind::server && into_.id.empty()) {
      problems_.set(end, R"(expected the key "id", found the end of the header)");
    } else if (into_.subject != subject_kind::client && into_.client != client_setup{}) {
      problems_.set(
          end,
          "expected `subject: client` with connects, job, runs, cuts, segments, profile, user, password or "
          "fault, found the end of the header");
    }
    return !problems_.found();
  }

 private:
  /// Whether it was seen before; it is from now on.
  [[nodiscard]] bool seen(const key& k) {
    bool& flag = seen_[static_cast<std::size_t>(&k - keys.data())];
    const bool before = flag;
    flag = true;
    return before;
  }

  script& into_;
  diagnosis& problems_;
  std::array<bool, keys.size()> seen_{};
};

std::string connects_text(const client_setup& c) {
  if (c.connects == connect_kind::clear) {
    return {};
  }
  const std::string_view how = c.connects == connect_kind::stls ? "STLS" : "TLS";
  return c.certificate == sansio::tls_identity::ordinary
             ? std::string(how)
             : fmt::format("{} as {}", how, print_identity(c.certificate));
}

std::string number_text(std::uint64_t number, std::uint64_t unless) {
  return number == unless ? std::string() : std::to_string(number);
}

std::string quoted_text(std::string_view octets) {
  if (octets.empty()) {
    return {};
  }
  std::string text = "\"";
  append_escaped(text, octets, true);
  return text + '"';
}

void print_field(std::string& out, std::string_view name, std::string_view value) {
  if (!value.empty()) {
    out += fmt::format("{}: {}\n", name, value);
  }
}

}  // namespace

bool parse_header(script_lines& lines, script& into, diagnosis& problems) {
  header_reader reader(into, problems);
  for (; lines.peek() && !lines.peek()->blank(); lines.advance()) {
    if (!lines.peek()->comment() && !reader.read(*lines.peek())) {
      return false;
    }
  }
  if (!lines.peek()) {
    problems.set(lines.end(), "expected a blank line behind the header, found the end of the text");
    return false;
  }
  const location end{lines.peek()->number, 1};
  lines.advance();
  return reader.complete(end);
}

std::string print_header(const script& s) {
  std::string out;
  print_field(out, "id", s.id);
  print_field(out, "title", s.title);
  print_field(out, "requirement", fmt::format("{}", fmt::join(s.requirements, " ")));
  print_field(out, "robustness", s.robustness);
  print_field(out, "policy", fmt::format("{}", fmt::join(s.policies, " ")));
  print_field(out, "see", fmt::format("{}", fmt::join(s.see, " ")));
  switch (s.subject) {
    case subject_kind::server:
      print_field(out, "subject", "server");
      break;
    case subject_kind::client:
      print_field(out, "subject", "client");
      break;
    case subject_kind::none:
      break;
  }
  print_field(out, "needs", fmt::format("{}", fmt::join(s.needs, ", ")));
  print_field(out, "maildrop", s.maildrop);
  if (s.changes == changes_kind::messages) {
    print_field(out, "changes", "messages");
  } else if (s.subject == subject_kind::server) {
    print_field(out, "changes", "nothing");  // a promise, so it is said although it is the default
  }
  print_field(out, "mismatch", s.mismatch == mismatch_kind::deviation ? "deviation" : "");
  print_field(out, "slow", s.slow.count() == 0 ? "" : print_duration(s.slow));
  print_field(out, "recorded", s.recorded);
  print_field(out, "also", fmt::format("{}", fmt::join(s.also, " ")));
  print_field(out, "profile", s.client.profile);
  print_field(out, "user", quoted_text(s.client.user));
  print_field(out, "password", quoted_text(s.client.password));
  print_field(out, "connects", connects_text(s.client));
  print_field(out, "job", s.client.job == job_kind::remove ? "delete" : "");
  print_field(out, "runs", number_text(s.client.runs, 1));
  print_field(out, "cuts", number_text(s.client.cuts, 0));
  print_field(out, "segments", number_text(s.client.segment_octets, 0));
  print_field(out, "fault", fmt::format("{}", fmt::join(s.client.faults, " ")));
  return out + '\n';
}

}  // namespace popquiz::script
