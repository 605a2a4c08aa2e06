#include "server/memory_link.hpp"

#include <algorithm>
#include <utility>

namespace popquiz::conformance {
namespace {

using sansio::io_result;
using sansio::io_status;
using sansio::time_point;

/// Octets on their way to the client before the server has to wait, as a socket's buffer has it.
constexpr std::size_t in_flight_limit = 256UL * 1024;

template <class... Ts>
struct overloaded : Ts... {
  using Ts::operator()...;
};

/// Moves what fits from the front of `pipe`.
std::size_t take(std::string& pipe, std::span<char> into) {
  const std::size_t octets = std::min(pipe.size(), into.size());
  std::copy_n(pipe.begin(), octets, into.begin());
  pipe.erase(0, octets);
  return octets;
}

}  // namespace

time_point deadline_of(const sansio::next_action& action) {
  return std::visit(overloaded{
                        [](const sansio::wait_until& a) { return a.when; },
                        [](const sansio::close&) { return sansio::no_deadline; },
                        [](const sansio::done&) { return sansio::no_deadline; },
                        [](const auto& a) { return a.deadline; },
                    },
                    action);
}

memory_subject::link::link(std::unique_ptr<sansio::any_machine> server, time_point now)
    : server_(std::move(server)), pending_(server_->resume({}, now)) {}

time_point memory_subject::link::deadline() const {
  return deadline_of(pending_);
}

bool memory_subject::link::step(time_point now) {
  const auto result = try_pending(now);
  if (!result) {
    return false;
  }
  piece_ = 0;
  piece_offset_ = 0;
  written_ = 0;
  pending_ = server_->resume(*result, now);
  if (std::holds_alternative<sansio::done>(pending_) && machine_ == end_state::open) {
    machine_ = end_state::closed;
  }
  return true;
}

std::optional<io_result> memory_subject::link::try_pending(time_point now) {
  return std::visit(overloaded{
                        [](const sansio::done&) -> std::optional<io_result> { return std::nullopt; },
                        [&](const sansio::read& a) { return perform(a, now); },
                        [&](const sansio::write& a) { return perform(a, now); },
                        [&](const sansio::tls_handshake& a) { return perform(a, now); },
                        [&](const sansio::wait_until& a) -> std::optional<io_result> {
                          return now >= a.when ? std::optional(io_result{}) : std::nullopt;
                        },
                        [&](const sansio::close& a) -> std::optional<io_result> {
                          machine_ =
                              a.kind == sansio::close_kind::graceful ? end_state::closed : end_state::reset;
                          return io_result{};
                        },
                    },
                    pending_);
}

std::optional<io_result> memory_subject::link::perform(const sansio::read& action, time_point now) {
  if (client_ == end_state::reset) {
    return io_result{io_status::connection_reset, 0};
  }
  if (!to_server_.empty()) {
    return io_result{io_status::ok, take(to_server_, action.into)};
  }
  if (client_ == end_state::closed) {
    return io_result{io_status::end_of_stream, 0};
  }
  return now >= action.deadline ? std::optional(io_result{io_status::timed_out, 0}) : std::nullopt;
}

std::optional<io_result> memory_subject::link::perform(const sansio::write& action, time_point now) {
  if (client_ != end_state::open) {
    return io_result{io_status::connection_reset, written_};
  }
  while (piece_ < action.pieces.size() && to_client_.size() < in_flight_limit) {
    const std::string_view rest = action.pieces[piece_].substr(piece_offset_);
    const std::string_view part = rest.substr(0, in_flight_limit - to_client_.size());
    to_client_.append(part);
    written_ += part.size();
    if (part.size() == rest.size()) {
      ++piece_;
      piece_offset_ = 0;
    } else {
      piece_offset_ += part.size();
    }
  }
  if (piece_ == action.pieces.size()) {
    return io_result{io_status::ok, written_};
  }
  return now >= action.deadline ? std::optional(io_result{io_status::timed_out, written_}) : std::nullopt;
}

/// The server's half: nothing is encrypted here, but what was said in clear counts as what it is.
std::optional<io_result> memory_subject::link::perform(const sansio::tls_handshake& action, time_point now) {
  if (client_ != end_state::open) {
    return io_result{io_status::connection_reset, 0};
  }
  if (!to_server_.empty()) {
    return io_result{io_status::tls_failed, 0};  // octets in clear are no TLS record
  }
  if (client_shakes_hands_) {
    client_shakes_hands_ = false;
    shaken_ = true;
    return io_result{};
  }
  return now >= action.deadline ? std::optional(io_result{io_status::timed_out, 0}) : std::nullopt;
}

/// The client's half.
std::optional<io_result> memory_subject::link::shake_hands(const sansio::tls_handshake& action,
                                                           time_point now) {
  if (std::exchange(shaken_, false)) {
    return io_result{};
  }
  if (!to_client_.empty() || machine_ != end_state::open) {
    return io_result{io_status::tls_failed, 0};
  }
  client_shakes_hands_ = now < action.deadline;
  return client_shakes_hands_ ? std::nullopt : std::optional(io_result{io_status::timed_out, 0});
}

std::optional<io_result> memory_subject::link::attempt(const sansio::next_action& action, time_point now) {
  if (client_ != end_state::open) {
    return io_result{io_status::failed, 0};
  }
  return std::visit(
      overloaded{
          [](const sansio::done&) -> std::optional<io_result> { return io_result{}; },
          [&](const sansio::read& a) -> std::optional<io_result> {
            if (!to_client_.empty()) {
              return io_result{io_status::ok, take(to_client_, a.into)};
            }
            if (machine_ != end_state::open) {
              return io_result{
                  machine_ == end_state::closed ? io_status::end_of_stream : io_status::connection_reset, 0};
            }
            return now >= a.deadline ? std::optional(io_result{io_status::timed_out, 0}) : std::nullopt;
          },
          [&](const sansio::write& a) -> std::optional<io_result> {
            if (machine_ == end_state::reset) {
              return io_result{io_status::connection_reset, 0};
            }
            std::size_t octets = 0;
            for (const std::string_view piece : a.pieces) {
              to_server_.append(piece);
              octets += piece.size();
            }
            return io_result{io_status::ok, octets};
          },
          [&](const sansio::tls_handshake& a) -> std::optional<io_result> { return shake_hands(a, now); },
          [&](const sansio::wait_until& a) -> std::optional<io_result> {
            return now >= a.when ? std::optional(io_result{}) : std::nullopt;
          },
          [&](const sansio::close& a) -> std::optional<io_result> {
            client_ = a.kind == sansio::close_kind::graceful ? end_state::closed : end_state::reset;
            return io_result{};
          },
      },
      action);
}

}  // namespace popquiz::conformance
