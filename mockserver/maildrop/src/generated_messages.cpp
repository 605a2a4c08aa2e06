#include <popquiz/mockserver/generated_messages.hpp>

#include "generated_header.hpp"
#include "generated_lines.hpp"
#include "number_mix.hpp"

#include <algorithm>
#include <optional>

namespace popquiz::mockserver {
namespace {

constexpr std::uint64_t line_end_octets = 2;  // as RFC 1939 §11 counts, whatever is stored

class message_maker final : public generated_messages, public std::enable_shared_from_this<message_maker> {
 public:
  explicit message_maker(const generated_mail& what)
      : what_(what),
        fingerprint_(mix(what.seed, what.least_octets, what.most_octets, what.line, what.dotted)),
        lines_(what, line_form::stored) {
    if (what.dotted != 0 || what.ends != stored_line_end::crlf) {
      wire_lines_.emplace(what, line_form::on_wire);
    }
  }

  [[nodiscard]] const generated_mail& what() const noexcept override { return what_; }

  [[nodiscard]] std::uint64_t octets(std::uint64_t number) const noexcept override {
    const std::uint64_t choices = what_.most_octets - what_.least_octets + 1;
    return what_.least_octets + (choices == 1 ? 0 : mix(fingerprint_, number) % choices);
  }

  [[nodiscard]] std::string unique_id(std::uint64_t number) const override {
    return generated_unique_id(identity(number));
  }
  [[nodiscard]] std::string message_id(std::uint64_t number) const override {
    return generated_message_id(identity(number));
  }

  [[nodiscard]] std::unique_ptr<message_reader> read(std::uint64_t number) const override;

  [[nodiscard]] generated_identity identity(std::uint64_t number) const noexcept {
    return {number, what_.seed, fingerprint_};
  }
  [[nodiscard]] const generated_lines& lines(line_form form) const noexcept {
    return form == line_form::on_wire && wire_lines_ ? *wire_lines_ : lines_;
  }

 private:
  generated_mail what_;
  std::uint64_t fingerprint_;
  generated_lines lines_;
  std::optional<generated_lines> wire_lines_;  // where they differ
};

/// The header, blocks of whole lines, and a last line that makes the size right.
class generated_reader final : public message_reader {
 public:
  generated_reader(std::shared_ptr<const message_maker> maker, std::uint64_t number)
      : maker_(std::move(maker)),
        number_(number),
        choices_(mix(mix(maker_->identity(number).fingerprint, number))) {}

  std::string_view next() override { return next(maker_->lines(line_form::stored)); }
  std::optional<std::string_view> next_on_wire() override { return next(maker_->lines(line_form::on_wire)); }

 private:
  std::string_view next(const generated_lines& lines) {
    if (!started_) {
      started_ = true;
      return start(lines);
    }
    if (lines_left_ != 0) {
      const std::uint64_t count = std::min(lines_left_, lines.block_lines());
      lines_left_ -= count;
      return lines.block(next_choice(), count);
    }
    if (last_line_ != 0) {
      text_ = lines.line(next_choice(), last_line_ - line_end_octets);
      last_line_ = 0;
      return text_;
    }
    return {};
  }

  /// Gives the header. How many lines there are does not depend on the form.
  std::string_view start(const generated_lines& lines) {
    text_ = generated_header(maker_->identity(number_), lines.line_end());
    const auto header_lines = static_cast<std::uint64_t>(std::count(text_.begin(), text_.end(), '\n'));
    const std::uint64_t header = text_.size() + header_lines * (line_end_octets - lines.line_end().size());
    const std::uint64_t line = maker_->what().line + line_end_octets;
    const std::uint64_t body = maker_->octets(number_) - header;
    lines_left_ = body / line;
    last_line_ = body % line;
    if (last_line_ == 1) {  // no line has one octet: the one before takes it
      --lines_left_;
      last_line_ += line;
    }
    return text_;
  }

  [[nodiscard]] std::uint64_t next_choice() noexcept { return choices_ = mix(choices_); }

  std::shared_ptr<const message_maker> maker_;
  std::uint64_t number_;
  std::uint64_t choices_;
  std::string text_;  // the header, then the last line
  std::uint64_t lines_left_ = 0;
  std::uint64_t last_line_ = 0;  // its octets, its end counted as two; 0: none
  bool started_ = false;
};

std::unique_ptr<message_reader> message_maker::read(std::uint64_t number) const {
  return std::make_unique<generated_reader>(shared_from_this(), number);
}

}  // namespace

std::shared_ptr<const generated_messages> make_messages(const generated_mail& what, std::string& why) {
  why = find_problem(what);
  return why.empty() ? std::make_shared<const message_maker>(what) : nullptr;
}

bool message_comparison::take(std::string_view octets) {
  while (!octets.empty() && !differs_) {
    if (piece_.empty()) {
      piece_ = expected_->next();
    }
    const std::size_t size = std::min(piece_.size(), octets.size());
    const auto equal = static_cast<std::size_t>(
        std::mismatch(octets.begin(), octets.begin() + static_cast<std::ptrdiff_t>(size), piece_.begin())
            .first -
        octets.begin());
    differs_ = size == 0 || equal != size;
    equal_ += equal;
    octets.remove_prefix(equal);
    piece_.remove_prefix(equal);
  }
  return !differs_;
}

bool message_comparison::complete() {
  if (piece_.empty() && !differs_) {
    piece_ = expected_->next();
  }
  return !differs_ && piece_.empty();
}

}  // namespace popquiz::mockserver
