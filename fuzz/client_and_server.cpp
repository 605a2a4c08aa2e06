// The client's fetch and the reference server, both cores joined in memory by a link that cuts, segments and
// ends as the input says, again and again, with a store that fails. Neither waits for the other for ever;
// what is gone from the server lies whole in the store; nothing that is not whole does; and a last run
// without faults fetches all the rest.
//
// Input: how client and server are set up, a fault for each run, the cuts (fuzz/pieces.hpp), and the
// messages, an RS between them.
#include "../client/test/memory_mail.hpp"
#include "choices.hpp"
#include "finding.hpp"
#include "joined_machines.hpp"
#include "naive/naive_stuffing.hpp"

#include <popquiz/client/fetch_op.hpp>
#include <popquiz/mockserver/memory_maildrop.hpp>
#include <popquiz/mockserver/reference_server.hpp>

#include <array>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace popquiz::fuzz {
namespace {

using sansio::io_status;

constexpr char next_message = '\x1e';
constexpr std::size_t most_messages = 24;
constexpr std::size_t broken_runs = 3;

struct set_up {
  bool pipelining = false;
  bool has_tls = false;
  bool by_apop = false;
  client::deletion from_server = client::deletion::keep;
  std::size_t batch = 1;
};

set_up choose_set_up(choices& in) {
  constexpr std::array deletions{client::deletion::when_kept, client::deletion::keep,
                                 client::deletion::after_days, client::deletion::when_kept};
  const std::size_t bits = in.octet();
  return {(bits & 1U) == 0, (bits & 2U) != 0, (bits & 4U) != 0, deletions[bits >> 3U & 3U], 1 + (bits >> 5U)};
}

/// What goes wrong in one run; 0 octets each: nothing.
struct fault {
  link_cut cut;
  int store_call = 0;
};

fault choose_fault(choices& in) {
  constexpr std::array ends{io_status::end_of_stream, io_status::connection_reset, io_status::timed_out,
                            io_status::failed};
  const std::size_t kind = in.octet();
  const std::size_t amount = in.octet() + in.octet() * 256;
  fault chosen;
  chosen.cut.end = ends[kind >> 4U & 3U];
  switch (kind & 3U) {
    case 0:
      chosen.cut.to_client = amount;
      break;
    case 1:
      chosen.cut.to_server = amount;
      break;
    case 2:
      chosen.store_call = static_cast<int>(1 + amount % 64);
      break;
    default:
      break;
  }
  return chosen;
}

std::string fake_digest(std::string_view octets) {
  return std::string(32, octets.empty() ? '0' : static_cast<char>('a' + octets.size() % 6));
}

std::vector<std::string> messages_of(std::string_view text) {
  std::vector<std::string> found;
  while (found.size() < most_messages) {
    const std::size_t end = std::min(text.find(next_message), text.size());
    found.emplace_back(text.substr(0, end));
    if (end == text.size()) {
      break;
    }
    text.remove_prefix(end + 1);
  }
  return found;
}

class world {
 public:
  world(const set_up& how, std::vector<std::string> messages)
      : how_(how), drop_(std::make_shared<mockserver::memory_maildrop>(messages)), server_(settings()) {
    server_.set_account("quiz", "sesame", drop_);
    for (const std::string& each : messages) {
      sent_.insert(naive::naive_normalise(each));
    }
  }

  struct run_result {
    client::client_errc code = client::client_errc::none;
    std::size_t refused = 0;
  };

  run_result fetch(const fault& with, const pieces& segments) {
    kept_.calls = 0;
    kept_.fail_at = with.store_call;
    client::session_settings on;
    on.pipelining = how_.pipelining;
    client::session session(on);
    session.reset(false);
    client::memory_mail_store store(kept_);
    client::fetch_op op(session, client_settings(), store, known_);
    const auto serving = server_.new_session({.has_tls = how_.has_tls});
    joined_machines(op, *serving, with.cut, segments).run();
    require(op.finished(), "the client's machine is done when it says so");
    require(op.result().code != client::client_errc::out_of_memory, "there is memory");
    return {op.result().code, op.summary().refused};
  }

  void require_nothing_lost() const {
    std::multiset<std::string> here;
    for (const auto& [name, octets] : kept_.delivered) {
      require(sent_.contains(octets), "what is delivered is a message, and whole", octets);
      here.insert(octets);
    }
    require(drop_->messages() + here.size() >= sent_.size(), "what is gone from the server is here");
    std::multiset<std::string> missing = sent_;
    for (const std::string& octets : here) {
      if (const auto found = missing.find(octets); found != missing.end()) {
        missing.erase(found);
      }
    }
    require(missing.size() <= drop_->messages(), "each message is on the server or here",
            missing.empty() ? std::string_view() : *missing.begin());
  }

  void require_all_here() const {
    std::multiset<std::string> here;
    for (const auto& [name, octets] : kept_.delivered) {
      here.insert(octets);
    }
    require(here == sent_, "each message is here once");
    require(drop_->messages() == (how_.from_server == client::deletion::keep ? sent_.size() : 0),
            "what is kept goes from the server, if that is wanted");
  }

 private:
  [[nodiscard]] mockserver::server_settings settings() const {
    mockserver::server_settings made;
    made.apop = how_.by_apop;
    made.output_limit = 4'096;
    made.unique_text = [] { return std::string("1"); };
    made.md5_hex = fake_digest;
    std::string ignored;
    // A message that needs UTF8 is refused to a client that did not say it.
    static_cast<void>(mockserver::leave_out("UTF8", made, ignored));
    return made;
  }
  [[nodiscard]] client::fetch_settings client_settings() const {
    client::fetch_settings settings;
    settings.sign_in.tls = how_.has_tls ? client::tls_demand::required : client::tls_demand::none;
    settings.sign_in.login.allow_clear_text = !how_.by_apop;
    settings.sign_in.md5 = how_.by_apop ? fake_digest : nullptr;
    settings.sign_in.user = "quiz";
    settings.sign_in.password = "sesame";
    settings.account = "quiz@here";
    settings.from_server = how_.from_server;
    settings.batch = {how_.batch, 1U << 16U};
    settings.wall_clock = [] { return std::int64_t{1'000'000}; };
    return settings;
  }

  set_up how_;
  std::shared_ptr<mockserver::memory_maildrop> drop_;
  mockserver::reference_server server_;
  std::multiset<std::string> sent_;
  client::memory_mail kept_;
  client::memory_ledger known_{kept_};
};

void run(choices& in) {
  const set_up how = choose_set_up(in);
  std::array<fault, broken_runs> faults;
  for (fault& each : faults) {
    each = choose_fault(in);
  }
  const pieces segments(in);
  world w(how, messages_of(in.rest()));
  for (const fault& each : faults) {
    w.fetch(each, segments);
    w.require_nothing_lost();
  }
  const world::run_result last = w.fetch({}, segments);
  w.require_nothing_lost();
  require(last.code == client::client_errc::none, "without faults a fetch ends well",
          client::describe(last.code));
  require(last.refused == 0, "no message is refused");
  w.require_all_here();
}

}  // namespace
}  // namespace popquiz::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  popquiz::fuzz::choices in(data, size);
  popquiz::fuzz::run(in);
  return 0;
}
