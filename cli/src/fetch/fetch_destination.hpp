#pragma once

#include "account/account.hpp"

#include <popquiz/client/ledger.hpp>
#include <popquiz/client/mail_store.hpp>
#include <popquiz/client/store_result.hpp>

#include <memory>
#include <optional>
#include <string>

namespace popquiz::cli {

/// Where an account's mail goes, and what was fetched before.
struct fetch_destination {
  std::unique_ptr<client::mail_store> store;
  std::unique_ptr<client::ledger> known;
};

/// Opens both. Without a destination (`--list`) the store keeps nothing and nothing is known, unless the
/// account names a ledger. Nothing and `why` set when one of them can't be had.
[[nodiscard]] std::optional<fetch_destination> open_destination(const account& of, bool needed,
                                                                client::store_result& why);

/// Where the ledger of a destination is when nobody says otherwise: in the folder, beside the mbox, else in
/// $XDG_STATE_HOME/popquiz (~/.local/state/popquiz).
[[nodiscard]] std::string default_ledger(const std::string& destination);

}  // namespace popquiz::cli
