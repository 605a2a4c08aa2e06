// A hostile script of `on` blocks on the mock server, and a hostile client: the session ends, or can be ended
// at any time; what it holds to be written is bounded; no wait lies in the past for long, so that nothing
// spins.
//
// Input: end and transport, octets until the client is gone, the cuts (fuzz/pieces.hpp), the `on` blocks, an
// RS, and what the client says, in turns.
#include "choices.hpp"
#include "finding.hpp"
#include "peer_stream.hpp"
#include "server_conversation.hpp"

#include <popquiz/mockserver/memory_maildrop.hpp>
#include <popquiz/mockserver/reference_server.hpp>
#include <popquiz/script/parse.hpp>

#include <algorithm>
#include <array>
#include <memory>
#include <string>
#include <vector>

namespace popquiz::fuzz {
namespace {

using sansio::io_status;

// In steps of 10,000 the session lets others have their turn.
constexpr std::uint64_t silent_steps_limit = 20'000;
constexpr std::size_t output_limit = 4'096;
// One line of a script may be as long as the input and say the longest argument again and again.
constexpr std::size_t write_limit = output_limit + largest_input / 4 * 512;

struct world {
  io_status end = io_status::end_of_stream;
  session_link on;
};

world choose_world(choices& in) {
  constexpr std::array<io_status, 4> ends{io_status::end_of_stream, io_status::connection_reset,
                                          io_status::timed_out, io_status::failed};
  const std::size_t bits = in.octet();
  return {ends[bits % ends.size()],
          {.has_tls = (bits & 4U) != 0,
           .handshakes = (bits & 8U) != 0,
           .gone_behind = in.octet() * 1'024 + 64,
           .write_limit = write_limit}};
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
    server_conversation(server, around.on, peer_stream(said, cut, around.end)).hold();
  }
}

}  // namespace
}  // namespace popquiz::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  popquiz::fuzz::choices in(data, size);
  popquiz::fuzz::run(in);
  return 0;
}
