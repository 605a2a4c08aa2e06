#pragma once

#include <popquiz/conformance/driver.hpp>
#include <popquiz/script/script.hpp>

#include <string>
#include <string_view>

namespace popquiz::conformance {

/// Whether a word of `needs:` in a scenario, or of `cannot` in a driver, is one that there is.
[[nodiscard]] bool is_known_client_need(std::string_view need);
/// All of them, for messages.
[[nodiscard]] std::string known_client_needs();

/// Why a client can't take part in a scenario, for a person; empty: it can.
[[nodiscard]] std::string missing_client_need(const script::script& scenario, const driver& of);

}  // namespace popquiz::conformance
