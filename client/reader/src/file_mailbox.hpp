#pragma once

#include <popquiz/client/mailbox.hpp>

#include <memory>
#include <string>
#include <string_view>

namespace popquiz::client {

/// A Maildir, a folder of .eml files or one file.
[[nodiscard]] std::unique_ptr<mailbox> open_files(const std::string& path, mailbox_kind kind,
                                                  read_result& why);

/// The name ends in ".eml", in any case.
[[nodiscard]] bool has_eml_suffix(std::string_view name) noexcept;

}  // namespace popquiz::client
