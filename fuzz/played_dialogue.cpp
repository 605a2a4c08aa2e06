// A hostile dialogue, and a hostile server: the play ends with a verdict that names a step, or is aborted
// with a reason; it can be ended at any time; the password is in nothing that a report shows.
//
// Input: the connection's end and its transport, the cuts (fuzz/pieces.hpp), the steps, an RS, and what the
// server says, in turns.
#include "choices.hpp"
#include "finding.hpp"
#include "peer_stream.hpp"

#include <popquiz/script/parse.hpp>
#include <popquiz/script/player.hpp>

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <variant>

namespace popquiz::fuzz {
namespace {

using sansio::io_status;
using script::play_status;

constexpr std::string_view password = "tanstaaf";
constexpr std::uint64_t silent_steps_limit = 20'000;
constexpr std::size_t actions_limit = 4'000;  // then the run is cancelled
constexpr std::size_t body_limit = 8'192;

class three_messages final : public script::maildrop_facts {
 public:
  [[nodiscard]] std::uint64_t messages() const override { return 3; }
  [[nodiscard]] std::optional<std::uint64_t> octets(std::uint64_t number) const override {
    const auto text = message(number);
    return text ? std::optional<std::uint64_t>(text->size()) : std::nullopt;
  }
  [[nodiscard]] std::optional<std::string_view> message(std::uint64_t number) const override {
    switch (number) {
      case 1:
        return "Subject: 1\r\n\r\n.dot\r\n";
      case 2:
        return "no blank line\r\n";
      default:
        return std::nullopt;  // it is there, its content is not known
    }
  }
};

struct world {
  io_status end = io_status::end_of_stream;
  bool connects = true;
  bool takes_writes = true;
  bool handshakes = true;
};

world choose_world(choices& in) {
  constexpr std::array<io_status, 4> ends{io_status::timed_out, io_status::end_of_stream,
                                          io_status::connection_reset, io_status::failed};
  const std::size_t bits = in.octet();
  return {ends[bits % ends.size()], (bits & 12U) != 12U, (bits & 16U) == 0, (bits & 32U) == 0};
}

class conversation {
 public:
  conversation(script::player& player, const world& around, peer_stream server)
      : player_(player), around_(around), server_(std::move(server)) {}

  void hold() {
    for (std::size_t actions = 0; actions < 2 * actions_limit; ++actions) {
      const script::player_action action = player_.resume(last_, now_);
      if (script::is_done(action)) {
        return;
      }
      last_ = actions < actions_limit ? perform(action) : sansio::io_result{io_status::cancelled, 0};
    }
    require(false, "a play that is cancelled ends");
  }

 private:
  sansio::io_result perform(const script::player_action& action) {
    if (const auto* opening = std::get_if<script::connect>(&action.what)) {
      require(opening->deadline > now_, "a connection is given time");
      return {around_.connects ? io_status::ok : io_status::failed, 0};
    }
    const auto& what = std::get<sansio::next_action>(action.what);
    if (const auto* r = std::get_if<sansio::read>(&what)) {
      require(!r->into.empty(), "a read has room");
      const sansio::io_result said = server_.say(r->into);
      now_ = said.status == io_status::timed_out ? std::max(now_, r->deadline) : now_;
      return said;
    }
    if (const auto* w = std::get_if<sansio::write>(&what)) {
      std::size_t octets = 0;
      for (const std::string_view piece : w->pieces) {
        octets += piece.size();
      }
      require(octets != 0, "a write has something");
      server_.next();
      return {around_.takes_writes ? io_status::ok : io_status::connection_reset, octets};
    }
    if (const auto* pause = std::get_if<sansio::wait_until>(&what)) {
      now_ = std::max(now_, pause->when);
      return {};
    }
    if (std::holds_alternative<sansio::tls_handshake>(what)) {
      return {around_.handshakes ? io_status::ok : io_status::tls_failed, 0};
    }
    require(std::holds_alternative<sansio::close>(what), "it reads, writes, waits, shakes hands or closes");
    return {};
  }

  script::player& player_;
  const world& around_;
  peer_stream server_;
  sansio::time_point now_{std::chrono::hours(24)};
  sansio::io_result last_;
};

void require_verdict(const script::player& player, std::size_t lines) {
  const script::play_result& r = player.result();
  require(r.status != play_status::running, "done is the end");
  require(r.where.line <= lines, "a verdict names a line of the script", std::to_string(r.where.line));
  if (r.status == play_status::mismatch) {
    require(!r.expected.empty() && !r.came.empty(), "a mismatch says what was expected and what came",
            r.expected);
  }
  if (r.status == play_status::aborted) {
    require(!r.reason.empty(), "a play without verdict says why");
  }
  for (const std::string* text : {&r.expected, &r.came, &r.reason}) {
    require(text->find(password) == std::string::npos, "no password in a verdict", *text);
  }
  const auto& said = player.conversation().lines();
  require(said.size() <= script::transcript::lines_limit + 1, "a transcript is bounded");
  for (const script::transcript_line& line : said) {
    require(line.text.find(password) == std::string::npos, "no password in a transcript", line.text);
  }
}

void run(choices& in) {
  const world around = choose_world(in);
  const pieces cut(in);
  const std::string_view rest = in.rest();
  const std::size_t steps = std::min(rest.find(next_turn), rest.size());
  const std::string text = "id: t\ntitle: t\nsubject: server\n\n" + std::string(rest.substr(0, steps));
  const script::parse_outcome parsed = script::parse_script(text, "f.pop3");
  if (!parsed.value) {
    return;
  }
  script::player_settings settings;
  settings.user = "u";
  settings.password = password;
  settings.md5_hex = [](std::string_view octets) {
    return std::string(32, octets.empty() ? '0' : octets.back());
  };
  settings.body_limit = body_limit;
  settings.silent_steps_limit = silent_steps_limit;
  const three_messages mail;
  script::player player(*parsed.value, mail, settings);
  conversation(player, around, peer_stream(rest.substr(std::min(steps + 1, rest.size())), cut, around.end))
      .hold();
  require_verdict(player, static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')) + 1);
}

}  // namespace
}  // namespace popquiz::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  popquiz::fuzz::choices in(data, size);
  popquiz::fuzz::run(in);
  return 0;
}
