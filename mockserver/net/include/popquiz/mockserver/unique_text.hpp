#pragma once

#include <string>

namespace popquiz::mockserver {

/// Text for server_settings::unique_text, e.g. "1896.697170952.1.9f86d081": process id, clock, counter and
/// chance, so that no two greetings of any server on this host have the same (RFC 1939 §7 APOP).
[[nodiscard]] std::string make_unique_text();

}  // namespace popquiz::mockserver
