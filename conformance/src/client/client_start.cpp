#include "client/client_start.hpp"

#include "client/trial_folder.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>
#include <cstdlib>
#include <utility>

namespace popquiz::conformance {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::seconds version_time{10};

/// What a client may see of our environment: no more than it takes to start it, and what a sanitizer of its
/// own is told.
constexpr std::array<const char*, 7> passed_on{"ASAN_OPTIONS",           "UBSAN_OPTIONS",   "LSAN_OPTIONS",
                                               "TSAN_OPTIONS",           "LD_LIBRARY_PATH", "TZ",
                                               "PYTHONDONTWRITEBYTECODE"};

/// Where programs are looked for. Another user may not be let into what is on our PATH.
std::string path_for(const client_settings& client) {
  const char* const path = std::getenv("PATH");
  const bool has_none = client.as || path == nullptr || *path == '\0';
  return has_none ? "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin" : path;
}

std::vector<std::string> environment(const client_settings& client, const client_start& with,
                                     const fs::path& home, const fs::path& temporary) {
  std::vector<std::string> all{"PATH=" + path_for(client),
                               "HOME=" + home.string(),
                               "TMPDIR=" + temporary.string(),
                               "LANG=C.UTF-8",
                               "TERM=vt100",
                               "SHELL=/bin/sh",
                               "USER=" + with.user,
                               "LOGNAME=" + with.user};
  for (const char* const name : passed_on) {
    if (const char* const value = std::getenv(name)) {
      all.push_back(fmt::format("{}={}", name, value));
    }
  }
  for (const auto& [name, value] : environment_of(with)) {
    all.push_back(fmt::format("{}={}", name, value));
  }
  return all;
}

/// A program of the user's own is meant as seen from the folder in which popquiz runs.
void make_absolute(std::string& program) {
  if (program.find('/') != std::string::npos) {
    std::error_code error;
    const fs::path whole = fs::absolute(program, error);
    program = error ? program : whole.string();
  }
}

/// The words of a command without driver: those that popquiz knows are filled in, the rest stays.
bool fill_bare(const driver& of, const client_start& with, filled_driver& into, std::string& why) {
  for (const std::string& word : of.command) {
    std::string unknown;
    into.command.push_back(fill_words(word, with, unknown).value_or(word));
  }
  if (into.command.empty()) {
    why = "there is no command";
    return false;
  }
  make_absolute(into.command.front());
  return true;
}

bool fill_all(const client_settings& client, const client_start& with, filled_driver& into,
              std::string& why) {
  if (client.is_bare_command) {
    return fill_bare(client.client, with, into, why);
  }
  auto filled = fill(client.client, with, why);
  if (filled) {
    into = std::move(*filled);
  }
  return filled.has_value();
}

client_start nowhere(const client_settings& client, const fs::path& folder) {
  client_start with;
  with.host = "127.0.0.1";
  with.port = 1;
  with.user = "quiz";
  with.password = "sesame";
  with.scratch = folder;
  with.ca = folder / "ca.pem";
  with.programs = client.programs;
  for (const auto& [how, name] : {std::pair{transport::tls, "tls"}, std::pair{transport::stls, "stls"},
                                  std::pair{transport::clear, "clear"}}) {
    with.how = client.client.cannot.contains(name) ? with.how : how;
  }
  with.then = client.client.cannot.contains("keep") ? afterwards::remove : afterwards::keep;
  return with;
}

}  // namespace

std::optional<ready_client> make_ready(const client_settings& client, client_start with, const fs::path& home,
                                       const fs::path& temporary, bool is_first_run, std::string& why) {
  ready_client ready;
  ready.deliveries = home;
  ready.form = client.client.delivery;
  with.scratch = client.is_bare_command ? home / client.client.delivery.path : home;
  with.programs = client.programs;
  filled_driver filled;
  if (!fill_all(client, with, filled, why) ||
      (is_first_run && !lay_out(filled, client.client.delivery, home, why))) {
    return std::nullopt;
  }
  ready.start.command = std::move(filled.command);
  ready.start.environment = environment(client, with, home, temporary);
  ready.start.folder = home;
  ready.start.terminal = client.client.terminal;
  ready.start.as = client.as;
  return ready;
}

std::optional<std::string> version_of(const client_settings& client) {
  std::string why;
  const auto folder = trial_folder::make(client.as, why);
  if (client.is_bare_command || !folder) {
    return std::nullopt;
  }
  const client_start with = nowhere(client, folder->path());
  filled_driver filled;
  if (!fill_all(client, with, filled, why) || filled.version.empty()) {
    return std::nullopt;
  }
  process_start start;
  start.command = filled.version;
  start.environment = environment(client, with, folder->path(), folder->path());
  start.folder = folder->path();
  start.as = client.as;
  start.limits.time = version_time;
  const auto outcome = run_client_process(start, why);
  if (!outcome || outcome->end != process_end::exited || outcome->status != 0) {
    return std::nullopt;
  }
  const std::string said = outcome->output.text();
  return said.substr(0, std::min<std::size_t>(said.find('\n'), 200));
}

std::string command_text(const driver& client) {
  std::vector<std::string> words;
  for (const std::string& word : client.command) {
    const bool is_plain = !word.empty() && word.find_first_of(" \t\n'\"\\$*?;&|<>()") == std::string::npos;
    words.push_back(is_plain ? word : "'" + word + "'");
  }
  return fmt::format("{}", fmt::join(words, " "));
}

bool can_be_started(const client_settings& client, std::string& why) {
  filled_driver filled;
  if (!fill_all(client, nowhere(client, fs::path("/")), filled, why)) {
    return false;
  }
  if (!find_program(filled.command.front(), path_for(client)).empty()) {
    return true;
  }
  why = filled.command.front() + ": there is no such program";
  if (!client.client.package.empty()) {
    why += fmt::format(" (package {})", client.client.package);
  }
  return false;
}

}  // namespace popquiz::conformance
