#pragma once

#include <popquiz/mockserver/maildrop.hpp>

#include <memory>
#include <string>

namespace popquiz::mockserver {

/// The .eml files of a folder, in the order of their names. The unique-id is made of the file's name
/// and stays as long as the name does. Deleted messages' files are removed when `may_remove` says so,
/// else only forgotten until the server ends. Null and `why` set when there is no such folder.
enum class removal : unsigned char { keep_files, remove_files };
[[nodiscard]] std::unique_ptr<maildrop> open_folder(const std::string& path, removal how, std::string& why);

/// A Maildir: new/ and cur/, in the order of the time in the names; unique-ids of the base name without
/// flags. Same rules. Null and `why` set when `path` has neither new/ nor cur/.
[[nodiscard]] std::unique_ptr<maildrop> open_maildir(const std::string& path, removal how, std::string& why);

}  // namespace popquiz::mockserver
