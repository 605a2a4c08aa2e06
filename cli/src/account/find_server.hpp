#pragma once

#include "account/account.hpp"

#include <string>

namespace popquiz::cli {

/// Takes the account's host for a mail domain and puts the server that its DNS names there (RFC 6186), with
/// TLS. Blocks. False and `why` set when there is none, or only one outside the domain, which nobody but the
/// user can vouch for.
[[nodiscard]] bool find_server(account& of, std::string& why);

}  // namespace popquiz::cli
