#pragma once

#include <popquiz/conformance/result.hpp>
#include <popquiz/script/maildrop_facts.hpp>

#include <string>
#include <string_view>

namespace popquiz::conformance {

/// Whether a word of `needs:` is one that missing_need() understands.
[[nodiscard]] bool is_known_need(std::string_view need);

/// Why the server or its mail does not have what a check needs, for a person; empty when it does.
[[nodiscard]] std::string missing_need(std::string_view need, const server_profile& profile,
                                       const script::maildrop_facts& mail, bool knows_mail);

}  // namespace popquiz::conformance
