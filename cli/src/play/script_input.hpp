#pragma once

#include <popquiz/script/script.hpp>

#include <memory>
#include <string>

namespace popquiz::cli {

/// The script in a file. Null and `why` set when it can't be read or is none.
[[nodiscard]] std::shared_ptr<const script::script> load_script(const std::string& file, std::string& why);

/// It says what both sides say: no override, no check.
[[nodiscard]] bool is_recording(const script::script& s);

/// TLS begins in the conversation.
[[nodiscard]] bool begins_tls(const script::script& s);

}  // namespace popquiz::cli
