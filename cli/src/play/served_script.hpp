#pragma once

#include "play/listening.hpp"
#include "play/play_report.hpp"

#include <popquiz/mockserver/listener.hpp>
#include <popquiz/script/script.hpp>
#include <popquiz/script/server_player.hpp>

#include <cstdint>
#include <memory>
#include <string>

namespace popquiz::cli {

/// What is printed of the sessions that a recording was played to.
enum class shown_sessions : std::uint8_t { all, failed };

struct served_script {
  std::shared_ptr<const script::script> recording;
  script::server_play_settings play;
  shown_sessions shown = shown_sessions::failed;
};

/// Plays the server's side of a recording to each client that connects, and prints what came of it. TLS
/// begins where the recording has `start-tls`, else at once, if it has a certificate. check_failed when a
/// client did something else than the recording has; usage after a complaint when the recording can't be
/// played.
[[nodiscard]] exit_code serve_script(const served_script& what, mockserver::listener_settings where,
                                     const listening& how);

}  // namespace popquiz::cli
