#pragma once

#include "fetch/sysexit.hpp"
#include "options/mail_arguments.hpp"

namespace popquiz::cli {

/// `popquiz mail list`. A message that can't be read, e.g. because it has gone meanwhile, is told and left
/// out.
[[nodiscard]] sysexit list_mail(const mail_list_arguments& arguments);

}  // namespace popquiz::cli
