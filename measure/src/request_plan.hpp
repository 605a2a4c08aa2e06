#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

namespace popquiz::measure {

using clock = std::chrono::steady_clock;

/// When requests are due. In a closed loop: whenever somebody asks, until the time is over. In an open one:
/// at times that are fixed from the start, whatever becomes of earlier ones; those that were due in time are
/// handed out for `grace` longer.
class request_plan {
 public:
  /// `rate`: a second; 0: a closed loop.
  request_plan(double rate, clock::time_point begin, clock::duration duration)
      : rate_(rate),
        begin_(begin),
        end_(begin + duration),
        last_call_(end_ + (rate > 0 ? duration : clock::duration{})) {}

  /// The next request, and when it was due. Nothing: none is due now.
  [[nodiscard]] std::optional<clock::time_point> take(clock::time_point now) noexcept {
    if (over(now)) {
      return std::nullopt;
    }
    if (rate_ <= 0) {
      return now;
    }
    const clock::time_point due = next_due();
    if (due > now) {
      return std::nullopt;
    }
    ++taken_;
    return due;
  }

  /// None will be due any more.
  [[nodiscard]] bool over(clock::time_point now) const noexcept {
    return stopped_ || now >= last_call_ || (rate_ > 0 && next_due() >= end_);
  }
  /// In an open loop: when the next one is due.
  [[nodiscard]] clock::time_point next_due() const noexcept { return due(taken_); }
  /// The time of one that was due before the end and that nobody took, which is taken now.
  [[nodiscard]] std::optional<clock::time_point> take_missed(clock::time_point now) noexcept {
    if (rate_ <= 0 || next_due() >= end_ || next_due() >= now) {
      return std::nullopt;
    }
    return due(taken_++);
  }
  void stop() noexcept { stopped_ = true; }
  [[nodiscard]] double share(clock::time_point now) const noexcept {
    return std::chrono::duration<double>(now - begin_) / std::chrono::duration<double>(end_ - begin_);
  }

 private:
  [[nodiscard]] clock::time_point due(std::uint64_t number) const noexcept {
    return begin_ + std::chrono::duration_cast<clock::duration>(
                        std::chrono::duration<double>(static_cast<double>(number) / rate_));
  }

  double rate_;
  clock::time_point begin_;
  clock::time_point end_;
  clock::time_point last_call_;
  std::uint64_t taken_ = 0;
  bool stopped_ = false;
};

}  // namespace popquiz::measure
