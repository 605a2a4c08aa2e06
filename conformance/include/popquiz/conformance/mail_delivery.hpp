#pragma once

#include <popquiz/conformance/fixture_mail.hpp>

#include <chrono>
#include <string>
#include <vector>

namespace popquiz::conformance {

struct mail_delivery {
  delivery_way way = delivery_way::maildir;
  std::string where;               ///< folder, file, command for sh -c, or HOST:PORT
  std::string recipient;           ///< smtp: envelope address
  std::chrono::seconds limit{60};  ///< command, smtp: what one message may take
};

/// Puts all of them where they belong, in their order. Files of a Maildir are named as maildir(5) has it, so
/// that they sort in that order, and belong to the owner of the folder when we are root. `files`: what was
/// made, as long as it is known (maildir), be it that the rest failed. False and `why` set when one could not
/// be delivered.
[[nodiscard]] bool deliver(const mail_delivery& how, const fixture_mail& mail,
                           std::vector<std::string>& files, std::string& why);

/// Removes files of a Maildir, to whichever of its folders and with whatever flags the server has moved
/// them. False and `why` set when one can't be removed; one that is gone is fine.
[[nodiscard]] bool remove_delivered(const std::string& maildir, const std::vector<std::string>& files,
                                    std::string& why);

}  // namespace popquiz::conformance
