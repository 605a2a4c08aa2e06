#pragma once

#include <popquiz/conformance/known_mail.hpp>
#include <popquiz/conformance/result.hpp>
#include <popquiz/conformance/subject.hpp>
#include <popquiz/script/player.hpp>

#include <optional>
#include <string>

namespace popquiz::conformance {

/// What the server says of itself, before and after login. Nothing and `why` set when it can't be
/// reached, is not POP3 or refuses the login. Leaves no connection open.
[[nodiscard]] std::optional<server_profile> take_profile(subject& server, const script::player_settings& who,
                                                         std::string& why);

}  // namespace popquiz::conformance
