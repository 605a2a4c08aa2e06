#include <popquiz/client/session.hpp>

#include <popquiz/parser/timestamp.hpp>

#include <algorithm>
#include <utility>

namespace popquiz::client {
namespace {

// The parser hands an unfinished status line back until it is whole: it has to fit.
parser::reply_limits fitted(parser::reply_limits limits, std::size_t buffer) {
  limits.status_line = std::min(limits.status_line, buffer);
  return limits;
}

}  // namespace

session::session(session_settings settings, wire_log* log)
    : settings_(settings),
      log_(log),
      buffer_(settings.buffer),
      replies_(settings.mode, fitted(settings.limits, buffer_.capacity())) {}

void session::reset(bool in_tls) {
  buffer_.consume(buffer_.data().size());
  replies_ = parser::reply_parser(settings_.mode, fitted(settings_.limits, buffer_.capacity()));
  state_ = parser::session_state::authorization;
  greeted_ = false;
  in_tls_ = in_tls;
  pipelining_proven_ = false;
  failure_ = client_errc::none;
  greeting_.clear();
  capabilities_.reset();
}

bool session::may_send(parser::verb v) const noexcept {
  return greeted_ && failure_ == client_errc::none && parser::info(v).legal.contains(state_);
}

std::optional<std::string_view> session::timestamp() const noexcept {
  return parser::find_timestamp(greeting_);
}

void session::replied(parser::verb v, bool ok) noexcept {
  state_ = parser::next_state(parser::info(v), state_, ok);
  if (v == parser::verb::stls && ok) {
    capabilities_.reset();  // RFC 2595 s4: said in clear, believed no more
  }
}

void session::set_greeting(std::string_view text) {
  greeting_ = text;
  greeted_ = true;
}

void session::set_capabilities(std::optional<parser::capability_set> announced) {
  capabilities_ = std::move(announced);
}

void session::fail(client_errc code) noexcept {
  if (failure_ == client_errc::none) {
    failure_ = code;
  }
}

}  // namespace popquiz::client
