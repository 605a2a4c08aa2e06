#pragma once

#include <popquiz/script/pattern.hpp>

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace popquiz::script {

/// Captured and predefined texts by name.
using variables = std::map<std::string, std::string, std::less<>>;

/// The variable that holds what {secret NAME} stands for: no other placeholder can name it.
[[nodiscard]] std::string secret_name(std::string_view name);

/// Whether `text` matches `p` wholly; captures are stored in `vars` on success only. A placeholder
/// takes as little as it can, with bounded backtracking: O(pieces x octets), which has to be 2^30 at most:
/// more (128 MiB of memory) does not match.
[[nodiscard]] bool match_exact(const pattern& p, std::string_view text, variables& vars);

/// As `S:` means it: `p` matches all of `text`, or a beginning behind which a space follows.
[[nodiscard]] bool match_leading(const pattern& p, std::string_view text, variables& vars);

/// The octets of `p` with every {=NAME} replaced; nothing when a name is unknown, or not a number
/// where one is added to, or when `p` has placeholders that only match.
[[nodiscard]] std::optional<std::string> expand(const pattern& p, const variables& vars);

/// `p` as a script would have it, for messages, e.g. "+OK {number}".
[[nodiscard]] std::string print_pattern(const pattern& p);

}  // namespace popquiz::script
