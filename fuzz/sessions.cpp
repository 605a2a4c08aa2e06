// The whole client session, driven by what a server says: greeting, CAPA, STLS, login, survey, transfer and
// QUIT of fetch_op. It ends; every line it writes is a command that may be given there; no secret goes out in
// clear against the policy; nothing is deleted that is not delivered and in the ledger, and nothing is
// delivered whose terminator has not come.
#include "../client/test/memory_mail.hpp"
#include "../client/test/toy_exchange.hpp"
#include "choices.hpp"
#include "finding.hpp"
#include "peer_stream.hpp"

#include <popquiz/client/fetch_op.hpp>
#include <popquiz/parser/command_parser.hpp>

#include <array>
#include <charconv>
#include <set>

namespace popquiz::fuzz {
namespace {

using sansio::io_status;

constexpr std::string_view password = "sesame";
constexpr std::string_view password_in_base64 = "c2VzYW1l";

struct session_choice {
  bool tls_demanded = false;
  bool tls_at_once = false;
  bool pipelining = false;
  bool clear_text = false;
  bool again = false;
  client::deletion from_server = client::deletion::keep;
  io_status end = io_status::end_of_stream;
};

session_choice choose_session(choices& in) {
  constexpr std::array ends{io_status::end_of_stream, io_status::connection_reset, io_status::timed_out,
                            io_status::cancelled};
  constexpr std::array deletions{client::deletion::keep, client::deletion::when_kept,
                                 client::deletion::after_days, client::deletion::when_kept};
  const std::size_t bits = in.octet();
  const std::size_t more = in.octet();
  return {(bits & 1U) != 0,  (bits & 2U) != 0,           (bits & 4U) == 0, (bits & 8U) == 0,
          (bits & 16U) != 0, deletions[bits >> 5U & 3U], ends[more & 3U]};
}

std::string digest(std::string_view) {
  return std::string(32, 'd');
}

client::fetch_settings settings_of(const session_choice& choice) {
  static constexpr std::array mechanisms{client::mechanism_option{"TOY", false, false},
                                         client::mechanism_option{"PLAIN", true, false}};
  client::fetch_settings settings;
  settings.sign_in.tls = choice.tls_demanded ? client::tls_demand::required : client::tls_demand::none;
  settings.sign_in.user = "quiz";
  settings.sign_in.password = password;
  settings.sign_in.md5 = digest;
  settings.sign_in.login.mechanisms = mechanisms;
  settings.sign_in.login.allow_clear_text = choice.clear_text;
  settings.sign_in.sasl = [](std::string_view mechanism,
                             std::string&) -> std::unique_ptr<sansio::sasl_exchange> {
    return std::make_unique<client::toy_exchange>(mechanism == "PLAIN"
                                                      ? std::vector<std::string>{std::string(password)}
                                                      : std::vector<std::string>{"me", "proof"});
  };
  settings.account = "quiz@here";
  settings.from_server = choice.from_server;
  settings.again = choice.again;
  settings.batch = {3, 1U << 16U};
  settings.survey_octets = 1U << 18U;
  settings.wall_clock = [] { return std::int64_t{1}; };
  return settings;
}

/// What the client writes, line by line.
class listener {
 public:
  listener(const session_choice& choice, client::memory_mail& kept, client::memory_ledger& known)
      : choice_(choice), kept_(kept), known_(known), in_tls_(choice.tls_at_once) {}

  void hear(std::string_view octets) {
    const bool secret_allowed = in_tls_ || choice_.clear_text;
    require(secret_allowed || octets.find(password) == std::string_view::npos, "no password in clear",
            octets);
    require(secret_allowed || octets.find(password_in_base64) == std::string_view::npos,
            "no password in clear, nor in base64", octets);
    require(in_tls_ || !choice_.tls_demanded || octets == "CAPA\r\n" || octets == "STLS\r\n",
            "nothing but CAPA and STLS in front of the TLS that is demanded", octets);
    require(octets.ends_with("\r\n"), "a write ends with a line's end", octets);
    while (!octets.empty()) {
      const std::size_t end = octets.find("\r\n");
      line(octets.substr(0, end));
      octets.remove_prefix(end + 2);
    }
  }
  void shaken() {
    require(!in_tls_, "TLS begins once");
    in_tls_ = true;
  }

 private:
  void line(std::string_view text) {
    const parser::command_view command = parser::parse_command_line(text);
    if (command.info == nullptr) {
      require(in_exchange_ && text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                                     "0123456789+/=*") == std::string_view::npos,
              "a line is a command, or a response within AUTH", text);
      return;
    }
    require(command.error == parser::parse_errc::none, "a command is valid", text);
    in_exchange_ = command.info->id == parser::verb::auth;
    if (command.info->id == parser::verb::dele) {
      require(choice_.from_server != client::deletion::keep, "nothing is deleted that is to be kept", text);
      require(deleted_.insert(command.number).second, "a message is deleted once", text);
      require(!known_.entries.empty() || !known_.contents.empty(), "what is deleted is in the ledger", text);
      require(!kept_.everything.empty(), "what is deleted is delivered", text);
    }
  }

  const session_choice& choice_;
  client::memory_mail& kept_;
  client::memory_ledger& known_;
  std::set<std::uint64_t> deleted_;
  bool in_tls_;
  bool in_exchange_ = false;
};

void run(choices& in) {
  const session_choice choice = choose_session(in);
  const pieces cut(in);
  client::memory_mail kept;
  client::memory_mail_store store(kept);
  client::memory_ledger known(kept);
  client::session_settings on;
  on.pipelining = choice.pipelining;
  client::session session(on);
  session.reset(choice.tls_at_once);
  client::fetch_op op(session, settings_of(choice), store, known);
  peer_stream peer(in.rest(), cut, choice.end);
  listener hearing(choice, kept, known);
  sansio::time_point now{};
  sansio::io_result last;
  // Each read takes an octet at least, and a reply of three octets lets no more than a window be written.
  for (std::size_t actions = 0; actions < largest_input * 8; ++actions) {
    const sansio::next_action action = op.resume(last, now);
    now += std::chrono::milliseconds(1);
    last = {};
    if (std::holds_alternative<sansio::done>(action)) {
      require(op.finished(), "done is the end");
      require(op.result().code != client::client_errc::out_of_memory, "there is memory");
      require(store.staged_messages() == 0 || !op.storage(), "what is whole is made durable");
      require(kept.delivered.size() <= op.summary().fetched, "what is delivered is in the ledger");
      return;
    }
    if (const auto* w = std::get_if<sansio::write>(&action)) {
      std::string octets;
      for (const std::string_view piece : w->pieces) {
        octets += piece;
      }
      hearing.hear(octets);
      peer.next();
    } else if (const auto* r = std::get_if<sansio::read>(&action)) {
      last = peer.say(r->into);
    } else {
      require(std::holds_alternative<sansio::tls_handshake>(action), "it reads, writes or shakes hands");
      hearing.shaken();
    }
  }
  require(false, "it ends");
}

}  // namespace
}  // namespace popquiz::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  popquiz::fuzz::choices in(data, size);
  popquiz::fuzz::run(in);
  return 0;
}
