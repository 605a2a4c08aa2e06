#include <popquiz/mockserver/recorded_session.hpp>

#include <algorithm>
#include <utility>
#include <variant>

namespace popquiz::mockserver {
namespace {

using sansio::io_status;
using sansio::next_action;

class recorded_session final : public sansio::any_machine {
 public:
  recorded_session(std::unique_ptr<sansio::any_machine> session, script::recorder by)
      : session_(std::move(session)), recorder_(std::move(by)) {}

  [[nodiscard]] next_action resume(sansio::io_result last, sansio::time_point now) noexcept override {
    note(last);
    action_ = session_->resume(last, now);
    if (std::holds_alternative<sansio::done>(action_) && !ended_) {
      end(false);
    }
    return action_;
  }

 private:
  void note(sansio::io_result last) {
    if (const auto* const read = std::get_if<sansio::read>(&action_)) {
      if (last.status == io_status::ok) {
        recorder_.client_said({read->into.data(), last.octets});
      }
    } else if (const auto* const write = std::get_if<sansio::write>(&action_)) {
      note_written(*write, last.status == io_status::ok ? std::string_view::npos : last.octets);
    } else if (std::holds_alternative<sansio::tls_handshake>(action_)) {
      if (last.status == io_status::ok) {
        recorder_.tls_began();
      }
    } else if (const auto* const close = std::get_if<sansio::close>(&action_)) {
      end(close->kind == sansio::close_kind::abortive);
    }
  }

  /// Of a write that failed, what went out before.
  void note_written(const sansio::write& written, std::size_t octets) {
    for (const std::string_view piece : written.pieces) {
      const std::string_view part = piece.substr(0, std::min(piece.size(), octets));
      recorder_.server_said(part);
      octets -= part.size();
    }
  }

  void end(bool abortive) {
    if (!std::exchange(ended_, true)) {
      recorder_.ended(abortive);
    }
  }

  std::unique_ptr<sansio::any_machine> session_;
  script::recorder recorder_;
  next_action action_ = sansio::done{};
  bool ended_ = false;
};

}  // namespace

std::unique_ptr<sansio::any_machine> make_recorded(std::unique_ptr<sansio::any_machine> session,
                                                   script::recorder by) {
  return std::make_unique<recorded_session>(std::move(session), std::move(by));
}

}  // namespace popquiz::mockserver
