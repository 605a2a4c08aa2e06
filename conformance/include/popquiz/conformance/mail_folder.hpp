#pragma once

#include <popquiz/conformance/known_mail.hpp>

#include <optional>
#include <string>

namespace popquiz::conformance {

/// The messages of a folder of .eml files, or of a Maildir, in the order in which popquiz serves them.
/// Nothing and `why` set when there is no such folder or a message can't be read.
[[nodiscard]] std::optional<known_mail> read_mail_folder(const std::string& path, std::string& why);

}  // namespace popquiz::conformance
