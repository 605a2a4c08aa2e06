#pragma once

#include <span>
#include <string>
#include <string_view>

namespace popquiz::mockserver {

/// A server in the wild, as a script of `on` blocks that behaves as it is documented to: a file of
/// mockserver/profiles/, in the program. A comment at its beginning says whose behaviour it is and who tells
/// of it.
struct profile {
  std::string_view name;  ///< e.g. "exchange-2000"
  std::string title;      ///< what is different about it, in a few words
  std::string_view text;  ///< the script
  [[nodiscard]] std::string file() const { return "profile " + std::string(name); }  ///< for messages
};

/// By name. Valid for ever; may be called from any thread.
[[nodiscard]] std::span<const profile> profiles();
/// Null and `why` set, which names them all, when there is none of that name.
[[nodiscard]] const profile* find_profile(std::string_view name, std::string& why);

}  // namespace popquiz::mockserver
