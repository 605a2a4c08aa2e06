#pragma once

#include <popquiz/conformance/subject.hpp>
#include <popquiz/script/player.hpp>

#include <functional>

namespace popquiz::conformance {

/// The conversation between player and server, to its end. A server that goes on beyond `until` is silent
/// from there. `cancelled`, where there is one, is asked several times a second while something is waited
/// for; true ends the conversation without a verdict. Whether the transport failed at any time.
bool play(script::player& player, subject& server, sansio::time_point until,
          const std::function<bool()>& cancelled = {});

}  // namespace popquiz::conformance
