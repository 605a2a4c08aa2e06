#include <popquiz/client/fetch_plan.hpp>

#include <algorithm>
#include <string>

namespace popquiz::client {
namespace {

constexpr std::int64_t seconds_a_day = 86'400;

/// Of a message that is durable here.
fetch_action action_of_known(const ledger_entry& entry, const surveyed_message& message,
                             const fetch_settings& settings, std::int64_t now) {
  const bool is_due = settings.from_server == deletion::when_kept ||
                      (settings.from_server == deletion::after_days &&
                       now - entry.fetched_at >= static_cast<std::int64_t>(settings.days) * seconds_a_day);
  if (!is_due) {
    return settings.again ? fetch_action::retrieve : fetch_action::leave_known;
  }
  const bool same_size =
      entry.octets_listed == 0 || message.octets == 0 || entry.octets_listed == message.octets;
  return same_size ? fetch_action::remove : fetch_action::retrieve;
}

planned_message plan_one(const surveyed_message& message, ledger& known, const mail_store& store,
                         const fetch_settings& settings, std::int64_t now, store_result& failed) {
  planned_message planned;
  if (message.unique_id.empty() || message.id_is_shared) {
    planned.by_content = true;
    return planned;
  }
  const auto entry = known.find(settings.account, message.unique_id, failed);
  if (entry) {
    planned.generation = entry->generation + (entry->deleted ? 1 : 0);
    if (!entry->deleted) {
      planned.action = action_of_known(*entry, message, settings, now);
      if (planned.action == fetch_action::retrieve && !settings.again) {
        ++planned.generation;  // of another size: another message
      }
      return planned;
    }
  }
  if (store.delivered_before({settings.account, std::string(message.unique_id), planned.generation, false})) {
    planned.action = fetch_action::record;
  }
  return planned;
}

}  // namespace

std::size_t fetch_plan::count(fetch_action what) const noexcept {
  return static_cast<std::size_t>(std::ranges::count(messages, what, &planned_message::action));
}

fetch_plan make_plan(const maildrop_survey& survey, ledger& known, const mail_store& store,
                     const fetch_settings& settings, store_result& failed) {
  const std::int64_t now = settings.wall_clock ? settings.wall_clock() : 0;
  fetch_plan plan;
  plan.messages.reserve(survey.size());
  for (std::size_t i = 0; i < survey.size() && failed; ++i) {
    const surveyed_message message = survey[i];
    planned_message planned = plan_one(message, known, store, settings, now, failed);
    if (planned.action == fetch_action::retrieve) {
      if (settings.max_octets && message.octets > *settings.max_octets) {
        planned.action = fetch_action::leave_large;
      } else if (settings.max_messages && plan.to_retrieve >= *settings.max_messages) {
        planned.action = fetch_action::leave_later;
      } else {
        ++plan.to_retrieve;
        plan.octets_to_retrieve += message.octets;
      }
    }
    plan.messages.push_back(planned);
  }
  return plan;
}

}  // namespace popquiz::client
