// The reference server, driven by what a client says. It answers as a plain server does
// (fuzz/plain_server.hpp): one reply a command, which the strict parser reads; +OK where the command table
// lets the command be; logged in with the right secret alone; the messages as they are, and gone when QUIT
// has said so. However the client's octets are cut, it says the same.
//
// Input: facts of server and connection, the cuts (fuzz/pieces.hpp), and what the client says, in turns.
#include "choices.hpp"
#include "peer_stream.hpp"
#include "plain_server.hpp"
#include "server_conversation.hpp"

#include <popquiz/mockserver/memory_maildrop.hpp>
#include <popquiz/mockserver/reference_server.hpp>

#include <memory>
#include <string>
#include <vector>

namespace popquiz::fuzz {
namespace {

using sansio::io_status;

constexpr std::string_view password = "sesame";
constexpr std::size_t most_said = 4'096;  // more could make the conversation longer than it may get
constexpr std::size_t output_limit = 4'096;
constexpr std::size_t listing_piece = 8'192;  // copied at once beside what waits

std::string digest_of(std::string_view octets) {
  return std::string(32, octets.empty() ? '0' : octets.back());  // of the password alone: 'e'
}

/// A server's side of a mechanism that asks so often, and believes who says the password the last time.
class asking_exchange final : public sansio::sasl_exchange {
 public:
  explicit asking_exchange(std::size_t questions) : left_(questions) {}
  [[nodiscard]] std::string_view mechanism() const noexcept override { return "ASK"; }
  [[nodiscard]] sansio::sasl_answer step(std::optional<std::string_view> heard) override {
    if (heard && left_ == 0) {
      return {*heard == password ? sansio::sasl_progress::done : sansio::sasl_progress::failed, std::nullopt};
    }
    left_ -= left_ == 0 ? 0 : 1;
    return {sansio::sasl_progress::more, heard ? "more" : ""};
  }
  [[nodiscard]] std::string_view identity() const noexcept override { return "u"; }

 private:
  std::size_t left_;
};

mockserver::server_settings settings_of(const plain_facts& facts) {
  mockserver::server_settings made;
  made.output_limit = output_limit;
  made.unique_text = [] { return std::string("1"); };
  made.md5_hex = digest_of;
  made.secrets_need_tls = facts.secrets_need_tls;
  made.mechanisms = {{.name = "ASK"}, {.name = "ASK-TWICE"}};
  made.sasl = [](const sansio::sasl_server_request& asked) {
    return std::make_unique<asking_exchange>(asked.mechanism == "ASK" ? 0U : 2U);
  };
  return made;
}

plain_facts choose_facts(choices& in) {
  std::string large = "Subject: 3\n\n";
  for (int i = 0; i < 300; ++i) {
    large += i % 50 == 0 ? ".a line that is stuffed\n" : "a line of the third message\n";
  }
  plain_facts facts;
  facts.messages = {"Subject: 1\r\n\r\n.dot\r\n", "no blank line, no line end", std::move(large), "",
                    "Subject: \xC3\xA9\r\n\r\nmore\r\n"};
  facts.user = "u";
  facts.password = password;
  facts.digest = "eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee";
  facts.proof_in_base64 = "c2VzYW1l";
  const std::size_t bits = in.octet();
  facts.has_tls = (bits & 1U) != 0;
  facts.handshakes = (bits & 2U) == 0;
  facts.secrets_need_tls = (bits & 4U) != 0;
  return facts;
}

struct outcome {
  std::string heard;
  std::size_t messages = 0;
};

outcome serve(const plain_facts& facts, std::string_view turns, pieces cut) {
  mockserver::reference_server server(settings_of(facts));
  const auto mail = std::make_shared<mockserver::memory_maildrop>(facts.messages);
  server.set_account(std::string(facts.user), std::string(facts.password), mail);
  const session_link on{.has_tls = facts.has_tls,
                        .handshakes = facts.handshakes,
                        .clear_is_lost = true,
                        .gone_behind = std::string::npos,
                        .write_limit = output_limit + listing_piece};
  server_conversation talk(server, on, peer_stream(turns, cut, io_status::end_of_stream));
  talk.hold();
  return {talk.heard(), mail->messages()};
}

void run(choices& in) {
  const plain_facts facts = choose_facts(in);
  const pieces cut(in);
  std::string_view turns = in.take(most_said);
  const outcome whole = serve(facts, turns, {});
  const outcome in_pieces = serve(facts, turns, cut);
  require_equal(whole.heard, in_pieces.heard, "the same answers however the client's octets are cut");
  require(whole.messages == in_pieces.messages, "the same messages are left however the octets are cut");

  plain_server plain(facts, whole.heard);
  bool first = true;
  while (!plain.over() && !turns.empty()) {
    const std::string_view turn = turns.substr(0, turns.find(next_turn));
    if (turn.empty() && !first) {
      break;  // nothing comes when the server waits: the stream has ended
    }
    first = false;
    plain.hear(turn);
    turns.remove_prefix(std::min(turn.size() + 1, turns.size()));
  }
  plain.end();
  require(whole.messages == plain.messages_left(), "QUIT removes what was deleted, and nothing else does",
          std::to_string(whole.messages));
}

}  // namespace
}  // namespace popquiz::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  popquiz::fuzz::choices in(data, size);
  popquiz::fuzz::run(in);
  return 0;
}
