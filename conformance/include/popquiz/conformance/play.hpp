#pragma once

#include <popquiz/conformance/subject.hpp>
#include <popquiz/script/player.hpp>

namespace popquiz::conformance {

/// The conversation between player and server, to its end. A server that goes on beyond `until` is silent
/// from there. Whether the transport failed at any time.
bool play(script::player& player, subject& server, sansio::time_point until);

}  // namespace popquiz::conformance
