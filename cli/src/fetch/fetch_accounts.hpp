#pragma once

#include "account/account.hpp"
#include "fetch/sysexits.hpp"
#include "options/fetch_arguments.hpp"

#include <optional>
#include <string>
#include <vector>

namespace popquiz::cli {

struct account_complaint {
  std::string what;
  sysexit code = sysexit::usage;
};

/// The accounts that the arguments mean, complete: those named, or all of the file when none is named. The
/// secret options of `arguments` are used up. Nothing and `why` set when one of them is no good.
[[nodiscard]] std::optional<std::vector<account>> find_accounts(fetch_arguments& arguments,
                                                                account_complaint& why);

}  // namespace popquiz::cli
