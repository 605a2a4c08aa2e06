#include "proxied_list.hpp"

#include <popquiz/sansio/read_buffer.hpp>

#include <boost/asio/post.hpp>

#include <chrono>
#include <string_view>

namespace popquiz::mockserver {

using sansio::io_result;
using sansio::io_status;

void proxied_list::begin(boost::asio::ip::tcp::socket accepted) {
  running_.emplace_front(std::move(accepted), executor_, settings_.clients.tls);
  const place where = running_.begin();
  where->client.set_identities(settings_.clients.identities, settings_.clients.shown);
  where->number = ++begun_;
  where->by = settings_.clients.record ? settings_.clients.record(begun_) : std::nullopt;
  if (where->by) {
    connect(where);
  } else {
    boost::asio::post(executor_, while_interested([this, where] { end(where, true); }));
  }
}

void proxied_list::connect(place where) {
  const auto until = std::chrono::steady_clock::now() + settings_.connect_timeout;
  where->server.async_connect(
      settings_.server, until, while_interested([this, where](io_result result) {
        if (result.status != io_status::ok) {
          fail(where, where->server.error_text());
        } else if (settings_.clients.tls && settings_.clients.tls_begins == tls_start::at_once) {
          shake_hands(where, where->client, "client", [this, where] { pass_on(where); });
        } else {
          pass_on(where);
        }
      }));
}

/// Everything that came in clear was passed on, so no octet of it can be taken for one inside TLS.
void proxied_list::shake_hands(place where, net::connection& with, std::string_view whom,
                               std::function<void()> then) {
  const sansio::read_buffer untouched(1);
  const sansio::tls_handshake handshake{
      *untouched.drained(), std::chrono::steady_clock::now() + settings_.clients.handshake_timeout};
  with.async_perform(handshake, while_interested([this, where, &with, whom = std::string(whom),
                                                  then = std::move(then)](io_result result) {
                       if (result.status == io_status::ok) {
                         then();
                       } else {
                         fail(where, "TLS with the " + whom + " did not begin: " + with.error_text());
                       }
                     }));
}

void proxied_list::pass_on(place where) {
  if (where->relay == nullptr) {
    running& in = *where;
    where->relay = std::make_unique<net::relay>(
        where->client, where->server,
        [this, &in](net::relay_side from, std::string_view octets) { return see(in, from, octets); });
  }
  where->relay->start(
      while_interested([this, where](net::relay_outcome outcome) { passed(where, outcome); }));
}

net::relay_flow proxied_list::see(running& in, net::relay_side from, std::string_view octets) {
  if (!in.is_seen) {
    return net::relay_flow::go_on;
  }
  if (from == net::relay_side::first) {
    in.by->client_said(octets);
  } else {
    in.by->server_said(octets);
  }
  if (!in.by->tls_is_next()) {
    return net::relay_flow::go_on;
  }
  if (in.client.in_tls() || in.server.in_tls()) {
    lose_sight(in, "STLS inside TLS: what follows is not read");
  } else if (!settings_.clients.tls || settings_.clients.tls_begins != tls_start::by_stls ||
             !settings_.server.tls) {
    lose_sight(in, "TLS begins, and without a certificate for STLS what follows is not read");
  } else {
    return net::relay_flow::pause;
  }
  return net::relay_flow::go_on;
}

void proxied_list::passed(place where, net::relay_outcome outcome) {
  switch (outcome) {
    case net::relay_outcome::paused:
      begin_tls(where);
      return;
    case net::relay_outcome::cancelled:
      lose_sight(*where, "the recording was stopped here");
      end(where, true);
      return;
    case net::relay_outcome::ended:
    case net::relay_outcome::reset:
      end(where, outcome == net::relay_outcome::reset);
      return;
  }
}

void proxied_list::begin_tls(place where) {
  shake_hands(where, where->server, "server", [this, where] {
    shake_hands(where, where->client, "client", [this, where] {
      where->by->tls_began();
      pass_on(where);
    });
  });
}

void proxied_list::lose_sight(running& in, const std::string& why) {
  if (std::exchange(in.is_seen, false)) {
    in.by->lost_sight(why);
    tell(in, why);
  }
}

void proxied_list::fail(place where, const std::string& why) {
  tell(*where, why);
  end(where, true);
}

void proxied_list::tell(const running& about, const std::string& why) {
  if (settings_.on_trouble && !about.is_stopping) {
    settings_.on_trouble(about.number, why);
  }
}

void proxied_list::end(place where, bool abortive) {
  if (where->by) {
    where->by->ended(abortive);
  }
  running_.erase(where);
  if (ended_) {
    ended_();
  }
}

void proxied_list::cancel_all() {
  for (running& each : running_) {
    each.is_stopping = true;
    if (each.relay) {
      each.relay->cancel();
    }
    each.client.cancel();
    each.server.cancel();
  }
}

void proxied_list::drop() noexcept {
  interested_.reset();
  running_.clear();
}

}  // namespace popquiz::mockserver
