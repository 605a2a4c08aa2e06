#include "client/shown_sessions.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>

namespace popquiz::conformance {
namespace {

using script::transcript_line;
using script::transcript_mark;

constexpr std::size_t half = script::transcript::lines_limit / 2;

std::string shortened(std::string_view text) {
  constexpr std::size_t most = script::transcript::line_limit;
  return text.size() <= most ? std::string(text)
                             : fmt::format("{}... ({} more)", text.substr(0, most), text.size() - most);
}

/// A step of a recording as a line of a report.
transcript_line shown(std::string_view step, std::size_t session) {
  const std::string_view text = step.substr(std::min<std::size_t>(step.size(), 3));
  if (step.starts_with("C: ") || step.starts_with("C! ") || step == "C:") {
    return {session, transcript_mark::client, shortened(text), false};
  }
  if (step == "S.") {
    return {session, transcript_mark::server, ".", false};
  }
  if (step.starts_with("S: ") || step.starts_with("S! ") || step.starts_with("S|") || step == "S:") {
    return {session, transcript_mark::server, shortened(text), false};
  }
  return {session, transcript_mark::note, shortened(step), false};
}

bool is_same(const transcript_line& a, const transcript_line& b) {
  return a.session == b.session && a.mark == b.mark && a.text == b.text;
}

void end_repetition(std::vector<transcript_line>& lines, std::size_t& repeated) {
  if (repeated != 0) {
    lines.push_back(
        {lines.back().session, transcript_mark::note,
         fmt::format("the same {} more", repeated == 1 ? "once" : fmt::format("{} times", repeated)), false});
    repeated = 0;
  }
}

}  // namespace

void show_sessions(const std::vector<std::string>& transcripts, check_result& in) {
  std::vector<transcript_line> lines;
  std::size_t left_out = 0;
  std::size_t repeated = 0;
  for (std::size_t session = 0; session < transcripts.size(); ++session) {
    in.sessions.push_back(transcripts.size() == 1 ? std::string() : std::to_string(session + 1));
    std::string_view rest = transcripts[session];
    rest.remove_prefix(std::min(rest.size(), rest.find("\n\n") + 2));  // behind the header
    while (!rest.empty()) {
      const std::string_view step = rest.substr(0, rest.find('\n'));
      rest.remove_prefix(std::min(rest.size(), step.size() + 1));
      transcript_line line = shown(step, session);
      if (!lines.empty() && is_same(lines.back(), line)) {
        ++repeated;  // a flood is told in one line
        continue;
      }
      end_repetition(lines, repeated);
      lines.push_back(std::move(line));
      if (lines.size() > 2 * script::transcript::lines_limit) {
        const std::size_t lines_erased = lines.size() - 2 * half;
        lines.erase(lines.begin() + half, lines.end() - half);
        left_out += lines_erased;
      }
    }
    end_repetition(lines, repeated);
  }
  if (lines.size() > script::transcript::lines_limit) {
    left_out += lines.size() - 2 * half;
    lines.erase(lines.begin() + half, lines.end() - half);
  }
  if (left_out != 0) {
    lines.insert(lines.begin() + half, {lines[half].session, transcript_mark::note,
                                        fmt::format("{} lines are left out", left_out), false});
  }
  in.transcript.insert(in.transcript.end(), lines.begin(), lines.end());
}

void show_notes(const std::vector<std::string>& lines, check_result& in) {
  for (const std::string& line : lines) {
    in.transcript.push_back({in.sessions.size(), transcript_mark::note, shortened(line), false});
  }
}

}  // namespace popquiz::conformance
