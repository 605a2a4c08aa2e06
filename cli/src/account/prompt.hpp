#pragma once

#include "account/secret.hpp"

#include <optional>
#include <string>

namespace popquiz::cli {

/// Asks at the terminal, whatever standard input and output are, with what is typed not shown. Nothing and
/// `why` set when there is no terminal, input ends, or a signal comes. A signal that ends or stops the
/// program finds the terminal as it was, and is then taken as if nothing had been asked; behind a stop it
/// asks anew.
[[nodiscard]] std::optional<secret> ask_secret(const std::string& question, std::string& why,
                                               const char* terminal = "/dev/tty");

}  // namespace popquiz::cli
