#include "client/delivered_mail.hpp"

#include "report/report_parts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>

namespace popquiz::conformance {
namespace {

/// So many messages are told one by one.
constexpr std::size_t told_limit = 12;

std::string_view without_line_ends(std::string_view text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) {
    text.remove_suffix(1);
  }
  return text;
}

std::size_t common_octets(std::string_view a, std::string_view b) {
  const std::size_t shorter = std::min(a.size(), b.size());
  const auto front = static_cast<std::size_t>(
      std::mismatch(a.begin(), a.begin() + static_cast<std::ptrdiff_t>(shorter), b.begin()).first -
      a.begin());
  const std::size_t left = shorter - front;
  const auto back = static_cast<std::size_t>(
      std::mismatch(a.rbegin(), a.rbegin() + static_cast<std::ptrdiff_t>(left), b.rbegin()).first -
      a.rbegin());
  return front + back;
}

/// Finds the messages of what is not exact: first beginnings, then what is alike, then what is missing.
class matching {
 public:
  matching(const std::vector<std::string>& forms, delivered_mail& mail) : forms_(forms), mail_(mail) {}

  bool take_exact(const std::string& delivery) {
    std::optional<std::size_t> found;
    for (std::size_t i = 0; i < forms_.size(); ++i) {
      if (forms_[i] == delivery && (!found || mail_.fates[i].exact < mail_.fates[*found].exact)) {
        found = i;  // of messages that are the same, each in turn
      }
    }
    if (found) {
      ++mail_.fates[*found].exact;
    }
    return found.has_value();
  }

  bool take_beginning(const std::string& delivery) {
    const std::string_view begin = without_line_ends(delivery);
    const auto found = best([&](std::size_t i) -> std::size_t {
      const std::string_view whole = without_line_ends(forms_[i]);
      return !begin.empty() && begin.size() < whole.size() && whole.starts_with(begin) ? 1 : 0;
    });
    if (found) {
      ++mail_.fates[*found].truncated;
      note(*found, delivery);
    }
    return found.has_value();
  }

  void take_other(const std::string& delivery) {
    auto found = best([&](std::size_t i) -> std::size_t {
      const std::size_t common = common_octets(forms_[i], delivery);
      return 2 * common >= std::min(forms_[i].size(), delivery.size()) ? common : 0;
    });
    for (std::size_t i = 0; i < forms_.size() && !found; ++i) {
      found = is_missing(i) ? std::optional(i) : std::nullopt;
    }
    if (!found) {
      ++mail_.strangers;
    } else if (without_line_ends(delivery).empty()) {
      ++mail_.fates[*found].truncated;
    } else {
      ++mail_.fates[*found].altered;
    }
    if (found) {
      note(*found, delivery);
    }
  }

 private:
  [[nodiscard]] bool is_missing(std::size_t i) const {
    const message_fate& fate = mail_.fates[i];
    return fate.exact + fate.truncated + fate.altered == 0;
  }

  /// The message with the highest score, but 0; one that is missing goes before all that are not.
  template <class Score>
  [[nodiscard]] std::optional<std::size_t> best(Score score) const {
    std::optional<std::size_t> found;
    std::pair<bool, std::size_t> highest{false, 0};
    for (std::size_t i = 0; i < forms_.size(); ++i) {
      const std::pair<bool, std::size_t> now{is_missing(i), score(i)};
      if (now.second != 0 && (!found || now > highest)) {
        found = i;
        highest = now;
      }
    }
    return found;
  }

  void note(std::size_t i, const std::string& delivery) {
    mail_.fates[i].octets = std::max<std::uint64_t>(mail_.fates[i].octets, delivery.size());
  }

  const std::vector<std::string>& forms_;
  delivered_mail& mail_;
};

std::string times(std::size_t count) {
  return count == 1 ? std::string() : fmt::format(" {} times", count);
}

std::string describe_fate(std::size_t number, const message_fate& fate) {
  std::vector<std::string> parts;
  if (fate.exact != 0) {
    parts.push_back(fmt::format("message {} exactly{}", number, times(fate.exact)));
  }
  if (fate.truncated != 0) {
    parts.push_back(fmt::format("message {} truncated ({} of {} octets){}", number, fate.octets, fate.whole,
                                times(fate.truncated)));
  }
  if (fate.altered != 0) {
    parts.push_back(fmt::format("message {} altered ({} octets for {}){}", number, fate.octets, fate.whole,
                                times(fate.altered)));
  }
  return joined(parts, ", ");
}

}  // namespace

delivered_mail match_deliveries(const delivery_form& form, const std::vector<std::string>& messages,
                                std::vector<std::string> deliveries) {
  std::vector<std::string> forms;
  delivered_mail mail;
  for (const std::string& message : messages) {
    forms.push_back(delivered_form(form, message));
    mail.fates.push_back({});
    mail.fates.back().whole = forms.back().size();
  }
  matching match(forms, mail);
  std::vector<const std::string*> left;
  for (const std::string& delivery : deliveries) {
    if (!match.take_exact(delivery)) {
      left.push_back(&delivery);
    }
  }
  std::erase_if(left, [&](const std::string* each) { return match.take_beginning(*each); });
  for (const std::string* const each : left) {
    match.take_other(*each);
  }
  mail.all = std::move(deliveries);
  return mail;
}

std::string describe(const delivered_mail& mail) {
  std::vector<std::string> parts;
  std::size_t more = 0;
  for (std::size_t i = 0; i < mail.fates.size(); ++i) {
    std::string fate = describe_fate(i + 1, mail.fates[i]);
    if (fate.empty()) {
      continue;
    }
    if (parts.size() < told_limit) {
      parts.push_back(std::move(fate));
    } else {
      ++more;
    }
  }
  if (more != 0) {
    parts.push_back(fmt::format("{} more", more));
  }
  if (mail.strangers != 0) {
    parts.push_back(fmt::format("{} that {} no message of the maildrop", mail.strangers,
                                mail.strangers == 1 ? "is" : "are"));
  }
  return parts.empty() ? "nothing" : joined(parts, ", ");
}

}  // namespace popquiz::conformance
