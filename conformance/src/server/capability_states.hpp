#pragma once

#include <popquiz/conformance/result.hpp>

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace popquiz::conformance {

/// The first words of the lines of CAPA in any state, upper case.
[[nodiscard]] std::set<std::string> announced_tags(const server_profile& p);

/// What stands behind `tag` (upper case) in each state, as one text: "PLAIN LOGIN" when it is the same
/// wherever CAPA was answered, else e.g. "PLAIN, before the login; PLAIN LOGIN, in TLS and after the login".
/// "yes" stands for no argument. Empty: it is announced nowhere.
[[nodiscard]] std::string announced_by_state(const server_profile& p, std::string_view tag);

/// The words behind `tag` (upper case) among such lines; none when it is not there.
[[nodiscard]] std::vector<std::string> arguments_of(const std::vector<std::string>& capabilities,
                                                    std::string_view tag);

}  // namespace popquiz::conformance
