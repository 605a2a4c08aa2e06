#include <popquiz/client/survey_op.hpp>

#include <algorithm>
#include <array>

namespace popquiz::client {

using parser::verb;

namespace {

constexpr std::array<verb, 3> questions{verb::stat, verb::list, verb::uidl};

}  // namespace

survey_op::survey_op(session& on, maildrop_survey& into)
    : pipeline_op(on, {}), survey_(&into), lines_(std::min<std::size_t>(on.settings().listing_line, 65535)) {}

bool survey_op::refused(verb v) const noexcept {
  const auto* const found = std::ranges::find(questions, v);
  return found != questions.end() && !answered_ok_[static_cast<std::size_t>(found - questions.begin())];
}

bool survey_op::next_request(request& into) {
  if (asked_ == questions.size()) {
    return false;
  }
  into.v = questions[asked_];
  into.tag = asked_++;
  return true;
}

client_errc survey_op::on_status(const parser::reply_event& event) {
  lines_ = parser::line_splitter(std::min<std::size_t>(on().settings().listing_line, 65535));
  if (event.ok && current().v == verb::stat) {
    const auto listing = parser::parse_drop_listing(event.text, on().settings().mode);
    if (listing) {
      survey_->set_stat(listing.value);
    } else {
      survey_->count_malformed();
    }
  }
  return client_errc::none;
}

client_errc survey_op::on_body(std::span<const std::string_view> spans) {
  for (const std::string_view span : spans) {
    lines_.feed(span);
    while (const auto text = lines_.next()) {
      if (!take_line(*text)) {
        return client_errc::listing_too_long;
      }
    }
    if (lines_.overflowed()) {
      return client_errc::listing_too_long;
    }
  }
  return client_errc::none;
}

bool survey_op::take_line(std::string_view text) {
  const parser::strictness mode = on().settings().mode;
  if (current().v == verb::list) {
    const auto listing = parser::parse_scan_listing(text, mode);
    if (listing) {
      return survey_->add_size(listing.value.number, listing.value.octets);
    }
  } else {
    const auto listing = parser::parse_unique_id_listing(text, mode);
    if (listing) {
      return survey_->add_unique_id(listing.value.number, listing.value.unique_id);
    }
  }
  survey_->count_malformed();
  return survey_->malformed() < on().settings().listing_entries;
}

client_errc survey_op::on_answer(bool ok) {
  answered_ok_[current().tag] = ok;
  if (asked_ == questions.size() && outstanding() == 0) {
    if (refused(verb::list) && refused(verb::uidl)) {
      end(client_errc::refused);
    } else {
      survey_->settle();
    }
  }
  return client_errc::none;
}

}  // namespace popquiz::client
