#pragma once

#include "account/secret.hpp"

#include <chrono>
#include <optional>
#include <string>

namespace popquiz::cli {

/// The first line that `sh -c command` prints, without its line end; more lines are dropped, standard error
/// goes where ours goes. Nothing and `why` set when it can't be started, exits with other than 0, says more
/// than secret_limit octets before its first line end, or is not over after `limit`: then it is killed with
/// what it started. `why` has neither the command nor what it printed.
///
/// While it runs it has the terminal, if we have it, so that it can ask there; SIGINT from the keyboard
/// ends it and not us.
[[nodiscard]] std::optional<secret> run_password_command(const std::string& command,
                                                         std::chrono::milliseconds limit, std::string& why);

}  // namespace popquiz::cli
