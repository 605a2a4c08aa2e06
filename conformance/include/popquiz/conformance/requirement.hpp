#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace popquiz::conformance {

/// One row of conformance/requirements.tsv: what an RFC asks, in our words.
struct requirement {
  std::string_view id;      ///< e.g. "R1939-5-40"
  std::string_view clause;  ///< "RFC 1939", the section behind a section sign, the command
  std::string_view side;    ///< "server", "client" or "both"
  std::string_view level;   ///< "MUST", "SHOULD", "MAY", "stated" or "derived"
  std::string_view text;
  std::string_view rfc;      ///< e.g. "1939"
  std::string_view observe;  ///< how it is seen: "S: ..." by a test of a server, "C: ..." of a client
};

/// Which side of a conversation.
enum class role : std::uint8_t { server, client };

/// Whether it binds that side.
[[nodiscard]] bool binds(const requirement& what, role side) noexcept;
/// Whether it binds that side and a test of it can see on the wire whether it is kept.
[[nodiscard]] bool is_observable(const requirement& what, role side) noexcept;

/// All rows, in the order of the table. Valid for ever.
[[nodiscard]] std::span<const requirement> requirements();
/// The row of an id, or nullptr.
[[nodiscard]] const requirement* find_requirement(std::string_view id);

}  // namespace popquiz::conformance
