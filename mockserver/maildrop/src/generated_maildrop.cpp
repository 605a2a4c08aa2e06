#include <popquiz/mockserver/generated_messages.hpp>

#include "removal_marks.hpp"

#include <string>
#include <utility>

namespace popquiz::mockserver {
namespace {

class generated_snapshot final : public maildrop_snapshot {
 public:
  generated_snapshot(std::shared_ptr<const generated_messages> made, std::shared_ptr<removal_marks> marks)
      : made_(std::move(made)), shared_(std::move(marks)), seen_(*shared_) {
    seen_.number_what_is_left();
  }

  [[nodiscard]] std::size_t messages() const noexcept override { return seen_.left(); }
  [[nodiscard]] std::uint64_t octets(std::size_t index) const override {
    return made_->octets(number_of(index));
  }
  [[nodiscard]] std::string_view unique_id(std::size_t index) const override {
    unique_id_ = made_->unique_id(number_of(index));
    return unique_id_;
  }
  [[nodiscard]] std::unique_ptr<message_reader> read(std::size_t index) const override {
    return made_->read(number_of(index));
  }

  bool remove(std::span<const std::size_t> indices) override {
    for (const std::size_t index : indices) {
      shared_->remove(seen_.left_number(index));
    }
    return true;
  }

 private:
  [[nodiscard]] std::uint64_t number_of(std::size_t index) const noexcept {
    return seen_.left_number(index) + 1;
  }

  std::shared_ptr<const generated_messages> made_;
  std::shared_ptr<removal_marks> shared_;  // of the maildrop
  removal_marks seen_;                     // as they were when it was opened
  mutable std::string unique_id_;
};

class generated_maildrop final : public maildrop {
 public:
  explicit generated_maildrop(std::shared_ptr<const generated_messages> made)
      : made_(std::move(made)), marks_(std::make_shared<removal_marks>(made_->what().messages)) {}

  std::unique_ptr<maildrop_snapshot> open() override {
    return std::make_unique<generated_snapshot>(made_, marks_);
  }

 private:
  std::shared_ptr<const generated_messages> made_;
  std::shared_ptr<removal_marks> marks_;
};

}  // namespace

std::unique_ptr<maildrop> open_generated(std::shared_ptr<const generated_messages> messages) {
  return std::make_unique<generated_maildrop>(std::move(messages));
}

}  // namespace popquiz::mockserver
