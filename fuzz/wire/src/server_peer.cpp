#include "server_peer.hpp"

#include <fmt/format.h>

#include <unistd.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <thread>

namespace popquiz::fuzz_wire {
namespace {

using clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr milliseconds start_patience{15'000};
constexpr milliseconds between_tries{10};
constexpr milliseconds ending_patience{100};  // for a program of which a process is ending
constexpr milliseconds words_patience{30};    // for what a process has printed that has ended
constexpr milliseconds log_patience{3};       // for a line that is written before the connection ends
constexpr milliseconds long_patience{500};
constexpr std::uint64_t log_piece = 64UL * 1024;

void fill_in(std::string& text, std::string_view word, const std::string& value) {
  for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + value.size())) {
    text.replace(at, word.size(), value);
  }
}

std::vector<std::string> environment_with(const std::vector<std::string>& more) {
  std::vector<std::string> all;
  for (char** each = environ; *each != nullptr; ++each) {
    all.emplace_back(*each);
  }
  all.insert(all.end(), more.begin(), more.end());
  return all;
}

}  // namespace

server_peer::server_peer(server_address address) : address_(std::move(address)) {
  std::error_code error;
  log_read_ = address_.log.empty() ? 0 : std::filesystem::file_size(address_.log, error);
  wire_ = std::make_unique<wire_subject>(address_.where);
}

bool server_peer::start(std::string& why) {
  if (!address_.start.empty()) {
    program_.reset();
    if (address_.is_instrumented && !coverage_) {
      auto made = target_coverage::make(why);
      if (!made) {
        return false;
      }
      coverage_.emplace(std::move(*made));
    }
    if (address_.any_port) {
      address_.where.port = free_port();
    }
    const std::string port = std::to_string(address_.where.port);
    std::string command = address_.start;
    fill_in(command, "{host}", address_.where.host);
    fill_in(command, "{port}", port);
    std::vector<std::string> more{"POPQUIZ_HOST=" + address_.where.host, "POPQUIZ_PORT=" + port};
    if (coverage_) {
      more.push_back(fmt::format("{}={}", target_coverage::variable, coverage_->file().string()));
    }
    program_ = std::make_unique<started_program>(std::move(command), environment_with(more));
    program_->start();
    wire_ = std::make_unique<wire_subject>(address_.where);
  }
  if (answers_within(start_patience)) {
    return true;
  }
  const auto ended = program_ ? program_->has_ended() : std::nullopt;
  why = fmt::format("{}: no POP3 greeting{}", name(),
                    ended ? fmt::format("; the program ended: {}", ended->what) : std::string());
  if (program_ && !program_->last_output().empty()) {
    std::string said = program_->last_output();
    std::ranges::replace(said, '\n', ' ');
    why += ": " + said.substr(0, 200);
  } else if (!wire_->error_text().empty()) {
    why += ": " + wire_->error_text();
  }
  return false;
}

bool server_peer::answers_within(milliseconds time) {
  constexpr std::size_t session = 0;
  const auto until = clock::now() + time;
  do {
    std::array<char, 512> greeting{};
    const auto left = clock::now() + std::max(milliseconds(100),
                                              std::chrono::duration_cast<milliseconds>(until - clock::now()));
    if (wire_->open(session, left).status == sansio::io_status::ok) {
      const auto got = wire_->perform(session, sansio::read{greeting, left});
      if (got.status == sansio::io_status::ok && got.octets != 0) {
        const std::array<std::string_view, 1> quit{"QUIT\r\n"};
        static_cast<void>(wire_->perform(session, sansio::write{quit, left}));
        wire_->drop_all();
        return greeting[0] == '+';
      }
    }
    wire_->drop_all();
    if (program_ && program_->has_ended()) {
      return false;
    }
    std::this_thread::sleep_for(between_tries);
  } while (clock::now() < until);
  return false;
}

std::string server_peer::crash_of_program() const {
  if (!program_) {
    return {};
  }
  const std::string line = program_->sanitizer_line();
  const auto ended = program_->has_ended();
  return !line.empty() ? line : ended ? ended->what : std::string();
}

std::string server_peer::crash_in_log() {
  if (address_.log.empty()) {
    return {};
  }
  std::ifstream in(address_.log, std::ios::binary);
  std::string text(log_piece, '\0');
  in.seekg(static_cast<std::streamoff>(log_read_));
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(std::max<std::streamsize>(in.gcount(), 0)));
  log_read_ += text.size();
  for (const std::string_view mark :
       {"Panic: ", "Sanitizer: ", "killed with signal", "core dumped", "segfault"}) {
    const std::size_t at = text.find(mark);
    if (at != std::string::npos) {
      return text.substr(at, std::min<std::size_t>(text.find('\n', at) - at, 100));
    }
  }
  return {};
}

milliseconds server_peer::crash_patience(session_end end, crash_watch watch) const {
  if (end == session_end::in_order || (!program_ && address_.log.empty())) {
    return milliseconds(0);
  }
  if (watch == crash_watch::patient) {
    return long_patience;
  }
  if (!program_) {
    return end == session_end::by_server ? log_patience : milliseconds(0);
  }
  return program_->is_ending() ? ending_patience
                               : (end == session_end::by_server ? words_patience : milliseconds(0));
}

std::string server_peer::crash(session_end end, crash_watch watch) {
  const auto begin = clock::now();
  for (;;) {
    const auto until = begin + crash_patience(end, watch);
    std::string what = crash_of_program();
    // The log may tell of somebody else's session, so this one has to have ended as if it were its own.
    const std::string logged = crash_in_log();
    if (what.empty() &&
        (end == session_end::by_server || (end == session_end::unclear && address_.is_alone))) {
      what = logged;
    }
    if (!what.empty() || clock::now() >= until) {
      return what;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
}

}  // namespace popquiz::fuzz_wire
