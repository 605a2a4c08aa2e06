#include <popquiz/conformance/fixture_mail.hpp>
#include <popquiz/conformance/known_mail.hpp>
#include <popquiz/corpus/fixture.hpp>

#include "suite/bookkeeping_fields.hpp"

#include <algorithm>
#include <array>

namespace popquiz::conformance {
namespace {

constexpr std::string_view mark_field = "X-Popquiz-Fixture: ";
constexpr std::string_view id_field = "\nMessage-ID: <";
constexpr std::size_t smtp_line_limit = 998;  // octets without the line end

/// Behind hard-messages, whose numbers some checks know: what is hard in one way more, and no more than RFC
/// 5322 allows.
constexpr std::array more_messages{std::string_view("body-of-dots"), std::string_view("from-lines"),
                                   std::string_view("long-folded-header"), std::string_view("replies"),
                                   std::string_view("white-space")};

std::string with_lf(std::string_view stored) {
  std::string text;
  text.reserve(stored.size());
  for (std::size_t i = 0; i < stored.size(); ++i) {
    if (stored[i] != '\r' || stored.substr(i, 2) != "\r\n") {
      text += stored[i];
    }
  }
  return text;
}

/// What stands in front of the "@" of its Message-ID.
std::string_view name_of(std::string_view text) {
  const std::size_t found = text.find(id_field);
  return found == std::string_view::npos
             ? std::string_view()
             : text.substr(found + id_field.size()).substr(0, text.substr(found + id_field.size()).find('@'));
}

std::string marked(std::string text, std::string_view mark) {
  const std::size_t body = text.find("\n\n");
  const std::size_t line_end = body == std::string::npos ? body : text.find('\n', body + 2);
  if (line_end != std::string::npos && line_end > body + 2 + 2 * mark.size()) {
    text.erase(body + 2, mark.size() + 2);  // on the wire its line end is two octets
  }
  return std::string(mark) + '\n' + text;
}

bool smtp_may_carry(std::string_view text) {
  std::size_t line = 0;
  for (const char c : text) {
    line = c == '\n' ? 0 : line + 1;
    if (line > smtp_line_limit || c == '\0' || c == '\r' || static_cast<unsigned char>(c) > 127) {
      return false;
    }
  }
  return true;
}

/// Where the line of the header that begins with `mark` begins.
std::optional<std::size_t> find_mark(std::string_view message, std::string_view mark) {
  for (std::size_t at = 0; at < message.size();) {
    const std::string_view rest = message.substr(at);
    if (rest.starts_with(mark)) {
      return at;
    }
    const std::size_t end = rest.find('\n');
    if (end == std::string_view::npos || rest.starts_with("\n") || rest.starts_with("\r\n")) {
      return std::nullopt;
    }
    at += end + 1;
  }
  return std::nullopt;
}

}  // namespace

fixture_mail::fixture_mail(delivery_way way, std::string run) : way_(way), run_(std::move(run)) {
  const auto take = [&](std::string_view stored, bool all) {
    std::string text = with_lf(stored);
    std::string name(name_of(text));
    if (name.empty() || (!all && std::ranges::find(more_messages, name) == more_messages.end())) {
      return;
    }
    text = marked(std::move(text), std::string(mark_field) + name + '-' + run_);
    // In an mbox the empty line between two messages would end such a header.
    const bool mbox_can_hold = text.find("\n\n") != std::string::npos;
    if ((way_ != delivery_way::smtp || smtp_may_carry(text)) &&
        (way_ != delivery_way::mbox || mbox_can_hold)) {
      messages_.push_back({std::move(name), std::move(text)});
    }
  };
  for (const std::string_view stored : corpus::find_fixture("hard-messages")->messages) {
    take(stored, true);
  }
  for (const std::string_view stored : corpus::find_fixture("hard-for-clients")->messages) {
    take(stored, false);
  }
}

std::optional<std::size_t> fixture_mail::index_of(std::string_view received) const {
  const auto at = find_mark(received, mark_field);
  if (!at) {
    return std::nullopt;
  }
  std::string_view mark = received.substr(*at);
  mark = mark.substr(0, mark.find_first_of("\r\n"));
  const auto found = std::ranges::find_if(messages_, [mark](const fixture_message& each) {
    return std::string_view(each.octets).substr(0, each.octets.find('\n')) == mark;
  });
  return found == messages_.end() ? std::nullopt
                                  : std::optional(static_cast<std::size_t>(found - messages_.begin()));
}

std::optional<std::string> fixture_mail::expected_of(std::string_view received) const {
  const auto index = index_of(received);
  if (!index) {
    return std::nullopt;
  }
  std::string expected = canonical_message(messages_[*index].octets);
  if (way_ == delivery_way::maildir || way_ == delivery_way::mbox) {
    return with_bookkeeping_of(received, expected);
  }
  return std::string(received.substr(0, *find_mark(received, mark_field))) + expected;
}

}  // namespace popquiz::conformance
