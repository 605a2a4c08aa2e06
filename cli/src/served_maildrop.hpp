#pragma once

#include <popquiz/mockserver/maildrop.hpp>

#include <memory>
#include <string>

namespace popquiz::cli {

/// "fixture:NAME", "folder:DIR", "maildir:DIR" or "generated:COUNTxSIZE" (docs/maildrops.md). Null and `why`
/// set when it is none of these or not there.
[[nodiscard]] std::shared_ptr<mockserver::maildrop> open_maildrop(const std::string& text, std::string& why);

}  // namespace popquiz::cli
