#pragma once

#include "account/account.hpp"
#include "account/secret.hpp"
#include "fetch/fetch_report.hpp"
#include "fetch/sysexits.hpp"

#include <popquiz/client/wire_log.hpp>

namespace popquiz::cli {

struct fetch_run_settings {
  bool survey_only = false;         ///< --list, --dry-run
  client::wire_log* log = nullptr;  ///< hears the conversation without secrets; may be null
};

/// Fetches one account's mail, from connecting to closing. SIGINT and SIGTERM end it: what is whole by then
/// is made durable. `report` hears of everything, also of why it did not go as planned.
[[nodiscard]] sysexit run_account(const account& of, const secret& password,
                                  const fetch_run_settings& settings, fetch_report& report);

}  // namespace popquiz::cli
