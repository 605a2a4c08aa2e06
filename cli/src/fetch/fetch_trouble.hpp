#pragma once

#include "account/account.hpp"
#include "fetch/sysexits.hpp"

#include <popquiz/client/fetch_op.hpp>
#include <popquiz/client/op_result.hpp>
#include <popquiz/parser/capability.hpp>

#include <string>

namespace popquiz::cli {

/// How a fetch ended: the exit status, and one line for a person when it did not go as planned: what was
/// expected, what came, where, and what to do next. Never a secret.
struct fetch_trouble {
  sysexit code = sysexit::ok;
  std::string what;
};

/// `ended` is what the connection says: that of `fetch` when it ran. `announced`: the session's capabilities,
/// null when it has none.
[[nodiscard]] fetch_trouble trouble_of(const account& of, const client::fetch_op& fetch,
                                       const client::op_result& ended,
                                       const parser::capability_set* announced, bool interrupted);

/// "user@host", the host in lower case: what ledgers and names of messages are made of. The port does not
/// count: the maildrop is the same behind each.
[[nodiscard]] std::string account_id(const account& of);

}  // namespace popquiz::cli
