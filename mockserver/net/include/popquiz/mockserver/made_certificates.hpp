#pragma once

#include <popquiz/mockserver/listener.hpp>

#include <optional>
#include <string>

namespace popquiz::mockserver {

/// Gives a listener TLS: a good certificate for its address, and the wrong ones that a script or
/// listener_settings::shown names. All of them are made now, and so is the authority that issued
/// them: its certificate (PEM) is what clients are to trust. Nothing and `why` set when they can't be made.
[[nodiscard]] std::optional<std::string> make_certificates(listener_settings& into, std::string& why);

}  // namespace popquiz::mockserver
