#include <popquiz/client/mail_summary.hpp>

#include <popquiz/client/mail_structure.hpp>

#include "gmime_text.hpp"

#include <glib.h>

#include <algorithm>

namespace popquiz::client {
namespace {

std::string_view value_of(const std::vector<mail_field>& fields, std::string_view name) {
  const mail_field* const field = find_field(fields, name);
  return field == nullptr ? std::string_view() : std::string_view(field->value);
}

/// Text for comparing in any case.
std::string folded(std::string_view text) {
  const owned_text valid(::g_utf8_make_valid(text.data(), static_cast<gssize>(text.size())));
  const owned_text normal(::g_utf8_normalize(valid.get(), -1, G_NORMALIZE_ALL_COMPOSE));
  const owned_text lower(::g_utf8_casefold(normal == nullptr ? valid.get() : normal.get(), -1));
  return lower.get();
}

bool holds(std::string_view text, std::string_view wanted) {
  return folded(text).find(folded(wanted)) != std::string::npos;
}

bool is_date_only(std::string_view text) {
  return text.find_first_of("Tt ") == std::string_view::npos;
}

}  // namespace

read_result read_summary(const mailbox& from, std::size_t number, summary_depth depth, mail_summary& into) {
  into = {};
  into.number = number;
  into.name = from.name(number);
  read_result why;
  const auto message = from.open(number, why);
  if (message == nullptr) {
    return why;
  }
  into.octets = message->size();
  mail_structure structure;
  why =
      depth == summary_depth::header ? read_header(*message, structure) : read_structure(*message, structure);
  if (!why) {
    return why;
  }
  into.subject = decode_text(value_of(structure.header, "Subject"));
  into.from = decode_first_address(value_of(structure.header, "From"));
  if (const mail_field* const date = find_field(structure.header, "Date"); date != nullptr) {
    into.date = decode_date(date->value);
  }
  into.flags = from.flags(number).value_or(
      flags_of_status(value_of(structure.header, "Status"), value_of(structure.header, "X-Status")));
  if (depth == summary_depth::attachments && structure.fault == structure_fault::none) {
    into.attachments =
        static_cast<std::size_t>(std::ranges::count_if(structure.parts, &mail_part::is_attachment));
  }
  return {};
}

std::optional<std::int64_t> read_date(const mailbox& from, std::size_t number) {
  read_result why;
  const auto message = from.open(number, why);
  mail_structure structure;
  if (message == nullptr || !read_header(*message, structure)) {
    return std::nullopt;
  }
  const mail_field* const date = find_field(structure.header, "Date");
  return date == nullptr ? std::nullopt : decode_date(date->value);
}

bool summary_filter::lets(const mail_summary& s) const {
  return (from.empty() || holds(s.from.name, from) || holds(s.from.address, from)) &&
         (subject.empty() || holds(s.subject, subject)) && (!since || (s.date && *s.date >= *since));
}

std::optional<std::int64_t> parse_since(std::string_view text) {
  std::string full(text);
  if (is_date_only(text)) {
    full += "T00:00:00";
  } else if (full.size() == std::string_view("2024-05-01T10:30").size()) {
    full += ":00";
  }
  GTimeZone* const here = ::g_time_zone_new_local();
  GDateTime* const time = ::g_date_time_new_from_iso8601(full.c_str(), here);
  ::g_time_zone_unref(here);
  if (time == nullptr) {
    return std::nullopt;
  }
  const std::int64_t seconds = ::g_date_time_to_unix(time);
  ::g_date_time_unref(time);
  return seconds;
}

}  // namespace popquiz::client
