#include "test/tested_client.hpp"

#include "seconds.hpp"
#include "text_file.hpp"

#include <popquiz/conformance/driver.hpp>

#include <fmt/format.h>

#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>

namespace popquiz::cli {
namespace {

using conformance::delivery_form;
using conformance::driver;

constexpr std::string_view default_place = "mail";

std::optional<driver> find_driver(const std::string& name, std::string& why) {
  if (name.ends_with(".toml") || name.find('/') != std::string::npos) {
    const auto text = read_text_file(name, why);
    return text ? conformance::parse_driver(*text, name, why) : std::nullopt;
  }
  auto all = conformance::builtin_drivers(why);
  if (!all) {
    return std::nullopt;
  }
  const auto found = std::ranges::find(*all, name, &driver::name);
  if (found == all->end()) {
    why = fmt::format("--driver: there is none called \"{}\" (`popquiz drivers` lists them)", name);
    return std::nullopt;
  }
  return std::move(*found);
}

/// "KIND:PATH", PATH relative and without "..".
bool read_place(const std::string& text, delivery_form& into, std::string& why) {
  if (text.empty()) {
    into.path = default_place;
    into.crlf = true;
    return true;
  }
  const std::size_t colon = std::min(text.find(':'), text.size());
  const std::string_view kind = std::string_view(text).substr(0, colon);
  into.path = text.substr(std::min(colon + 1, text.size()));
  const std::filesystem::path path(into.path);
  const bool leads_out = path.is_absolute() || std::ranges::find(path, "..") != path.end();
  using place = delivery_form::place;
  constexpr std::array kinds{std::pair{std::string_view("folder"), place::folder},
                             std::pair{std::string_view("maildir"), place::maildir},
                             std::pair{std::string_view("mbox"), place::mbox}};
  const auto* const found = std::ranges::find(kinds, kind, &std::pair<std::string_view, place>::first);
  if (found == kinds.end() || path.empty() || leads_out) {
    why = fmt::format(
        "--delivers: expected folder:PATH, maildir:PATH or mbox:PATH, PATH below the client's "
        "own folder, found \"{}\"",
        text);
    return false;
  }
  into.kind = found->second;
  into.crlf = into.kind == place::folder;
  into.quotes_from_lines = into.kind == place::mbox;
  return true;
}

bool has_word(const std::vector<std::string>& command, std::string_view word) {
  return std::ranges::any_of(command,
                             [&](const std::string& each) { return each.find(word) != std::string::npos; });
}

/// The client runs in a folder of its own: what a relative path names here is meant.
std::string named_here(const std::string& word) {
  const std::filesystem::path path(word);
  std::error_code error;
  if (!path.is_relative() || word.find('/') == std::string::npos || !std::filesystem::exists(path, error)) {
    return word;
  }
  const auto absolute = std::filesystem::absolute(path, error);
  return error ? word : absolute.lexically_normal().string();
}

std::vector<std::string> named_here(std::vector<std::string> command) {
  for (std::string& word : command) {
    word = named_here(word);
  }
  return command;
}

/// The driver starts another program in place of its own, and asks that one for its version.
void use_program(driver& of, const std::string& program) {
  if (!of.version.empty() && of.version.front() == of.command.front()) {
    of.version.front() = program;
  }
  of.command.front() = program;
}

/// A command without driver.
std::optional<driver> bare_driver(const test_client_arguments& arguments, std::string& why) {
  driver made;
  made.name = std::filesystem::path(arguments.command.front()).filename().string();
  made.title = made.name;
  made.command = named_here(arguments.command);
  if (!read_place(arguments.delivers, made.delivery, why)) {
    return std::nullopt;
  }
  if (!arguments.line_ends.empty()) {
    made.delivery.crlf = arguments.line_ends == "crlf";
  }
  if (!has_word(made.command, "{transport}")) {
    made.cannot["stls"] = made.cannot["tls"] =
        "its words have no {transport} (--can stls,tls: it looks itself)";
  }
  if (!has_word(made.command, "{afterwards}")) {
    made.cannot["delete"] = "its words have no {afterwards} (--can delete: it looks itself)";
  }
  for (const std::string& word : arguments.can) {
    made.cannot.erase(word);
  }
  return made;
}

/// Whom the client works for: nobody is hurt by what it does then.
bool find_user(const test_client_arguments& arguments, conformance::client_settings& into, std::string& why) {
  const bool is_root = ::geteuid() == 0;
  if (!is_root && !arguments.as.empty()) {
    why = "--as: only root may run a client as somebody else";
    return false;
  }
  if (is_root && arguments.as != "root") {
    into.as = conformance::find_system_user(arguments.as.empty() ? "nobody" : arguments.as, why);
    return into.as.has_value();
  }
  return true;
}

bool read_client(const test_client_arguments& arguments, conformance::client_settings& into,
                 std::string& why) {
  const bool has_driver = !arguments.driver.empty();
  if (!has_driver && arguments.command.empty()) {
    why = "which client? Name a driver (--driver; `popquiz drivers` lists them), or give a command behind --";
    return false;
  }
  if (has_driver && (!arguments.delivers.empty() || !arguments.line_ends.empty() || !arguments.can.empty())) {
    why = "--delivers, --line-ends and --can are for a command without driver: a driver says it itself";
    return false;
  }
  if (!arguments.program.empty() && (!has_driver || !arguments.command.empty())) {
    why = "--program is for a driver's own command: expected --driver, and no command behind --";
    return false;
  }
  auto made = has_driver ? find_driver(arguments.driver, why) : bare_driver(arguments, why);
  if (!made) {
    return false;
  }
  if (has_driver && !arguments.command.empty()) {
    made->command = named_here(arguments.command);
  }
  if (!arguments.program.empty()) {
    use_program(*made, named_here(arguments.program));
  }
  for (const std::string& word : arguments.cannot) {
    made->cannot[word] = "as --cannot says";
  }
  into.client = std::move(*made);
  into.is_bare_command = !has_driver;
  return true;
}

}  // namespace

std::optional<conformance::client_settings> make_tested_client(const test_client_arguments& arguments,
                                                               complaint& why) {
  conformance::client_settings made;
  why.code = exit_code::usage;
  if (!read_client(arguments, made, why.what) || !find_user(arguments, made, why.what)) {
    return std::nullopt;
  }
  made.time_limit = milliseconds_of(arguments.timeout);
  made.limits_memory = !arguments.no_memory_limit;
  made.jobs = arguments.jobs;
  if (!arguments.keep.empty()) {
    std::error_code error;
    made.keep = std::filesystem::absolute(arguments.keep, error);
    if (error) {
      why.what = fmt::format("--keep: {}", error.message());
      return std::nullopt;
    }
  }
  return made;
}

}  // namespace popquiz::cli
