#include <popquiz/client/pipeline_op.hpp>

#include <limits>

namespace popquiz::client {

using parser::append_command;

namespace {

std::uint64_t sum(std::uint64_t a, std::uint64_t b) noexcept {
  return a > std::numeric_limits<std::uint64_t>::max() - b ? std::numeric_limits<std::uint64_t>::max()
                                                           : a + b;
}

}  // namespace

void pipeline_op::begin() {
  fill();
  if (sent_.empty()) {
    end(client_errc::none);
  }
}

void pipeline_op::on_reply(bool ok) {
  const client_errc verdict = on_answer(ok);
  const sent_request& answered = sent_.front();
  command_octets_ -= answered.octets;
  reply_octets_ -= answered.what.octets_expected;
  sent_.pop_front();
  if (verdict != client_errc::none) {
    end(verdict);
    return;
  }
  fill();
  if (sent_.empty() && !finished()) {
    end(client_errc::none);
  }
}

bool pipeline_op::has_room(unsigned share) const noexcept {
  if (sent_.empty()) {
    return true;
  }
  if (!on().may_pipeline() || parser::moves_state(parser::info(sent_.back().what.v))) {
    return false;
  }
  return sent_.size() < window_.commands / share && command_octets_ < window_.command_octets / share &&
         reply_octets_ < window_.reply_octets / share;
}

void pipeline_op::fill() {
  if (!has_room(2)) {
    return;  // refilled when it is half empty: a command a reply would be a segment a reply
  }
  request what;
  while (!finished() && has_room(1) && next_request(what)) {
    std::string& line = fresh_line();
    const auto error =
        what.message == 0 ? append_command(line, what.v) : append_command(line, what.v, what.message);
    const std::size_t octets = line.size();
    // Kept within what a subtraction undoes.
    what.octets_expected = sum(reply_octets_, what.octets_expected) - reply_octets_;
    if (!send(what.v, error, what.message != 0)) {
      return;
    }
    command_octets_ += octets;
    reply_octets_ += what.octets_expected;
    sent_.push_back({what, octets});
    what = {};
  }
}

}  // namespace popquiz::client
