#pragma once

#include <popquiz/parser/command_table.hpp>
#include <popquiz/parser/errc.hpp>
#include <popquiz/parser/reply_parser.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace popquiz::parser {

struct command_limits {
  std::size_t line = 255;  ///< octets of a command with CRLF (RFC 2449 §4)
  /// Octets of a line within a SASL exchange with CRLF (RFC 5034 §4): an OAuth token of 16 KiB fits.
  std::size_t response = 32UL * 1024;
};

/// One command line, taken apart. All views are valid as long as the input that was handed in.
struct command_view {
  std::string_view line;                ///< without CRLF; empty when it was too long (it is not kept)
  std::string_view keyword;             ///< as it came, any case
  std::string_view argument_text;       ///< everything behind the first space
  bool has_argument = false;            ///< a space stood behind the keyword
  const command_info* info = nullptr;   ///< the table's row; nullptr for an unknown keyword
  parse_errc error = parse_errc::none;  ///< why the line is not a valid command
  std::uint64_t number = 0;             ///< message-number, where the grammar has one
  std::uint64_t lines = 0;              ///< TOP's second argument
  std::string_view first;               ///< USER/APOP name, PASS password, AUTH mechanism, LANG tag
  std::string_view second;              ///< APOP digest, AUTH initial response
};

/// Takes a line without its CRLF apart by the command table's grammar. Syntax only: whether the
/// command is legal now is the table's `legal` column. A keyword in any case is found; arguments are
/// separated by exactly one space (RFC 1939 §3); numbers are digits only, leading zeros allowed
/// (verdict policy A8), zero is a number (the server answers that no such message exists).
[[nodiscard]] command_view parse_command_line(std::string_view line) noexcept;

struct command_result {
  parse_status status = parse_status::need_more;  ///< need_more or event, never error
  std::size_t consumed = 0;
  command_view command;
  std::uint64_t offset = 0;  ///< stream offset of the command's first octet
};

/// Finds command lines in the octets a client sends. A line ends at CRLF and nowhere else (verdict
/// policy A10): a bare LF or CR is an ordinary octet, which makes the command invalid. A line over
/// the limit is swallowed to its CRLF in constant memory and comes out once, as an event with
/// command_line_too_long and the table's row. Same result for every segmentation; constant work per octet; no
/// allocation.
class command_parser {
 public:
  explicit command_parser(command_limits limits = {}) noexcept : limits_(limits) {}

  /// The next command in `input`, which begins at the first octet not yet consumed. An unfinished
  /// line is not consumed unless it has passed the limit.
  [[nodiscard]] command_result next(std::string_view input) noexcept;

  /// The same for a line of a SASL exchange, which is data and no command (RFC 5034 §4): `line` has it,
  /// `info` is null and `error` is none or command_line_too_long. Its limit is command_limits::response.
  [[nodiscard]] command_result next_response(std::string_view input) noexcept;

  [[nodiscard]] std::uint64_t offset() const noexcept { return offset_; }

 private:
  enum class line_kind : std::uint8_t { command, response };
  template <line_kind Kind>
  [[nodiscard]] command_result next_line(std::string_view input) noexcept;

  command_limits limits_;
  std::uint64_t offset_ = 0;
  std::uint64_t line_offset_ = 0;
  std::size_t scanned_ = 0;
  const command_info* skipped_info_ = nullptr;
  bool skipping_ = false;
  bool skipped_cr_ = false;
};

}  // namespace popquiz::parser
