#pragma once

#include "request_plan.hpp"

#include <popquiz/client/pipeline_op.hpp>
#include <popquiz/measure/load.hpp>

#include <deque>
#include <span>
#include <string_view>

namespace popquiz::measure {

/// One command over and over, as the plan has it and as many at a time as the window lets it. Over when
/// none is due and every reply has come.
class repeated_op final : public client::pipeline_op {
 public:
  struct command {
    parser::verb verb = parser::verb::stat;
    std::uint64_t message = 0;  ///< its argument; 0: none
    std::uint64_t octets = 0;   ///< expected of a reply
  };

  /// `plan` and `row` must outlive it.
  repeated_op(client::session& on, client::pipeline_window window, command what, request_plan& plan,
              load_row& row)
      : pipeline_op(on, window), what_(what), plan_(plan), row_(row) {}

 private:
  bool next_request(request& into) override {
    const auto due = plan_.take(clock::now());
    if (!due) {
      return false;
    }
    into.v = what_.verb;
    into.message = what_.message;
    into.octets_expected = what_.octets;
    due_.push_back(*due);
    return true;
  }

  client::client_errc on_body(std::span<const std::string_view> spans) override {
    for (const std::string_view span : spans) {
      row_.octets += span.size();
    }
    return client::client_errc::none;
  }

  client::client_errc on_answer(bool ok) override {
    row_.latency.note(clock::now() - due_.front());
    due_.pop_front();
    ++(ok ? row_.done : row_.refused);
    if (!ok && row_.first_error.empty()) {
      row_.first_error = "-ERR " + result().text;
    }
    return client::client_errc::none;
  }

  command what_;
  request_plan& plan_;
  load_row& row_;
  std::deque<clock::time_point> due_;  // of what is outstanding
};

}  // namespace popquiz::measure
