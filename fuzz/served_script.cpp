// A hostile script of `on` blocks on the mock server, and a hostile client: the session ends, or can be ended
// at any time; what it holds to be written is bounded; no wait lies in the past for long, so that nothing
// spins.
//
// Input: end and transport, octets until the client is gone, the cuts (fuzz/pieces.hpp), the `on` blocks, an
// RS, and what the client says, in turns.
#include "choices.hpp"
#include "finding.hpp"
#include "peer_stream.hpp"

#include <popquiz/mockserver/memory_maildrop.hpp>
#include <popquiz/mockserver/reference_server.hpp>
#include <popquiz/script/parse.hpp>

#include <algorithm>
#include <array>
#include <memory>
#include <string>
#include <variant>
#include <vector>

namespace popquiz::fuzz {
namespace {

using sansio::io_status;

// In steps of 10,000 the session lets others have their turn.
constexpr std::uint64_t silent_steps_limit = 20'000;
constexpr std::size_t turns_in_a_row = 8;
constexpr std::size_t actions_limit = 4'000;  // then the server stops
constexpr std::size_t last_actions = 8;       // until a session that is cancelled has ended
constexpr std::size_t output_limit = 4'096;
// One line of a script may be as long as the input and say the longest argument again and again.
constexpr std::size_t write_limit = output_limit + largest_input / 4 * 512;

struct world {
  io_status end = io_status::end_of_stream;
  bool has_tls = false;
  bool handshakes = false;
  std::size_t gone_behind = 0;  // octets the client takes
};

world choose_world(choices& in) {
  constexpr std::array<io_status, 4> ends{io_status::end_of_stream, io_status::connection_reset,
                                          io_status::timed_out, io_status::failed};
  const std::size_t bits = in.octet();
  return {ends[bits % ends.size()], (bits & 4U) != 0, (bits & 8U) != 0, in.octet() * 1'024 + 64};
}

std::shared_ptr<mockserver::memory_maildrop> make_mail() {
  std::string large = "Subject: 3\n\n";
  for (int i = 0; i < 600; ++i) {
    large += "a line of the third message\n";
  }
  return std::make_shared<mockserver::memory_maildrop>(
      std::vector<std::string>{"Subject: 1\r\n\r\n.dot\r\n", "no blank line, no line end", std::move(large)});
}

mockserver::server_settings make_settings() {
  mockserver::server_settings made;
  made.output_limit = output_limit;
  made.silent_steps_limit = silent_steps_limit;
  made.unique_text = [count = 0]() mutable { return std::to_string(++count); };
  made.md5_hex = [](std::string_view octets) {
    return std::string(32, octets.empty() ? '0' : octets.back());
  };
  return made;
}

class conversation {
 public:
  conversation(mockserver::reference_server& server, const world& around, peer_stream client)
      : around_(around),
        client_(std::move(client)),
        session_(server.new_session({.has_tls = around.has_tls})) {}

  void hold() {
    for (std::size_t actions = 0; actions < actions_limit; ++actions) {
      const sansio::next_action action = session_->resume(last_, now_);
      if (std::holds_alternative<sansio::done>(action)) {
        return;
      }
      last_ = perform(action);
    }
    last_ = {io_status::cancelled, 0};
    for (std::size_t actions = 0; actions < last_actions; ++actions) {
      if (std::holds_alternative<sansio::done>(session_->resume(last_, now_))) {
        return;
      }
      last_ = {};
    }
    require(false, "a session that is cancelled ends");
  }

 private:
  sansio::io_result perform(const sansio::next_action& action) {
    if (const auto* pause = std::get_if<sansio::wait_until>(&action)) {
      waits_for_nothing_ = pause->when > now_ ? 0 : waits_for_nothing_ + 1;
      require(waits_for_nothing_ <= turns_in_a_row, "a session that does nothing is no busy loop");
      now_ = std::max(now_, pause->when);
      return {};
    }
    waits_for_nothing_ = 0;
    if (const auto* r = std::get_if<sansio::read>(&action)) {
      return read(*r);
    }
    if (const auto* w = std::get_if<sansio::write>(&action)) {
      return write(*w);
    }
    if (std::holds_alternative<sansio::tls_handshake>(action)) {
      require(around_.has_tls, "no handshake without TLS");
      return {around_.handshakes ? io_status::ok : io_status::tls_failed, 0};
    }
    require(std::holds_alternative<sansio::close>(action), "it reads, writes, waits, shakes hands or closes");
    return {};
  }

  sansio::io_result read(const sansio::read& action) {
    require(!action.into.empty(), "a read has room");
    if (client_.dry()) {
      client_.next();
    }
    const sansio::io_result said = client_.say(action.into);
    if (said.status == io_status::timed_out) {
      require(action.deadline != sansio::no_deadline, "a read has a deadline");
      now_ = std::max(now_, action.deadline);
    }
    return said;
  }

  sansio::io_result write(const sansio::write& action) {
    std::size_t octets = 0;
    for (const std::string_view piece : action.pieces) {
      require(!piece.empty(), "no piece of a write is empty");
      octets += piece.size();
    }
    require(octets != 0 && octets <= write_limit, "a write has something, and not too much");
    taken_ += octets;
    if (taken_ > around_.gone_behind) {
      return {io_status::connection_reset, 0};
    }
    return {io_status::ok, octets};
  }

  const world& around_;
  peer_stream client_;
  std::unique_ptr<sansio::any_machine> session_;
  sansio::time_point now_{};
  sansio::io_result last_;
  std::size_t taken_ = 0;
  std::size_t waits_for_nothing_ = 0;
};

void run(choices& in) {
  const world around = choose_world(in);
  const pieces cut(in);
  const std::string_view rest = in.rest();
  const std::size_t blocks = std::min(rest.find(next_turn), rest.size());
  script::parse_outcome parsed =
      script::parse_script("title: t\nsubject: client\n\n" + std::string(rest.substr(0, blocks)), "f.pop3");
  if (!parsed.value) {
    return;
  }
  mockserver::reference_server server(make_settings());
  server.set_account("u", "p", make_mail());
  server.set_overrides(std::make_shared<const script::script>(std::move(*parsed.value)));
  const std::string_view said = rest.substr(std::min(blocks + 1, rest.size()));
  // The second session meets what the first has left: locks, deleted messages, uses of blocks.
  for (int session = 0; session < 2; ++session) {
    conversation(server, around, peer_stream(said, cut, around.end)).hold();
  }
}

}  // namespace
}  // namespace popquiz::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  popquiz::fuzz::choices in(data, size);
  popquiz::fuzz::run(in);
  return 0;
}
