#include "load_phase.hpp"

#include <boost/asio/post.hpp>

#include <sys/resource.h>

#include <chrono>
#include <utility>

namespace popquiz::measure {
namespace {

constexpr std::chrono::milliseconds between_progress{100};
constexpr std::uint64_t failures_limit = 20;  // of a connection that never gets through, in a row

double own_seconds() {
  rusage used{};
  ::getrusage(RUSAGE_THREAD, &used);
  const auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6;
  };
  return seconds(used.ru_utime) + seconds(used.ru_stime);
}

}  // namespace

load_phase::load_phase(boost::asio::io_context& io, const load_settings& settings, load_kind kind,
                       std::uint64_t message, std::uint64_t message_octets)
    : io_(io), settings_(settings), message_(message), due_timer_(io), progress_timer_(io) {
  row_.kind = kind;
  row_.message_octets = message_octets;
  for (std::size_t i = 0; i < settings.connections; ++i) {
    connections_.push_back(std::make_unique<load_connection>(io.get_executor(), settings, i + 1));
  }
  usable_.assign(connections_.size(), true);
}

load_row load_phase::run() {
  if (row_.kind != load_kind::login) {
    open_sessions();
  }
  const double cpu = own_seconds();
  start_clock();
  run_all();
  row_.seconds = std::chrono::duration<double>(last_ - begin_).count();
  row_.own_share = row_.seconds > 0 ? (own_seconds() - cpu) / row_.seconds : 0;
  charge_what_was_missed();
  return std::move(row_);
}

void load_phase::note_failure(std::size_t connection, const std::string& why) {
  ++row_.failed;
  if (row_.first_error.empty()) {
    row_.first_error = why;
  }
  usable_[connection] = false;
}

void load_phase::open_sessions() {
  for (std::size_t i = 0; i < connections_.size(); ++i) {
    connections_[i]->on_failure([this, i](const std::string& why) { note_failure(i, why); });
    connections_[i]->open(settings_.pipeline > 1, [] {});
  }
  io_.restart();
  io_.run();
}

void load_phase::start_clock() {
  begin_ = last_ = clock::now();
  plan_.emplace(settings_.rate, begin_, settings_.duration);
}

void load_phase::run_all() {
  for (std::size_t i = 0; i < connections_.size(); ++i) {
    if (!usable_[i]) {
      continue;
    }
    ++working_;
    connections_[i]->on_failure([this, i](const std::string& why) {
      note_failure(i, why);
      last_ = clock::now();
      usable_[i] = row_.kind == load_kind::login && row_.failed < failures_limit * connections_.size();
      if (usable_[i]) {
        work(i);  // a login that fails is followed by the next
      } else {
        --working_;
      }
    });
    boost::asio::post(io_, [this, i] { work(i); });
  }
  show_progress();
  io_.restart();
  io_.run();
}

void load_phase::work(std::size_t connection) {
  const clock::time_point now = clock::now();
  if (plan_->over(now)) {
    const auto ended = [this] {
      if (--working_ == 0) {
        progress_timer_.cancel();
      }
    };
    if (row_.kind == load_kind::login) {
      ended();
    } else {
      usable_[connection] = false;
      connections_[connection]->on_failure([ended](const std::string&) { ended(); });
      connections_[connection]->leave(ended);
    }
    return;
  }
  if (row_.kind == load_kind::login) {
    if (const auto due = plan_->take(now)) {
      log_in_once(connection, *due);
    } else {
      wait_until_due(connection);
    }
    return;
  }
  if (settings_.rate > 0 && plan_->next_due() > now) {
    wait_until_due(connection);
    return;
  }
  const bool is_retr = row_.kind == load_kind::retr;
  const repeated_op::command what{is_retr ? parser::verb::retr : parser::verb::stat, message_,
                                  row_.message_octets};
  connections_[connection]->repeat(what, *plan_, row_, [this, connection] {
    last_ = clock::now();
    work(connection);
  });
}

void load_phase::log_in_once(std::size_t connection, clock::time_point due) {
  connections_[connection]->open(false, [this, connection, due] {
    row_.latency.note(clock::now() - due);
    ++row_.done;
    connections_[connection]->leave([this, connection] {
      last_ = clock::now();
      work(connection);
    });
  });
}

void load_phase::wait_until_due(std::size_t connection) {
  idle_.push_back(connection);
  if (!timer_runs_) {
    wake_one();
  }
}

/// One timer for all that wait: a thousand that wake up for each request would be what is measured.
void load_phase::wake_one() {
  timer_runs_ = !idle_.empty();
  if (!timer_runs_) {
    return;
  }
  due_timer_.expires_at(plan_->next_due());
  due_timer_.async_wait([this](const boost::system::error_code&) {
    const std::size_t next = idle_.front();
    idle_.pop_front();
    timer_runs_ = false;
    work(next);
    if (!timer_runs_) {
      wake_one();
    }
  });
}

void load_phase::show_progress() {
  if (working_ == 0) {
    return;
  }
  const clock::time_point now = clock::now();
  if (settings_.stop != nullptr && *settings_.stop) {
    plan_->stop();
  }
  if (settings_.progress) {
    settings_.progress(name_of(row_), plan_->share(now));
  }
  progress_timer_.expires_at(now + between_progress);
  progress_timer_.async_wait([this](const boost::system::error_code& error) {
    if (!error) {
      show_progress();
    }
  });
}

void load_phase::charge_what_was_missed() {
  const clock::time_point now = clock::now();
  while (const auto due = plan_->take_missed(now)) {
    ++row_.unsent;
    row_.latency.note(now - *due);
  }
}

}  // namespace popquiz::measure
