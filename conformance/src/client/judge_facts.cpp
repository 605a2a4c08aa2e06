#include "client/judge.hpp"

#include <popquiz/script/matcher.hpp>

#include <algorithm>
#include <set>
#include <string_view>

namespace popquiz::conformance {
namespace {

using script::fact;
using script::fact_kind;

/// The message-numbers that a fact names, as a set; those that the maildrop does not have, too.
std::set<std::uint64_t> named(const fact& what, std::size_t messages) {
  std::set<std::uint64_t> numbers(what.numbers.begin(), what.numbers.end());
  for (std::uint64_t n = 1; what.all && n <= messages; ++n) {
    numbers.insert(n);
  }
  return numbers;
}

std::set<std::uint64_t> all_but(const std::set<std::uint64_t>& numbers, std::size_t messages) {
  std::set<std::uint64_t> others;
  for (std::uint64_t n = 1; n <= messages; ++n) {
    if (!numbers.contains(n)) {
      others.insert(n);
    }
  }
  return others;
}

/// These and no others, each once, octet for octet, and nothing else.
bool delivered_just(const std::set<std::uint64_t>& numbers, const delivered_mail& mail) {
  for (std::size_t i = 0; i < mail.fates.size(); ++i) {
    const message_fate& fate = mail.fates[i];
    if (fate.exact != (numbers.contains(i + 1) ? 1U : 0U) || fate.truncated + fate.altered != 0) {
      return false;
    }
  }
  return mail.strangers == 0 &&
         std::ranges::all_of(numbers, [&](std::uint64_t n) { return n >= 1 && n <= mail.fates.size(); });
}

template <class Test>
bool each_is(const std::set<std::uint64_t>& numbers, const delivered_mail& mail, Test test) {
  return !numbers.empty() && std::ranges::all_of(numbers, [&](std::uint64_t n) {
    return n >= 1 && n <= mail.fates.size() && test(mail.fates[static_cast<std::size_t>(n - 1)]);
  });
}

bool matches(const script::pattern& text, std::string_view what) {
  script::variables names;
  return script::match_exact(text, what, names);
}

bool has_said(const fact& what, const client_observations& seen) {
  const auto is_meant = [&](const std::string& each) { return matches(what.text, each); };
  return std::ranges::any_of(seen.said.commands, is_meant) ||
         std::ranges::any_of(seen.said.responses, is_meant);
}

bool has_line(const script::pattern& text, std::string_view octets) {
  while (!octets.empty()) {
    std::string_view line = octets.substr(0, octets.find('\n'));
    octets.remove_prefix(std::min(octets.size(), line.size() + 1));
    line.remove_suffix(line.ends_with('\r') ? 1 : 0);
    if (matches(text, line)) {
      return true;
    }
  }
  return false;
}

bool has_delivered_line(const fact& what, const client_observations& seen) {
  return std::ranges::any_of(seen.mail.all,
                             [&](const std::string& each) { return has_line(what.text, each); });
}

bool file_exists(const fact& what, const client_observations& seen) {
  const script::variables names{{"scratch", seen.scratch.string()}};
  const auto path = script::expand(what.text, names);
  std::error_code error;
  return path && std::filesystem::exists(std::filesystem::symlink_status(*path, error));
}

std::optional<bool> about_status(bool is_so, const client_observations& seen) {
  const bool by_status = seen.end == client_end::success || seen.end == client_end::error;
  return by_status && !seen.status_has_meaning ? std::nullopt : std::optional(is_so);
}

}  // namespace

std::optional<bool> holds(const fact& what, const client_observations& seen) {
  const delivered_mail& mail = seen.mail;
  const std::set<std::uint64_t> numbers = named(what, mail.fates.size());
  switch (what.kind) {
    case fact_kind::delivered:
      return delivered_just(numbers, mail);
    case fact_kind::delivered_nothing:
      return delivered_just({}, mail);
    case fact_kind::delivered_without:
      return delivered_just(all_but(numbers, mail.fates.size()), mail);
    case fact_kind::truncated:
      return each_is(numbers, mail, [](const message_fate& fate) { return fate.truncated != 0; });
    case fact_kind::altered:
      return each_is(numbers, mail, [](const message_fate& fate) { return fate.altered != 0; });
    case fact_kind::twice:
      return each_is(numbers, mail,
                     [](const message_fate& fate) { return fate.exact + fate.truncated + fate.altered > 1; });
    case fact_kind::line_delivered:
      return has_delivered_line(what, seen);
    case fact_kind::no_line_delivered:
      return !has_delivered_line(what, seen);
    case fact_kind::deleted:
      return std::set(seen.deleted.begin(), seen.deleted.end()) == numbers;
    case fact_kind::deleted_nothing:
      return seen.deleted.empty();
    case fact_kind::success:
      return about_status(seen.end == client_end::success, seen);
    case fact_kind::error:
      return about_status(seen.end == client_end::error, seen);
    case fact_kind::crashed:
      return seen.end == client_end::crashed;
    case fact_kind::hung:
      return seen.end == client_end::hung;
    case fact_kind::never_connected:
      return !seen.connected;
    case fact_kind::gave_up_early:
      return !seen.said.authenticates;
    case fact_kind::said:
      return has_said(what, seen);
    case fact_kind::never_said:
      return !has_said(what, seen);
    case fact_kind::invalid_command:
      return !seen.said.invalid.empty();
    case fact_kind::out_of_step:
      return !seen.said.out_of_step.empty();
    case fact_kind::secret_in_clear:
      return !seen.said.in_clear.empty();
    case fact_kind::file_exists:
      return file_exists(what, seen);
    case fact_kind::ended_within:
      return seen.end != client_end::hung && seen.duration <= what.time;
    case fact_kind::memory_below:
      return seen.resident ? std::optional(*seen.resident < what.amount) : std::nullopt;
    case fact_kind::memory_above:
      return seen.resident ? std::optional(*seen.resident > what.amount) : std::nullopt;
    case fact_kind::disk_below:
      return seen.disk < what.amount;
    case fact_kind::disk_above:
      return seen.disk > what.amount;
    case fact_kind::commands_above:
      return seen.said.commands.size() > what.amount;
    case fact_kind::connections_above:
      return seen.connections > what.amount;
  }
  return std::nullopt;
}

}  // namespace popquiz::conformance
