#include <popquiz/script/server_player.hpp>

#include "server_player_impl.hpp"

namespace popquiz::script {

server_player::server_player(const script& s, server_play_settings settings)
    : impl_(std::make_unique<impl>(s, settings)) {}
server_player::~server_player() = default;

// Only memory could run out, and that nobody catches.
// NOLINTNEXTLINE(bugprone-exception-escape)
sansio::next_action server_player::resume(sansio::io_result last, sansio::time_point now) noexcept {
  return impl_->resume(last, now);
}
const play_result& server_player::result() const noexcept {
  return impl_->result();
}
std::vector<std::string> server_player::context() const {
  return impl_->context();
}

}  // namespace popquiz::script
