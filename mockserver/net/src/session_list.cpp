#include "session_list.hpp"

#include <popquiz/mockserver/recorded_session.hpp>
#include <popquiz/mockserver/segmented_session.hpp>
#include <popquiz/sansio/read_buffer.hpp>

#include <string>
#include <utility>
#include <vector>

namespace popquiz::mockserver {
namespace {

/// What a session may know of its TLS. A certificate that is here was vouched for: another one would have
/// failed the handshake.
tls_facts facts_of(const net::connection& on) {
  tls_facts facts{.binding = on.channel_binding()};
  if (const auto& certificate = on.peer_certificate()) {
    facts.client_names = certificate->mail_addresses;
    facts.client_names.push_back(certificate->common_name);
    // A question mark stands for octets that are not known: it is nobody's name.
    std::erase_if(facts.client_names, [](const std::string& name) {
      return name.empty() || name.find('?') != std::string::npos;
    });
  }
  return facts;
}

}  // namespace

void session_list::begin(boost::asio::ip::tcp::socket accepted) {
  running_.emplace_front(std::move(accepted), tls_);
  const place where = running_.begin();
  where->connection.set_identities(identities_, shown_);
  if (!tls_at_once()) {
    run(where);
    return;
  }
  // Nothing was read yet, so no octet in clear can be taken for one inside TLS.
  const sansio::read_buffer untouched(1);
  const sansio::tls_handshake handshake{*untouched.drained(),
                                        std::chrono::steady_clock::now() + handshake_timeout_};
  where->connection.async_perform(
      handshake, [this, where, interested = std::weak_ptr(interested_)](sansio::io_result result) {
        if (interested.expired()) {
          return;
        }
        if (result.status == sansio::io_status::ok) {
          run(where);
        } else {
          end(where);
        }
      });
}

std::unique_ptr<sansio::any_machine> session_list::make_machine(const net::connection& on) {
  ++begun_;
  auto session = make_({.in_tls = tls_at_once(),
                        .has_tls = tls_.has_value(),
                        .handshake_timeout = handshake_timeout_,
                        .facts = [&on] { return facts_of(on); }});
  if (record_) {
    if (auto by = record_(begun_)) {
      session = make_recorded(std::move(session), std::move(*by));
    }
  }
  if (segment_octets_ != 0) {
    session = make_segmented(std::move(session), segment_octets_);
  }
  if (around_) {
    session = around_(std::move(session));
  }
  if (!link_) {
    return session;
  }
  return make_linked(std::move(session), *link_, tls_at_once() ? link_setup::tcp_and_tls : link_setup::tcp,
                     begun_);
}

void session_list::run(place where) {
  where->machine = make_machine(where->connection);
  where->connection.async_run(*where->machine,
                              [this, where, interested = std::weak_ptr(interested_)](sansio::io_result) {
                                if (!interested.expired()) {
                                  end(where);
                                }
                              });
}

void session_list::end(place where) {
  running_.erase(where);
  if (ended_) {
    ended_();
  }
}

void session_list::cancel_all() {
  for (running& r : running_) {
    r.connection.cancel();
  }
}

void session_list::drop() noexcept {
  interested_.reset();
  running_.clear();
}

}  // namespace popquiz::mockserver
