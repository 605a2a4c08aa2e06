#include "parse/reply_plan.hpp"

#include "parse/printable_text.hpp"

#include <popquiz/parser/command_table.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace popquiz::cli {
namespace {

using parser::argument_grammar;
using parser::reply_shape;

constexpr std::array<std::pair<std::string_view, reply_shape>, 4> shape_names{
    {{"status", reply_shape::single_line},
     {"greeting", reply_shape::single_line},
     {"body", reply_shape::multi_line},
     {"sasl", reply_shape::sasl}}};

std::string_view without_blanks(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
  return text.substr(0, text.find_last_not_of(' ') + 1);
}

/// A command that can't go without argument is meant with one: AUTH is AUTH PLAIN.
bool has_argument(const parser::command_info& command, std::string_view given) {
  const bool may_go_without = command.arguments == argument_grammar::none ||
                              command.arguments == argument_grammar::optional_message_number ||
                              command.arguments == argument_grammar::optional_language;
  return !given.empty() || !may_go_without;
}

std::optional<reply_shape> shape_called(std::string_view entry) {
  const auto* const named =
      std::ranges::find(shape_names, entry, &std::pair<std::string_view, reply_shape>::first);
  if (named != shape_names.end()) {
    return named->second;
  }
  const std::string_view keyword = entry.substr(0, entry.find(' '));
  const parser::command_info* const command = parser::find_command(keyword);
  if (command == nullptr) {
    return std::nullopt;
  }
  return parser::shape_of(*command, has_argument(*command, entry.substr(keyword.size())));
}

}  // namespace

std::optional<std::vector<planned_reply>> parse_reply_plan(std::string_view list, std::string& why) {
  std::vector<planned_reply> plan;
  for (bool more = true; more;) {
    const std::size_t comma = list.find(',');
    const std::string_view entry = without_blanks(list.substr(0, comma));
    const auto shape = shape_called(entry);
    if (!shape) {
      why = fmt::format(
          "--reply: expected status, body, sasl, greeting or a POP3 command, found \"{}\" as reply {}",
          printable(entry), plan.size() + 1);
      return std::nullopt;
    }
    plan.push_back({printable(entry), *shape});
    more = comma != std::string_view::npos;
    list.remove_prefix(more ? comma + 1 : list.size());
  }
  return plan;
}

}  // namespace popquiz::cli
