#pragma once

#include "fetch/sysexit.hpp"
#include "options/mail_arguments.hpp"

namespace popquiz::cli {

/// `popquiz mail show`. Memory does not depend on the message.
[[nodiscard]] sysexit show_mail(const mail_show_arguments& arguments);

}  // namespace popquiz::cli
