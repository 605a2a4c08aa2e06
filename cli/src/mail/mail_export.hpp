#pragma once

#include "fetch/sysexit.hpp"
#include "options/mail_arguments.hpp"

namespace popquiz::cli {

/// `popquiz mail export`. What was saved before a failure stays; half a file does not.
[[nodiscard]] sysexit export_mail(const mail_export_arguments& arguments);

}  // namespace popquiz::cli
