#include <popquiz/conformance/result_json.hpp>

#include "report/json_member.hpp"
#include "report/printable_utf8.hpp"
#include "report/profile_json.hpp"

#include <fmt/format.h>
#include <boost/json/parse.hpp>

#include <algorithm>
#include <array>
#include <limits>
#include <set>

namespace popquiz::conformance {
namespace {

constexpr std::uint64_t known_format = 1;
constexpr std::array all_verdicts{verdict::pass, verdict::fail,  verdict::deviation,
                                  verdict::skip, verdict::error, verdict::flaky};

std::optional<verdict> verdict_of(std::string_view word) {
  const auto* const found = std::ranges::find(all_verdicts, word, describe);
  return found == all_verdicts.end() ? std::nullopt : std::optional(*found);
}

std::chrono::microseconds duration_of(const json_member& in) {
  using rep = std::chrono::microseconds::rep;
  const std::uint64_t number = in.number("duration_us");
  if (number > static_cast<std::uint64_t>(std::numeric_limits<rep>::max())) {
    in.fault("microseconds, below 2^63", "duration_us");
    return {};
  }
  return std::chrono::microseconds(static_cast<rep>(number));
}

std::size_t session_index(std::vector<std::string>& sessions, std::string_view name) {
  const auto found = std::ranges::find(sessions, name);
  const auto index = static_cast<std::size_t>(found - sessions.begin());
  if (found == sessions.end()) {
    sessions.emplace_back(name);
  }
  return index;
}

/// The inverse of transcript_text(): "[second] S: +OK". False when it is no such line.
bool read_line(std::string_view text, check_result& into) {
  using enum script::transcript_mark;
  std::string_view session;
  if (text.starts_with('[')) {
    const std::size_t end = text.find("] ");
    if (end == std::string_view::npos) {
      return false;
    }
    session = text.substr(1, end - 1);
    text.remove_prefix(end + 2);
  }
  const auto mark = text.starts_with("C: ")   ? std::optional(client)
                    : text.starts_with("S: ") ? std::optional(server)
                    : text.starts_with("-- ") ? std::optional(note)
                                              : std::nullopt;
  if (mark) {
    into.transcript.push_back(
        {session_index(into.sessions, session), *mark, std::string(text.substr(3)), false});
  }
  return mark.has_value();
}

void read_transcript(const json_member& in, check_result& into) {
  for (const std::string& line : in.texts("transcript")) {
    if (!read_line(line, into)) {
      in.fault(fmt::format("lines of C:, S: or -- (found \"{}\")", printable_utf8(line.substr(0, 60))),
               "transcript");
      return;
    }
  }
  if (in.has("offending_line")) {
    const std::uint64_t index = in.number("offending_line");
    if (index < into.transcript.size()) {
      into.transcript[index].offending = true;
    } else {
      in.fault("the index of a line of the transcript", "offending_line");
    }
  }
}

void read_rounds(const json_member& in, check_result& into) {
  for (const std::string& word : in.texts("rounds")) {
    const auto v = verdict_of(word);
    if (!v) {
      in.fault("verdicts", "rounds");
      return;
    }
    into.rounds.push_back(*v);
  }
}

check_result check_of(const json_member& in) {
  check_result c;
  c.id = in.text("id");
  c.title = in.text("title");
  c.requirements = in.texts("requirements");
  c.clauses = in.texts("clauses");
  c.level = in.text("level");
  c.harm = in.text_if_any("harm");
  if (const auto v = verdict_of(in.text("verdict"))) {
    c.outcome = *v;
  } else {
    in.fault("pass, fail, deviation, skip, error or flaky", "verdict");
  }
  c.manner = in.text_if_any("manner");
  c.seen = in.text_if_any("seen");
  c.expected_failure = in.has("expected_failure");
  c.expectation = in.text_if_any(c.expected_failure ? "expected_failure" : "other_failure_known");
  c.expected = in.text_if_any("expected");
  c.came = in.text_if_any("came");
  c.where = in.text_if_any("where");
  c.reason = in.text_if_any("reason");
  c.duration = duration_of(in);
  if (in.has("rounds")) {
    read_rounds(in, c);
  }
  if (in.has("transcript")) {
    read_transcript(in, c);
  }
  return c;
}

run_result result_of(const json_member& in) {
  run_result r;
  if (in.number("format") != known_format) {
    in.fault("1, the format that this version reads", "format");
    return r;
  }
  r.version = in.text("popquiz");
  r.started = in.text("started");
  r.duration = duration_of(in);
  if (in.has("client")) {
    const json_member client = in.object("client");
    r.client = client_profile{client.text("name"), client.text("version"), client.text("command")};
  } else {
    r.profile = read_profile(in.object("server"));
  }
  if (in.has("rounds")) {
    r.rounds = in.number("rounds");
  }
  if (in.has("seed")) {
    r.seed = in.number("seed");
  }
  std::set<std::string> ids;
  for (const json_member& each : in.objects("checks")) {
    r.checks.push_back(check_of(each));
    if (!ids.insert(r.checks.back().id).second) {
      each.fault("an id that stands once", "id");
    }
  }
  return r;
}

}  // namespace

std::optional<run_result> parse_result_json(std::string_view text, std::string& why) {
  if (text.size() > result_json_limit) {
    why = fmt::format("expected at most {} octets", result_json_limit);
    return std::nullopt;
  }
  boost::json::error_code code;
  const boost::json::value document = boost::json::parse(text, code);
  if (code) {
    why = fmt::format("expected a result of `popquiz test server --format json`, found what is no JSON: {}",
                      code.message());
    return std::nullopt;
  }
  json_errors errors;
  run_result r = result_of(json_member(document, "", errors));
  why = errors.first();
  return why.empty() ? std::optional(std::move(r)) : std::nullopt;
}

}  // namespace popquiz::conformance
