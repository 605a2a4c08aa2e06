#pragma once

#include <popquiz/client/maildrop_survey.hpp>
#include <popquiz/client/pipeline_op.hpp>
#include <popquiz/parser/line_splitter.hpp>

#include <array>
#include <cstddef>

namespace popquiz::client {

/// STAT, LIST and UIDL, in one round trip when the server pipelines. What one of them refuses, or says
/// in a way nobody understands, the others may make up for: the result is `none` when LIST or UIDL was
/// answered, `refused` when neither was, `listing_too_long` (fatal) when they say more than there is room
/// for.
class survey_op final : public pipeline_op {
 public:
  /// `into` must outlive the operation and be new; it is
  /// settled when the result is none.
  survey_op(session& on, maildrop_survey& into);

  /// STAT, LIST or UIDL was answered -ERR.
  [[nodiscard]] bool refused(parser::verb v) const noexcept;

 private:
  bool next_request(request& into) override;
  client_errc on_status(const parser::reply_event& event) override;
  client_errc on_body(std::span<const std::string_view> spans) override;
  client_errc on_answer(bool ok) override;

  [[nodiscard]] bool take_line(std::string_view text);

  maildrop_survey* survey_;
  parser::line_splitter lines_;
  std::size_t asked_ = 0;
  std::array<bool, 3> answered_ok_{};
};

}  // namespace popquiz::client
