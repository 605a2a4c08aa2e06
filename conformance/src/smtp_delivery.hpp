#pragma once

#include <popquiz/conformance/mail_delivery.hpp>

namespace popquiz::conformance {

/// deliver() of delivery_way::smtp, without TLS and AUTH. One connection for all of the messages.
[[nodiscard]] bool deliver_by_smtp(const mail_delivery& how, const fixture_mail& mail, std::string& why);

}  // namespace popquiz::conformance
