#pragma once

#include "options/arguments.hpp"

#include <CLI/App.hpp>
#include <CLI/Validators.hpp>

#include <string>

namespace popquiz::cli {

// Options that several commands have.

inline constexpr double longest_timeout = 3600;   // seconds
inline constexpr double longest_round_trip = 60;  // seconds

/// CLI11 puts a validator's description behind the type's name; ours say it in words.
[[nodiscard]] CLI::Validator unnamed(const CLI::Validator& v);

void add_password(CLI::App& to, std::string& user, const char* who, std::string& file, std::string& variable);
void add_listen(CLI::App& to, listen_arguments& into);
/// What clients are shown when TLS begins.
void add_certificate(CLI::App& to, listen_arguments& into);
void add_tls_mode(CLI::App& to, listen_arguments& into);
/// Whom to trust of servers.
CLI::Option* add_ca_file(CLI::App& to, std::string& into);
/// text or json, of `what`.
void add_format(CLI::App& to, std::string& into, const char* what);

}  // namespace popquiz::cli
