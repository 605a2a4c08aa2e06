#include "round_trip_counter.hpp"

#include <deque>
#include <utility>
#include <variant>

namespace popquiz::measure {
namespace {

class counter final : public sansio::any_machine {
 public:
  counter(std::unique_ptr<sansio::any_machine> session, std::chrono::nanoseconds round_trip,
          std::shared_ptr<round_trip_totals> into)
      : session_(std::move(session)), round_trip_(round_trip), into_(std::move(into)) {
    ++into_->sessions;
  }

  [[nodiscard]] sansio::next_action resume(sansio::io_result last, sansio::time_point now) noexcept override {
    if (reads_ && last.octets != 0) {
      into_->octets += last.octets;
      hear(now);
    }
    sansio::next_action action = session_->resume(last, now);
    reads_ = std::holds_alternative<sansio::read>(action);
    if (std::holds_alternative<sansio::write>(action)) {
      say(now);
    }
    return action;
  }

 private:
  struct answer {
    sansio::time_point when;
    std::uint64_t depth;
  };

  void hear(sansio::time_point now) noexcept {
    while (!answers_.empty() && answers_.front().when + round_trip_ <= now) {
      heard_of_ = answers_.front().depth;
      answers_.pop_front();
    }
    if (heard_of_ + 1 > depth_) {
      depth_ = heard_of_ + 1;
      ++into_->exchanges;
    }
  }

  /// Of answers of one depth the first counts: it is the first to arrive.
  void say(sansio::time_point now) noexcept {
    if (depth_ > said_) {
      said_ = depth_;
      answers_.push_back({now, depth_});
    }
  }

  std::unique_ptr<sansio::any_machine> session_;
  std::chrono::nanoseconds round_trip_;
  std::shared_ptr<round_trip_totals> into_;
  bool reads_ = false;
  std::uint64_t depth_ = 0;     // of what was heard last
  std::uint64_t said_ = 0;      // of the deepest answer
  std::uint64_t heard_of_ = 0;  // the deepest answer that can have reached the client
  std::deque<answer> answers_;  // on their way
};

}  // namespace

std::unique_ptr<sansio::any_machine> count_round_trips(std::unique_ptr<sansio::any_machine> session,
                                                       std::chrono::nanoseconds round_trip,
                                                       std::shared_ptr<round_trip_totals> into) {
  return std::make_unique<counter>(std::move(session), round_trip, std::move(into));
}

}  // namespace popquiz::measure
