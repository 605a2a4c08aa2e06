#pragma once

#include "plan.hpp"

#include <popquiz/script/matcher.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace popquiz::fuzz_wire {

/// What {=user} and {secret NAME} stand for; of the digest of APOP nothing yet, since it is made of a
/// greeting.
[[nodiscard]] script::variables words_of(const std::string& user, const std::string& password);

/// Whether these octets are one command to any server, to which one reply is owed: ended by CRLF, nothing in
/// it that ends a line for some servers and not for others, no longer than a command may be (RFC 2449 section
/// 4), and no AUTH without a mechanism, which some servers answer with a body (older than RFC 5034).
[[nodiscard]] bool is_one_command(std::string_view octets);

/// The octets as the turn has them cut; at most 65 segments. They are views of `octets`.
[[nodiscard]] std::vector<std::string_view> segments_of(std::string_view octets, const turn& what);

}  // namespace popquiz::fuzz_wire
