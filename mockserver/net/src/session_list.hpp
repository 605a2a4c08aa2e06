#pragma once

#include "acceptor.hpp"

#include <popquiz/mockserver/link_model.hpp>
#include <popquiz/mockserver/listener.hpp>
#include <popquiz/net/connection.hpp>
#include <popquiz/net/tls_context.hpp>

#include <boost/asio/ip/tcp.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <optional>
#include <utility>

namespace popquiz::mockserver {

/// The sessions of a listener that are under way, each a machine on a connection.
class session_list final : public accepted_connections {
 public:
  session_list(session_factory make, const listener_settings& settings)
      : make_(std::move(make)),
        tls_(settings.tls),
        tls_begins_(settings.tls_begins),
        identities_(settings.identities),
        shown_(settings.shown),
        handshake_timeout_(settings.handshake_timeout),
        segment_octets_(settings.segment_octets),
        link_(settings.link),
        record_(settings.record),
        around_(settings.around) {}
  ~session_list() override { drop(); }
  session_list(const session_list&) = delete;
  session_list& operator=(const session_list&) = delete;

  void on_end(std::function<void()> ended) override { ended_ = std::move(ended); }
  void begin(boost::asio::ip::tcp::socket accepted) override;
  [[nodiscard]] std::size_t size() const noexcept override { return running_.size(); }
  void cancel_all() override;
  void abandon() noexcept override { drop(); }

 private:
  struct running {
    running(boost::asio::ip::tcp::socket accepted, const std::optional<net::tls_context>& tls)
        : connection(std::move(accepted), tls) {}
    std::unique_ptr<sansio::any_machine> machine;  // made behind the handshake; outlives the connection
    net::connection connection;
  };
  using place = std::list<running>::iterator;

  [[nodiscard]] bool tls_at_once() const noexcept { return tls_ && tls_begins_ == tls_start::at_once; }
  [[nodiscard]] std::unique_ptr<sansio::any_machine> make_machine(const net::connection& on);
  void run(place where);
  void end(place where);
  void drop() noexcept;

  session_factory make_;
  std::optional<net::tls_context> tls_;
  tls_start tls_begins_;
  std::shared_ptr<const net::tls_identities> identities_;
  sansio::tls_identity shown_;
  std::chrono::milliseconds handshake_timeout_;
  std::size_t segment_octets_;
  std::optional<link_settings> link_;
  std::function<std::optional<script::recorder>(std::uint64_t)> record_;
  std::function<std::unique_ptr<sansio::any_machine>(std::unique_ptr<sansio::any_machine>)> around_;
  std::uint64_t begun_ = 0;  // sessions, so far
  std::function<void()> ended_;
  std::list<running> running_;
  /// Gone when the list no longer wants to hear of what its sessions do.
  std::shared_ptr<char> interested_ = std::make_shared<char>();
};

}  // namespace popquiz::mockserver
