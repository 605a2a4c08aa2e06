#pragma once

#include "account/account.hpp"
#include "account/toml_document.hpp"
#include "text_file.hpp"

#include <span>
#include <string>
#include <string_view>

namespace popquiz::cli {

/// What a table of accounts is read with.
struct account_context {
  std::string folder;  ///< of the file: relative paths begin there
  file_access access;  ///< to the file
};

/// What is wrong, and where; `what` is empty when nothing is.
struct account_problem {
  text_place where;
  std::string what;
};

/// Reads [defaults] or [account.NAME]. Its secrets are moved out of `table`. False and `why` set when it has
/// a key that is unknown, stands for a value that is none, or does not go with another one; `why` has
/// nothing of any value.
[[nodiscard]] bool read_account_table(toml_value& table, const account_context& context,
                                      account_overrides& into, account_problem& why);

/// "unknown key "hots"; did you mean "host"?"
[[nodiscard]] std::string unknown_key_text(std::string_view key, std::span<const std::string_view> known);

}  // namespace popquiz::cli
