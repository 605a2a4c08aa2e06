#include "player_impl.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace popquiz::script {

player::impl::progress player::impl::mismatch(std::string_view expected, std::string_view came) {
  if (result_.status == play_status::running) {
    result_ = {play_status::mismatch, where_, std::string(expected),
               std::string(came.empty() ? "an empty line" : came), ""};
    if (session_ < sessions_.size()) {
      const std::string_view rest = session().left_over();
      const auto lines = static_cast<std::size_t>(std::ranges::count(rest, '\n'));
      transcript_.point_at(session_, lines + (rest.empty() || rest.ends_with('\n') ? 0 : 1), came);
    }
  }
  return progress::stopped;
}

player::impl::progress player::impl::mismatch_of_body(std::string_view expected,
                                                      const body_difference& differs) {
  const auto line_or_end = [this](const std::optional<std::string_view>& line) {
    return line ? show(*line) : std::string("the end of the body");
  };
  return mismatch(fmt::format("{}: {}", expected, line_or_end(differs.wanted)),
                  fmt::format("{} (octet {} of the body, in line {})", line_or_end(differs.came),
                              differs.octet, differs.line));
}

player::impl::progress player::impl::abort(std::string_view reason) {
  if (result_.status == play_status::running) {
    result_ = {play_status::aborted, where_, "", "", std::string(reason)};
  }
  return progress::stopped;
}

player::impl::progress player::impl::abort_without_mail_facts(std::string_view what) {
  if (result_.status == play_status::running) {
    abort(fmt::format("{} of the maildrop is not known", what));
    result_.lacks_mail_facts = true;
  }
  return progress::stopped;
}

player::impl::progress player::impl::abort_unknown(const pattern& p) {
  return abort(why_unsayable(p, vars_));
}

std::string player::impl::came_and_then(std::string_view event) {
  const std::string_view rest = session().left_over();
  return rest.empty() ? std::string(event) : fmt::format("{} and then {}", show(rest), event);
}

}  // namespace popquiz::script
