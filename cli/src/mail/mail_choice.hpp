#pragma once

#include "fetch/sysexit.hpp"

#include <popquiz/client/mailbox.hpp>
#include <popquiz/client/message_octets.hpp>

#include <cstddef>
#include <memory>
#include <optional>
#include <string>

namespace popquiz::cli {

/// A message that somebody has asked for.
struct chosen_mail {
  std::unique_ptr<client::mailbox> box;
  std::size_t number = 0;  ///< in the mailbox, from 0
  std::unique_ptr<client::message_octets> octets;
};

/// The message `which` of the mailbox at `path`: a number from 1, a file's name, or nothing where there is
/// only one. Nothing when there is none: that is told, and `status` set.
[[nodiscard]] std::optional<chosen_mail> choose_mail(const std::string& path, const std::string& which,
                                                     sysexit& status);

}  // namespace popquiz::cli
