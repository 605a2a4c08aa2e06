#pragma once

#include <popquiz/conformance/result.hpp>
#include <popquiz/conformance/subject.hpp>
#include <popquiz/script/player.hpp>

#include <optional>

namespace popquiz::conformance {

/// What is thought of the certificate that the server showed last; nothing when it showed none.
[[nodiscard]] std::optional<certificate_profile> certificate_shown_by(const subject& server);

/// What the server's STLS leads to: certificate, protocol, what CAPA says then. Whom to trust is the user's
/// to say: of a certificate that is not trusted, too, it is told what lies behind it, without a login.
[[nodiscard]] tls_profile look_behind_stls(subject& server, const script::player_settings& who);

/// Which versions of TLS the server takes, the newest first, a connection each. Ends with the first that
/// tells nothing, so that a server that hangs there costs one reply timeout.
void find_versions(subject& server, const script::player_settings& who, tls_profile& of);

}  // namespace popquiz::conformance
