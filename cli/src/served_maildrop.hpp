#pragma once

#include <popquiz/mockserver/maildrop.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

namespace popquiz::cli {

/// `count` maildrops of the same mail, each with deletions of its own: "fixture:NAME", "folder:DIR",
/// "maildir:DIR" or "generated:COUNTxSIZE" (docs/maildrops.md), whose lines they share. Empty and `why` set
/// when it is none of these or not there. `count` is not 0.
[[nodiscard]] std::vector<std::shared_ptr<mockserver::maildrop>> open_maildrops(const std::string& text,
                                                                                std::size_t count,
                                                                                std::string& why);

}  // namespace popquiz::cli
