#pragma once

#include <popquiz/mockserver/maildrop.hpp>

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace popquiz::mockserver {

/// `count` maildrops of the same mail, each with deletions of its own: "fixture:NAME", "folder:DIR",
/// "maildir:DIR", "mbox:FILE" or "generated:COUNTxSIZE" (docs/maildrops.md), whose lines they share. Empty
/// and `why` set when it is none of these or not there. `count` is not 0.
[[nodiscard]] std::vector<std::shared_ptr<maildrop>> open_maildrops(const std::string& text,
                                                                    std::size_t count, std::string& why);

/// What `maildrop:` in the header of a script means, as open_maildrops() takes it: the name of a fixture
/// ("" is "two-plain"), "generated:…", or a kind and a path below the folder that `script_file` lies in.
/// Scripts come from others, so they never delete and do not reach out of that folder: nothing and `why` set
/// when the path is absolute, has ".." in it, leads out by a link, or ends in ",delete".
[[nodiscard]] std::optional<std::string> scripted_maildrop(const std::string& value,
                                                           const std::string& script_file, std::string& why);

}  // namespace popquiz::mockserver
