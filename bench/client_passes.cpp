#include "client_passes.hpp"

#include "counted_section.hpp"
#include "dropped_mail.hpp"
#include "memory_server.hpp"

#include <popquiz/client/fetch_op.hpp>
#include <popquiz/client/greeting_op.hpp>
#include <popquiz/client/login_ops.hpp>
#include <popquiz/client/message_ops.hpp>

#include <algorithm>
#include <optional>
#include <stdexcept>
#include <string>

namespace popquiz::bench {
namespace {

constexpr client::session_settings settings{};

enum class counting : bool { no, yes };

/// Runs `m` until it is done; time stands still.
void play(sansio::any_machine& m, memory_server& server, counting what) {
  sansio::io_result last;
  for (;;) {
    std::optional<counted_section> counted;
    if (what == counting::yes) {
      counted.emplace();
    }
    const sansio::next_action action = m.resume(last, {});
    counted.reset();
    last = {};
    if (const auto* r = std::get_if<sansio::read>(&action)) {
      last.octets = server.say(r->into);
      last.status = last.octets == 0 ? sansio::io_status::timed_out : sansio::io_status::ok;
    } else if (const auto* w = std::get_if<sansio::write>(&action)) {
      std::ranges::for_each(w->pieces, [&](std::string_view piece) { server.hear(piece); });
    } else {
      return;
    }
  }
}

void demand(const client::op_result& ended, bool complete) {
  if (!ended || !complete) {
    throw std::runtime_error(std::string("the client did not do its work: ").append(describe(ended.code)));
  }
}

}  // namespace

std::size_t count_retr(std::string_view body_on_wire) {
  memory_server server(1, body_on_wire);
  client::session session(settings);
  client::greeting_op greeting(session);
  play(greeting, server, counting::no);
  client::login_op login(session, "bench", "bench");
  play(login, server, counting::no);
  dropped_mail mail;
  client::retr_op retr(session, 1, mail);
  play(retr, server, counting::yes);
  demand(retr.result(), mail.messages() == 1 && mail.octets() == retr.octets());
  return body_on_wire.size();
}

std::size_t count_fetch(std::size_t messages, std::string_view body_on_wire) {
  memory_server server(messages, body_on_wire);
  client::session session(settings);
  client::fetch_settings wanted;
  wanted.account = "bench@memory";
  wanted.from_server = client::deletion::when_kept;
  wanted.sign_in.tls = client::tls_demand::none;
  wanted.sign_in.login.allow_clear_text = true;
  wanted.sign_in.user = "bench";
  wanted.sign_in.password = "bench";
  dropped_mail mail;
  empty_ledger known;
  client::fetch_op fetch(session, wanted, mail, known);
  play(fetch, server, counting::yes);
  demand(fetch.result(), fetch.summary().fetched == messages && fetch.summary().deleted == messages);
  return messages;
}

}  // namespace popquiz::bench
