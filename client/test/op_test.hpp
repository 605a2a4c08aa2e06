#pragma once

#include <popquiz/client/command_op.hpp>
#include <popquiz/client/greeting_op.hpp>
#include <popquiz/client/login_ops.hpp>
#include <popquiz/testkit/partitions.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace popquiz::client {

using sansio::io_status;

/// The conversation that an operation is expected to have, played in virtual time.
///
///     op_test().expect_write("STAT\r\n").expect_read("+OK 1 2\r\n").check(op, client_errc::none);
class op_test {
 public:
  struct step {
    bool write = false;
    std::string octets;
    io_status status = io_status::ok;
    bool handshake = false;  // of TLS: nothing is written or read
  };

  op_test& expect_write(std::string_view octets) { return add({true, std::string(octets), io_status::ok}); }
  op_test& expect_read(std::string_view octets) { return add({false, std::string(octets), io_status::ok}); }
  /// The read that comes now ends so.
  op_test& expect_read(io_status how) { return add({false, {}, how}); }
  /// The write that comes now ends so.
  op_test& expect_write(io_status how) { return add({true, {}, how}); }

  /// A TLS handshake comes now and ends so.
  op_test& expect_handshake(io_status how = io_status::ok) { return add({true, {}, how, true}); }

  [[nodiscard]] const std::vector<step>& steps() const noexcept { return steps_; }

  /// Plays it and looks at the outcome.
  void check(operation& op, client_errc expected) const {
    play(op);
    EXPECT_TRUE(op.finished());
    EXPECT_EQ(describe(op.result().code), describe(expected));
    EXPECT_EQ(op.result().code == client_errc::none, static_cast<bool>(op.result()));
  }

  /// Plays it. `before_step` is called with the number of the step that comes.
  void play(operation& op, const std::function<void(std::size_t)>& before_step = {}) const {
    sansio::time_point now{};
    sansio::io_result last;
    std::size_t at = 0;
    std::string unread;  // of the step under way
    for (int actions = 0; actions < 100'000; ++actions) {
      now += std::chrono::milliseconds(1);
      const sansio::next_action action = op.resume(last, now);
      if (std::holds_alternative<sansio::done>(action)) {
        EXPECT_EQ(at, steps_.size()) << "it was done too early";
        EXPECT_TRUE(unread.empty()) << "it did not read " << unread;
        EXPECT_TRUE(std::holds_alternative<sansio::done>(op.resume({}, now)));
        return;
      }
      if (unread.empty()) {
        if (at == steps_.size()) {
          ADD_FAILURE() << "it wants more than was expected, action " << action.index();
          return;
        }
        if (before_step) {
          before_step(at);
        }
      }
      if (const auto* w = std::get_if<sansio::write>(&action)) {
        last = wrote(*w, steps_[at], now);
        ++at;
      } else if (const auto* r = std::get_if<sansio::read>(&action)) {
        if (unread.empty()) {
          EXPECT_FALSE(steps_[at].write) << "it reads instead of writing " << steps_[at].octets;
          unread = steps_[at].octets;
          last = {steps_[at].status, 0};
          ++at;
        }
        EXPECT_FALSE(r->into.empty());
        EXPECT_GT(r->deadline, now);
        EXPECT_LE(r->deadline, now + std::chrono::seconds(60));
        if (last.status == io_status::timed_out) {
          now = r->deadline;
        }
        last.octets = std::min(unread.size(), r->into.size());
        std::copy_n(unread.begin(), last.octets, r->into.begin());
        unread.erase(0, last.octets);
      } else if (std::holds_alternative<sansio::tls_handshake>(action)) {
        EXPECT_TRUE(steps_[at].handshake) << "it shakes hands instead of " << steps_[at].octets;
        last = {steps_[at].status, 0};
        ++at;
      } else {
        ADD_FAILURE() << "unexpected action " << action.index();
        return;
      }
    }
    ADD_FAILURE() << "it never ends";
  }

 private:
  op_test& add(step s) {
    steps_.push_back(std::move(s));
    return *this;
  }

  static sansio::io_result wrote(const sansio::write& w, const step& s, sansio::time_point now) {
    std::string octets;
    for (const std::string_view piece : w.pieces) {
      octets += piece;
    }
    EXPECT_TRUE(s.write && !s.handshake) << "it writes " << octets << " instead of reading " << s.octets;
    if (s.status == io_status::ok) {
      EXPECT_EQ(octets, s.octets);
    }
    EXPECT_EQ(w.deadline, now + std::chrono::seconds(60));
    return {s.status, octets.size()};
  }

  std::vector<step> steps_;
};

inline constexpr std::string_view apop_greeting = "+OK ready <1896.697170952@dbc.mtview.ca.us>\r\n";

/// Brings a new session to AUTHORIZATION.
inline void greet(session& s, std::string_view greeting = apop_greeting) {
  greeting_op op(s);
  op_test().expect_read(greeting).check(op, client_errc::none);
}

/// Brings a new session to TRANSACTION.
inline void log_in(session& s) {
  greet(s);
  login_op op(s, "mrose", "tanstaaf");
  op_test()
      .expect_write("USER mrose\r\n")
      .expect_read("+OK\r\n")
      .expect_write("PASS tanstaaf\r\n")
      .expect_read("+OK\r\n")
      .check(op, client_errc::none);
  EXPECT_EQ(s.state(), parser::session_state::transaction);
}

/// An operation, made anew for each run, and what it shows for itself.
class fresh_op {
 public:
  virtual ~fresh_op() = default;
  virtual operation& op() = 0;
  virtual session& on() = 0;
  /// All that a caller could see of the outcome.
  virtual std::string seen() = 0;
};
using op_factory = std::function<std::unique_ptr<fresh_op>()>;

/// Re-runs the conversation failing at every step in every way: the operation must end, tell the
/// failure, make the session unusable and leave its state where the replies so far had brought it.
void check_failures(const op_test& conversation, const op_factory& make);

/// Re-runs the conversation with what the server says cut in every way: nothing may change.
void check_partitions(const op_test& conversation, const op_factory& make);

}  // namespace popquiz::client
