#pragma once

#include "run/conversation.hpp"

#include <string>
#include <vector>

namespace popquiz::conformance {

/// Asks for CAPA: `found` gets a printable line a capability. False when that cost the connection, as some
/// servers have it with what they do not know.
bool ask_capa(conversation& with, bool& answered, std::vector<std::string>& found);

}  // namespace popquiz::conformance
