#include <popquiz/parser/command_table.hpp>

#include <popquiz/parser/ascii.hpp>

#include <algorithm>
#include <array>

namespace popquiz::parser {
namespace {

template <class... States>
consteval state_set in(States... states) noexcept {
  return {static_cast<std::uint8_t>(((1U << static_cast<unsigned>(states)) | ...))};
}

using enum argument_grammar;
using enum reply_shape;
using enum session_state;
using enum transition;

// Whether USER may follow a successful USER, and what may come between USER and PASS, RFC 1939
// leaves open: all of it is legal here (ambiguity A4).
constexpr state_set before_login = in(authorization, user_given);
constexpr state_set logged_in = in(transaction);
constexpr state_set anywhere = in(authorization, user_given, transaction);

// A failed APOP, AUTH or STLS counts as not issued, so that a USER before it stands (RFC 5034
// section 4). STLS forgets what was said before it (RFC 2595 section 4).
constexpr std::array<command_info, verb_count> table{{
    {verb::user, "USER", name, before_login, single_line, single_line, to_user_given, to_authorization, false,
     "USER", "RFC 1939 \u00a77"},
    {verb::pass, "PASS", text, in(user_given), single_line, single_line, to_transaction, to_authorization,
     false, "USER", "RFC 1939 \u00a77"},
    {verb::apop, "APOP", name_and_digest, before_login, single_line, single_line, to_transaction, same, false,
     "", "RFC 1939 \u00a77"},
    {verb::auth, "AUTH", sasl_mechanism, before_login, single_line, sasl, to_transaction, same, false, "SASL",
     "RFC 5034 \u00a74"},
    {verb::stls, "STLS", none, before_login, single_line, single_line, to_authorization, same, false, "STLS",
     "RFC 2595 \u00a74"},
    {verb::capa, "CAPA", none, anywhere, multi_line, multi_line, same, same, false, "", "RFC 2449 \u00a75"},
    {verb::utf8, "UTF8", none, before_login, single_line, single_line, same, same, false, "UTF8",
     "RFC 6856 \u00a72.1"},
    {verb::lang, "LANG", optional_language, anywhere, multi_line, single_line, same, same, false, "LANG",
     "RFC 6856 \u00a73.2"},
    {verb::stat, "STAT", none, logged_in, single_line, single_line, same, same, true, "", "RFC 1939 \u00a75"},
    {verb::list, "LIST", optional_message_number, logged_in, multi_line, single_line, same, same, true, "",
     "RFC 1939 \u00a75"},
    {verb::uidl, "UIDL", optional_message_number, logged_in, multi_line, single_line, same, same, false,
     "UIDL", "RFC 1939 \u00a77"},
    {verb::retr, "RETR", message_number, logged_in, multi_line, multi_line, same, same, true, "",
     "RFC 1939 \u00a75"},
    {verb::top, "TOP", message_number_and_lines, logged_in, multi_line, multi_line, same, same, false, "TOP",
     "RFC 1939 \u00a77"},
    {verb::dele, "DELE", message_number, logged_in, single_line, single_line, same, same, true, "",
     "RFC 1939 \u00a75"},
    {verb::noop, "NOOP", none, logged_in, single_line, single_line, same, same, true, "", "RFC 1939 \u00a75"},
    {verb::rset, "RSET", none, logged_in, single_line, single_line, same, same, true, "", "RFC 1939 \u00a75"},
    {verb::quit, "QUIT", none, anywhere, single_line, single_line, to_update_or_ended, to_update_or_ended,
     true, "", "RFC 1939 \u00a76"},
}};

consteval bool every_verb_is_at_its_index() noexcept {
  for (std::size_t i = 0; i < table.size(); ++i) {
    if (table[i].id != static_cast<verb>(i)) {
      return false;
    }
  }
  return true;
}
static_assert(every_verb_is_at_its_index());

constexpr std::size_t longest_keyword = 4;

/// A keyword of any case as a number: its octets in capitals, and their count, because NUL is an octet.
/// 0 when no command has a keyword as long.
constexpr std::uint64_t key_of(std::string_view keyword) noexcept {
  if (keyword.size() > longest_keyword) {
    return 0;
  }
  std::uint64_t key = keyword.size();
  for (const char c : keyword) {
    key = key << 8U | static_cast<unsigned char>(to_upper(c));
  }
  return key;
}

constexpr std::array<std::uint64_t, verb_count> keys = [] {
  std::array<std::uint64_t, verb_count> out{};
  std::transform(table.begin(), table.end(), out.begin(),
                 [](const command_info& command) { return key_of(command.keyword); });
  return out;
}();
static_assert(std::find(keys.begin(), keys.end(), 0) == keys.end(),
              "a keyword is longer than longest_keyword");

}  // namespace

const std::array<command_info, verb_count>& command_table() noexcept {
  return table;
}

const command_info& info(verb v) noexcept {
  return table[static_cast<std::size_t>(v)];
}

const command_info* find_command(std::string_view keyword) noexcept {
  const std::uint64_t key = key_of(keyword);
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (keys[i] == key) {
      return &table[i];
    }
  }
  return nullptr;
}

session_state next_state(const command_info& command, session_state from, bool ok) noexcept {
  switch (ok ? command.on_ok : command.on_err) {
    case transition::same:
      break;
    case transition::to_authorization:
      return session_state::authorization;
    case transition::to_user_given:
      return session_state::user_given;
    case transition::to_transaction:
      return session_state::transaction;
    case transition::to_update_or_ended:
      return from == session_state::transaction ? session_state::update : session_state::ended;
  }
  return from;
}

std::string_view describe(session_state state) noexcept {
  switch (state) {
    case session_state::authorization:
    case session_state::user_given:
      return "AUTHORIZATION";
    case session_state::transaction:
      return "TRANSACTION";
    case session_state::update:
      return "UPDATE";
    case session_state::ended:
      break;
  }
  return "ended";
}

}  // namespace popquiz::parser
