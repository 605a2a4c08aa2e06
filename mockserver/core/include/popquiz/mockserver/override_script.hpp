#pragma once

#include <popquiz/script/script.hpp>

#include <memory>
#include <string>
#include <string_view>

namespace popquiz::mockserver {

/// A script that bends a server: nothing but `on` blocks, and what it says of the client (`judge`), which is
/// for others. Null when the text is anything else, and `why` set: "FILE:LINE:COLUMN: expected …".
[[nodiscard]] std::shared_ptr<const script::script> parse_overrides(std::string_view text,
                                                                    std::string_view file, std::string& why);

/// Whether `given` is such a script; else `why` says where it is not.
[[nodiscard]] bool is_override(const script::script& given, std::string& why);

}  // namespace popquiz::mockserver
