#include <popquiz/net/relay.hpp>

#include "connection_impl.hpp"

#include <boost/asio/post.hpp>

#include <array>
#include <optional>
#include <utility>
#include <vector>

namespace popquiz::net {

namespace asio = boost::asio;
using sansio::io_status;

namespace {

// Rounds until others on the same executor get their turn.
constexpr int rounds_limit = 8;

}  // namespace

/// All is attempted without blocking; when nothing moves any more, the sockets are waited for.
class relay::impl : public std::enable_shared_from_this<impl> {
 public:
  impl(std::shared_ptr<connection::impl> first, std::shared_ptr<connection::impl> second, observer see)
      : sides_{side{std::move(first)}, side{std::move(second)}}, see_(std::move(see)) {}

  void start(std::function<void(relay_outcome)> done) {
    done_ = std::move(done);
    outcome_.reset();
    pausing_ = false;
    asio::post(executor(), [self = shared_from_this(), ticket = ++ticket_] { self->pump(ticket); });
  }

  void cancel() {
    if (done_) {
      finish(relay_outcome::cancelled);
    }
  }

  void abandon() {
    done_ = nullptr;
    stop_waiting();
  }

 private:
  struct side {
    std::shared_ptr<connection::impl> on;
    bool wants_read = false;
    bool wants_write = false;
    bool waits_read = false;
    bool waits_write = false;
  };
  struct way {
    std::vector<char> buffer = std::vector<char>(buffer_size);
    std::size_t begin = 0;
    std::size_t end = 0;
    bool flushed = true;        // all that was handed to the other side is sent
    bool source_ended = false;  // and so much was read
    bool truncated = false;     // it ended without close_notify
    bool ended = false;         // which was passed on
    [[nodiscard]] bool empty() const noexcept { return begin == end && flushed; }
  };
  enum class progress : std::uint8_t { none, some };

  [[nodiscard]] const asio::any_io_executor& executor() const { return sides_[0].on->executor(); }

  void pump(std::uint64_t ticket) {
    if (ticket != ticket_ || !done_) {
      return;
    }
    for (int left = rounds_limit; left != 0; --left) {
      for (side& s : sides_) {
        s.wants_read = false;
        s.wants_write = false;
      }
      const bool moved = advance(0) == progress::some;
      const bool moved_back = !outcome_ && advance(1) == progress::some;
      note_end();
      if (outcome_) {
        finish(*outcome_);
        return;
      }
      if (!moved && !moved_back) {
        arm(sides_[0]);
        arm(sides_[1]);
        return;
      }
    }
    asio::post(executor(), [self = shared_from_this(), ticket] { self->pump(ticket); });
  }

  void note_end() {
    if (outcome_) {
      return;
    }
    if (ways_[0].ended && ways_[1].ended) {
      outcome_ = relay_outcome::ended;
    } else if (pausing_ && ways_[0].empty() && ways_[1].empty()) {
      outcome_ = relay_outcome::paused;
    }
  }

  progress advance(std::size_t from) {
    way& w = ways_[from];
    progress made = progress::none;
    const auto take = [&](progress p) { made = p == progress::some ? p : made; };
    if (!w.source_ended && !pausing_ && w.begin == w.end) {
      take(fill(w, from));
    }
    if (!outcome_ && !w.empty()) {
      take(drain(w, sides_[1 - from]));
    }
    if (!outcome_ && w.source_ended && !w.ended && w.empty()) {
      take(pass_end(w, sides_[1 - from]));
    }
    return made;
  }

  progress fill(way& w, std::size_t from) {
    side& source = sides_[from];
    const attempt a = source.on->attempt_read(w.buffer);
    if (a.wait != readiness::none) {
      want(source, a.wait);
      return progress::none;
    }
    if (a.result.status == io_status::ok) {
      w.begin = 0;
      w.end = a.result.octets;
      const relay_side who = from == 0 ? relay_side::first : relay_side::second;
      pausing_ = see_(who, {w.buffer.data(), w.end}) == relay_flow::pause || pausing_;
      return progress::some;
    }
    const bool in_tls = source.on->tls() != nullptr;
    if (a.result.status == io_status::end_of_stream ||
        (in_tls && a.result.status == io_status::connection_reset)) {
      w.source_ended = true;
      w.truncated = a.result.status != io_status::end_of_stream;
      return progress::some;
    }
    return fail();
  }

  progress drain(way& w, side& target) {
    const attempt a = target.on->attempt_write({w.buffer.data() + w.begin, w.end - w.begin});
    w.begin += a.result.octets;
    w.flushed = a.wait == readiness::none;
    if (a.wait != readiness::none) {
      want(target, a.wait);
      return a.result.octets != 0 ? progress::some : progress::none;
    }
    return a.result.status == io_status::ok ? progress::some : fail();
  }

  progress pass_end(way& w, side& target) {
    const attempt a = target.on->attempt_end_of_sending(w.truncated);
    if (a.wait != readiness::none) {
      want(target, a.wait);
      return progress::none;
    }
    w.ended = true;
    return progress::some;
  }

  progress fail() {
    outcome_ = relay_outcome::reset;
    return progress::some;
  }

  static void want(side& s, readiness what) {
    (what == readiness::readable ? s.wants_read : s.wants_write) = true;
  }

  void arm(side& s) {
    arm(s, s.wants_read, &side::waits_read, asio::socket_base::wait_read);
    arm(s, s.wants_write, &side::waits_write, asio::socket_base::wait_write);
  }

  void arm(side& s, bool wanted, bool side::* waits, asio::socket_base::wait_type what) {
    if (!wanted || s.*waits) {
      return;
    }
    s.*waits = true;
    s.on->socket().async_wait(what, [self = shared_from_this(), &s, waits,
                                     ticket = ticket_](const boost::system::error_code& error) {
      if (ticket == self->ticket_) {
        s.*waits = false;
        if (!error) {
          self->pump(ticket);
        }
      }
    });
  }

  void stop_waiting() {
    ++ticket_;
    for (side& s : sides_) {
      boost::system::error_code ignored;
      best_effort(s.on->socket().cancel(ignored));
      s.waits_read = false;
      s.waits_write = false;
    }
  }

  void finish(relay_outcome outcome) {
    stop_waiting();
    if (outcome == relay_outcome::reset) {
      sides_[0].on->reset();
      sides_[1].on->reset();
    }
    asio::post(executor(), [self = shared_from_this(), outcome, ticket = ticket_] {
      if (ticket == self->ticket_ && self->done_) {
        std::exchange(self->done_, nullptr)(outcome);
      }
    });
  }

  std::array<side, 2> sides_;
  std::array<way, 2> ways_;  // by where they come from
  observer see_;
  std::function<void(relay_outcome)> done_;
  std::optional<relay_outcome> outcome_;
  std::uint64_t ticket_ = 0;
  bool pausing_ = false;
};

relay::relay(connection& first, connection& second, observer see)
    : impl_(std::make_shared<impl>(first.impl_, second.impl_, std::move(see))) {}

relay::~relay() {
  impl_->abandon();
}

void relay::start(std::function<void(relay_outcome)> done) {
  impl_->start(std::move(done));
}

void relay::cancel() {
  impl_->cancel();
}

}  // namespace popquiz::net
