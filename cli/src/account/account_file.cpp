#include "account/account_file.hpp"

#include "account/account_keys.hpp"
#include "account/toml_document.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <utility>

namespace popquiz::cli {
namespace {

constexpr std::array<std::string_view, 2> tables{"defaults", "account"};

/// The key `password` stands in the text, or something that looks like it.
bool may_have_a_password(std::string_view text) noexcept {
  constexpr std::string_view key = "password";
  for (std::size_t at = text.find(key); at != std::string_view::npos; at = text.find(key, at + 1)) {
    const std::size_t behind = at + key.size();
    if (behind == text.size() || text[behind] != '_') {
      return true;
    }
  }
  return false;
}

bool is_name(std::string_view text) noexcept {
  return !text.empty() && std::ranges::none_of(text, [](char each) {
    return static_cast<unsigned char>(each) < 0x20 || each == 0x7F;
  });
}

/// [defaults] and the [account.NAME]s, whatever their order in the file.
bool read_tables(toml_value& document, const account_context& context, account_file& into,
                 account_problem& why) {
  account_overrides defaults;
  toml_value* accounts = nullptr;
  for (toml_entry& entry : document.entries) {
    if (std::ranges::find(tables, entry.key) == tables.end()) {
      why = {entry.where, unknown_key_text(entry.key, tables)};
      return false;
    }
    if (entry.value.is != toml_value::kind::table) {
      why = {entry.where,
             entry.key == "account" ? "expected tables [account.NAME]" : "expected a table [defaults]"};
      return false;
    }
    if (entry.key == "account") {
      accounts = &entry.value;
    } else if (!read_account_table(entry.value, context, defaults, why)) {
      return false;
    }
  }
  if (accounts == nullptr) {
    return true;
  }
  for (toml_entry& entry : accounts->entries) {
    if (entry.value.is != toml_value::kind::table || !is_name(entry.key)) {
      why = {entry.where, "expected a table [account.NAME]"};
      return false;
    }
    account_overrides says;
    if (!read_account_table(entry.value, context, says, why)) {
      return false;
    }
    into.accounts.push_back({entry.key, defaults});
    lay_over(into.accounts.back().says, says);
  }
  return true;
}

}  // namespace

const named_account* account_file::find(std::string_view name) const noexcept {
  const auto found = std::ranges::find(accounts, name, &named_account::name);
  return found == accounts.end() ? nullptr : &*found;
}

std::string default_account_file() {
  constexpr std::string_view name = "popquiz/accounts.toml";
  const char* const config = std::getenv("XDG_CONFIG_HOME");
  if (config != nullptr && *config == '/') {
    return (std::filesystem::path(config) / name).string();
  }
  const char* const home = std::getenv("HOME");
  return home != nullptr && *home != '\0' ? (std::filesystem::path(home) / ".config" / name).string()
                                          : std::string();
}

std::optional<account_file> read_account_file(const std::string& path, std::string& why) {
  file_access access;
  auto text = read_text_file(path, why, &access);
  return text ? parse_account_file(std::move(*text), path, access, why) : std::nullopt;
}

std::optional<account_file> parse_account_file(std::string text, const std::string& path,
                                               const file_access& access, std::string& why) {
  const account_context context{std::filesystem::path(path).parent_path().string(), access};
  toml_problem no_toml;
  auto document = parse_toml(text, no_toml);
  const bool is_secret = may_have_a_password(text);
  wipe(text);
  account_problem problem;
  account_file found;
  if (!document) {
    problem = {no_toml.where, is_secret ? "this is no TOML" : "this is no TOML: " + no_toml.what};
  } else if (read_tables(*document, context, found, problem)) {
    found.path = path;
    return found;
  }
  why = fmt::format("{}:{}:{}: {}", path, problem.where.line, problem.where.column, problem.what);
  return std::nullopt;
}

}  // namespace popquiz::cli
