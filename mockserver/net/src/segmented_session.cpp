#include <popquiz/mockserver/segmented_session.hpp>

#include <algorithm>
#include <chrono>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <variant>

namespace popquiz::mockserver {
namespace {

using sansio::io_result;
using sansio::io_status;
using sansio::next_action;

constexpr std::chrono::milliseconds pause{1};

class segmented_session final : public sansio::any_machine {
 public:
  segmented_session(std::unique_ptr<sansio::any_machine> session, std::size_t octets)
      : session_(std::move(session)), limit_(octets) {}

  [[nodiscard]] next_action resume(io_result last, sansio::time_point now) noexcept override {
    if (!whole_) {
      return pass_on(session_->resume(last, now));
    }
    if (pausing_) {
      pausing_ = false;
      if (last.status == io_status::ok) {
        return next_segment();
      }
    } else if (last.status == io_status::ok) {
      written_ += segment_.size();
      if (written_ < size_) {
        pausing_ = true;
        return sansio::wait_until{now + pause};
      }
      last.octets = 0;  // all of them; added below
    }
    whole_.reset();
    return pass_on(session_->resume({last.status, written_ + last.octets}, now));
  }

 private:
  next_action pass_on(next_action action) noexcept {
    const auto* const write = std::get_if<sansio::write>(&action);
    if (write == nullptr) {
      return action;
    }
    size_ = 0;
    for (const std::string_view piece : write->pieces) {
      size_ += piece.size();
    }
    if (size_ <= limit_) {
      return action;
    }
    whole_ = *write;
    written_ = 0;
    return next_segment();
  }

  /// At most so much of the piece in which the rest begins: its octets stay where they are.
  next_action next_segment() noexcept {
    std::size_t skip = written_;
    for (const std::string_view piece : whole_->pieces) {
      if (skip < piece.size()) {
        segment_ = piece.substr(skip, limit_);
        break;
      }
      skip -= piece.size();
    }
    return sansio::write{std::span(&segment_, 1), whole_->deadline};
  }

  std::unique_ptr<sansio::any_machine> session_;
  std::size_t limit_;
  std::optional<sansio::write> whole_;  // what the session writes, while it goes out
  std::size_t size_ = 0;                // of it, in octets
  std::size_t written_ = 0;
  std::string_view segment_;
  bool pausing_ = false;
};

}  // namespace

std::unique_ptr<sansio::any_machine> make_segmented(std::unique_ptr<sansio::any_machine> session,
                                                    std::size_t octets) {
  return std::make_unique<segmented_session>(std::move(session), octets);
}

}  // namespace popquiz::mockserver
