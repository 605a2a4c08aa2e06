#pragma once

#include "mail_arguments.hpp"
#include "sysexit.hpp"

namespace popquiz::cli {

/// `popquiz mail export`. What was saved before a failure stays; half a file does not.
[[nodiscard]] sysexit export_mail(const mail_export_arguments& arguments);

}  // namespace popquiz::cli
