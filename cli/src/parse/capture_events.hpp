#pragma once

#include <popquiz/parser/errc.hpp>
#include <popquiz/parser/observation.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

namespace popquiz::cli {

// What is found in a capture. Offsets count octets from its first one; views are valid during the call
// that hands them out.

/// Which reply: counted from 1, and what --reply calls it.
struct reply_place {
  std::uint64_t number = 0;
  std::string_view name;
};

struct status_line_found {
  reply_place reply;
  std::uint64_t offset = 0;
  std::string_view line;  ///< with its line end
  bool challenge = false;
  bool ok = false;
  std::string_view text;  ///< behind the indicator
};

struct body_found {
  reply_place reply;
  std::uint64_t begin = 0;  ///< the first octet
  std::uint64_t end = 0;    ///< behind the last
  std::uint64_t octets = 0;
  std::uint64_t lines = 0;
  std::uint64_t dots = 0;  ///< taken away at the beginning of lines
};

struct end_found {
  reply_place reply;
  std::uint64_t offset = 0;
};

struct observation_found {
  reply_place reply;
  parser::observation kind{};
  std::uint64_t count = 0;
  std::uint64_t first = 0;
};

struct error_found {
  reply_place reply;
  std::uint64_t offset = 0;
  std::uint64_t line = 0;  ///< of the reply, from 1
  parser::parse_errc error{};
  std::string expected;
  std::string_view came;
  std::string_view before;  ///< octets in front of the offset
  std::string_view from;    ///< octets from the offset on
  std::string_view hint;
};

enum class reply_part : std::uint8_t { nothing, status_line, body };

/// The input is over and the reply is not.
struct unfinished_found {
  reply_place reply;
  std::uint64_t offset = 0;  ///< octets of the input
  reply_part within = reply_part::nothing;
};

struct capture_totals {
  std::uint64_t replies = 0;  ///< complete ones
  std::uint64_t octets = 0;   ///< understood
  std::uint64_t deviations = 0;
  std::uint64_t notes = 0;
};

using capture_event = std::variant<status_line_found, body_found, end_found, observation_found, error_found,
                                   unfinished_found, capture_totals>;

/// One line, for an error some more.
[[nodiscard]] std::string as_text(const capture_event& event);
/// One JSON object on one line.
[[nodiscard]] std::string as_json(const capture_event& event);

/// What an unfinished reply lacks: "in the body of reply 3 (RETR)".
[[nodiscard]] std::string describe(const unfinished_found& found);

}  // namespace popquiz::cli
