#include "account/password.hpp"

#include "account/password_command.hpp"
#include "account/prompt.hpp"
#include "text_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <utility>

namespace popquiz::cli {
namespace {

constexpr std::string_view noun(secret_kind kind) noexcept {
  return kind == secret_kind::token ? "token" : "password";
}

std::optional<secret> first_line_of(const std::string& file, std::string& why) {
  auto text = read_text_file(file, why);
  if (!text) {
    return std::nullopt;
  }
  secret line(text->substr(0, text->find('\n')));
  wipe(*text);
  return line;
}

std::optional<secret> value_of(const std::string& variable, std::string& why) {
  const char* const value = std::getenv(variable.c_str());
  if (value == nullptr) {
    why = fmt::format("the environment variable {} is not set", variable);
    return std::nullopt;
  }
  return secret(value);
}

std::optional<secret> read_from(const secret_source& source, const secret_request& request,
                                std::string& why) {
  switch (source.from) {
    case secret_from::file:
      return first_line_of(source.name, why);
    case secret_from::environment:
      return value_of(source.name, why);
    case secret_from::command:
      return run_password_command(source.name, request.command_limit, why);
    case secret_from::prompt: {
      const std::string_view what = source.kind == secret_kind::token ? "Token" : "Password";
      return ask_secret(fmt::format("{} of {}: ", what, request.whose), why);
    }
    case secret_from::word:
      return source.word;
  }
  return std::nullopt;
}

std::string words_for(const secret_source& source) {
  switch (source.from) {
    case secret_from::file:
      return source.name;
    case secret_from::environment:
      return "the environment variable " + source.name;
    case secret_from::command:
      return "the password command's output";
    case secret_from::prompt:
      return "what was typed";
    case secret_from::word:
      break;
  }
  return "what was given";
}

}  // namespace

std::optional<secret_source> choose_secret(secret_options& options, std::string& why) {
  struct named {
    std::string_view option;
    bool given;
    secret_from from;
    secret_kind kind;
    const std::string* name;
  };
  using enum secret_from;
  using enum secret_kind;
  const std::array all{
      named{"--password-file", !options.password_file.empty(), file, password, &options.password_file},
      named{"--password-env", !options.password_env.empty(), environment, password, &options.password_env},
      named{"--password-command", !options.password_command.empty(), command, password,
            &options.password_command},
      named{"--password-prompt", options.password_prompt, prompt, password, nullptr},
      named{"--password", options.password.has_value(), word, password, nullptr},
      named{"--token-file", !options.token_file.empty(), file, token, &options.token_file},
      named{"--token-env", !options.token_env.empty(), environment, token, &options.token_env},
      named{"--token-command", !options.token_command.empty(), command, token, &options.token_command},
  };
  std::optional<secret_source> found;
  std::string_view first;
  for (const named& each : all) {
    if (!each.given) {
      continue;
    }
    if (found) {
      why = fmt::format("{} and {} can't be given together", first, each.option);
      found.reset();
      break;
    }
    first = each.option;
    found.emplace(each.from, each.kind, each.name != nullptr ? *each.name : std::string(),
                  each.from == word ? secret(std::move(*options.password)) : secret());
  }
  if (options.password) {
    wipe(*options.password);
  }
  return found;
}

std::optional<secret> read_secret(const secret_source& source, const secret_request& request,
                                  std::string& why) {
  auto found = read_from(source, request, why);
  if (!found) {
    return std::nullopt;
  }
  std::string_view text = found->text();
  // A line end of another system's, in a file or behind a command's output.
  if ((source.from == secret_from::file || source.from == secret_from::command) && text.ends_with('\r')) {
    text.remove_suffix(1);
    found.emplace(std::string(text));
    text = found->text();
  }
  if (text.empty()) {
    why = fmt::format("{} has no {}", words_for(source), noun(source.kind));
    return std::nullopt;
  }
  if (text.size() > secret_limit) {
    why = fmt::format("the {} in {} is longer than {} octets", noun(source.kind), words_for(source),
                      secret_limit);
    return std::nullopt;
  }
  // It is going to be part of a command's line.
  if (text.find_first_of(std::string_view("\r\n\0", 3)) != std::string_view::npos) {
    why = fmt::format("the {} in {} has a line end or a NUL within", noun(source.kind), words_for(source));
    return std::nullopt;
  }
  return found;
}

std::string_view warning_about(const secret_source& source) noexcept {
  return source.from == secret_from::word ? "a password on the command line can be seen by everybody on this "
                                            "machine, in the list of processes"
                                          : std::string_view();
}

std::optional<std::string> find_password(const std::string& file, const std::string& variable,
                                         const std::optional<std::string>& otherwise, std::string& why) {
  secret_options options;
  options.password_file = file;
  options.password_env = file.empty() ? variable : std::string();
  const auto source = choose_secret(options, why);
  if (!source) {
    if (!otherwise) {
      why = "a password is needed: --password-file FILE or --password-env NAME";
    }
    return otherwise;
  }
  const auto found = read_secret(*source, {}, why);
  return found ? std::optional(found->text()) : std::nullopt;
}

}  // namespace popquiz::cli
