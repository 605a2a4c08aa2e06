#pragma once

#include "account/account.hpp"
#include "text_file.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace popquiz::cli {

/// A table [account.NAME], with what [defaults] says laid under it.
struct named_account {
  std::string name;
  account_overrides says;
};

/// A file of accounts (docs/accounts.md), in the order of their tables.
struct account_file {
  std::string path;
  std::vector<named_account> accounts;

  /// Null when there is none of that name. Valid as long as the file and its list.
  [[nodiscard]] const named_account* find(std::string_view name) const noexcept;
};

/// $XDG_CONFIG_HOME/popquiz/accounts.toml, or ~/.config/popquiz/accounts.toml; empty when neither variable
/// is set. (A relative XDG_CONFIG_HOME counts as none: XDG Base Directory Specification.)
[[nodiscard]] std::string default_account_file();

/// Reads the file. Nothing and `why` set ("FILE:LINE:COLUMN: ...") when it can't be read, is no TOML, has an
/// unknown key, a value that is none, or a password that others could read. Relative paths in it are taken
/// from its folder, "~/" from the user's. `why` never has any of a password.
[[nodiscard]] std::optional<account_file> read_account_file(const std::string& path, std::string& why);

/// The same of a file's octets, which are overwritten: of the file at `path` that `access` is to.
[[nodiscard]] std::optional<account_file> parse_account_file(std::string text, const std::string& path,
                                                             const file_access& access, std::string& why);

}  // namespace popquiz::cli
