#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace popquiz::fuzz_wire {

enum class finding_kind : std::uint8_t {
  crash,      ///< it ended by a signal, or by itself, or a sanitizer has spoken
  gone,       ///< a server that nobody of ours started takes no connection any more
  hang,       ///< no reply to a command within the time allowed
  memory,     ///< each session leaves memory behind, or it is beyond the limit
  malformed,  ///< octets that are no reply as the RFCs have it, or that nobody asked for
  state,   ///< a command was taken in a state in which it is not legal, or what is in the maildrop is wrong
  client,  ///< a client did what its scenario's judgement calls wrong
  difference,  ///< another class of reply than the reference server's: told, but no failure
};
inline constexpr std::size_t finding_kinds = 8;
/// "crash", "hang" and so on: the first word of a finding's files. Valid for ever.
[[nodiscard]] std::string_view describe(finding_kind kind) noexcept;

struct finding {
  finding_kind kind = finding_kind::difference;
  std::string key;    ///< two of the same are one finding
  std::string title;  ///< one sentence
  std::string expected;
  std::string came;
  std::string script;     ///< the file that repeats it, within the folder of findings
  std::string summary;    ///< the page about it, there
  std::string repeat;     ///< the command that repeats it
  std::string how_often;  ///< "3 of 3 times"
  std::size_t turns = 0;  ///< of the script, minimised
  std::size_t turns_before = 0;
  double seconds = 0;  ///< when it was seen first, since the beginning
  std::uint64_t executions = 0;
};
[[nodiscard]] constexpr bool is_failure(finding_kind kind) noexcept {
  return kind != finding_kind::difference;
}

/// Whether the subject has to be mended behind it: started again, or waited for.
[[nodiscard]] constexpr bool breaks_subject(finding_kind kind) noexcept {
  return kind == finding_kind::crash || kind == finding_kind::hang || kind == finding_kind::gone ||
         kind == finding_kind::memory;
}

/// Letters, digits and single dashes, for a file's name; at most so many.
[[nodiscard]] std::string slug(std::string_view text, std::size_t limit = 60);
/// Of a finding's files, without their ends: what it is, and a few digits of its key.
[[nodiscard]] std::string file_stem(const finding& what);
/// A number of any octets, the same on every machine.
[[nodiscard]] std::uint64_t hash_of(std::string_view octets) noexcept;

/// One object a line, as findings.jsonl has it.
[[nodiscard]] std::string print_json(const finding& what);
/// All that such a text has; lines that are none are left out.
[[nodiscard]] std::vector<finding> read_findings(std::string_view lines);
/// The page about it: what, expected, came, how to repeat it, and the script.
[[nodiscard]] std::string print_page(const finding& what, std::string_view subject, std::string_view script,
                                     std::string_view more);

}  // namespace popquiz::fuzz_wire
