#pragma once

#include "account/secret.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace popquiz::cli {

/// A password or token has no more octets.
inline constexpr std::size_t secret_limit = 65536;

/// Where a secret comes from.
enum class secret_from : std::uint8_t {
  file,         ///< its first line
  environment,  ///< the value of a variable
  command,      ///< the first line that a shell command prints
  prompt,       ///< who sits at the terminal
  word,         ///< given as it is, on the command line or in the file of accounts
};

/// A token is what OAuth hands out (RFC 7628); it goes to other mechanisms than a password.
enum class secret_kind : std::uint8_t { password, token };

struct secret_source {
  secret_from from = secret_from::prompt;
  secret_kind kind = secret_kind::password;
  std::string name;  ///< of file: path; environment: variable; command: what `sh -c` is given
  secret word;       ///< of word
};

/// What the options of a command say about its secret; empty where they say nothing.
struct secret_options {
  std::string password_file;
  std::string password_env;
  std::string password_command;
  bool password_prompt = false;
  std::optional<std::string> password;  ///< --password WORD; wiped by choose_secret()
  std::string token_file;
  std::string token_env;
  std::string token_command;
};

/// The one source that `options` name. Nothing when they name none, and `why` stays empty then; nothing
/// and `why` set when they name two.
[[nodiscard]] std::optional<secret_source> choose_secret(secret_options& options, std::string& why);

struct secret_request {
  std::string whose;  ///< for the question: "mrose at mail.example"
  std::chrono::milliseconds command_limit = std::chrono::seconds(60);
};

/// The secret: not empty, no CR, LF or NUL in it, since it becomes part of a command's line. Nothing and
/// `why` set when there is none; `why` never has any of it.
[[nodiscard]] std::optional<secret> read_secret(const secret_source& source, const secret_request& request,
                                                std::string& why);

/// The warning a source deserves: a word on the command line can be seen in the list of processes. Empty
/// when it deserves none. For a source that an option named.
[[nodiscard]] std::string_view warning_about(const secret_source& source) noexcept;

/// The password: the first line of `file` without its line end, or the value of the environment
/// variable `variable`, or `otherwise` when neither is named. Nothing and `why` set when there is none.
[[nodiscard]] std::optional<std::string> find_password(const std::string& file, const std::string& variable,
                                                       const std::optional<std::string>& otherwise,
                                                       std::string& why);

}  // namespace popquiz::cli
