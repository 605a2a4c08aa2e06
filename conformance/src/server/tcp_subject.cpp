#include <popquiz/conformance/tcp_subject.hpp>

#include <boost/asio/steady_timer.hpp>

#include <optional>

namespace popquiz::conformance {

template <class Start>
sansio::io_result tcp_subject::run(net::connection& on, Start start) {
  std::optional<sansio::io_result> result;
  start([&result](sansio::io_result r) { result = r; });
  io_.restart();
  while (!result && io_.run_one() != 0) {
  }
  if (!on.error_text().empty()) {
    error_text_ = on.error_text();
  }
  return result.value_or(sansio::io_result{sansio::io_status::failed, 0});
}

sansio::io_result tcp_subject::open(std::size_t session, sansio::time_point deadline) {
  return connect(session, where_, deadline);
}

sansio::io_result tcp_subject::open_to_look(std::size_t session, const tls_look& how,
                                            sansio::time_point deadline) {
  net::tls_client_settings settings;
  settings.pins = {how.pin};
  settings.min_version = how.only.value_or(settings.min_version);
  settings.max_version = how.only.value_or(settings.max_version);
  net::endpoint where = where_;
  where.tls = net::tls_context::for_client(settings, error_text_);
  return where.tls ? connect(session, std::move(where), deadline)
                   : sansio::io_result{sansio::io_status::failed, 0};
}

void tcp_subject::note_tls(const net::connection& of) {
  tls_ = of.tls_version();
  certificate_ = of.peer_certificate();
}

sansio::io_result tcp_subject::connect(std::size_t session, net::endpoint where,
                                       sansio::time_point deadline) {
  if (const auto old = channels_.find(session); old != channels_.end()) {
    left_in_the_middle_ = left_in_the_middle_ || !old->second.ended;
    channels_.erase(old);
  }
  error_text_.clear();
  channel& fresh = channels_.emplace(session, channel{net::connection(io_.get_executor())}).first->second;
  const auto result = run(fresh.connection, [&](auto done) {
    fresh.connection.async_connect(std::move(where), deadline, std::move(done));
  });
  note_tls(fresh.connection);
  fresh.ended = result.status != sansio::io_status::ok;
  return result;
}

sansio::io_result tcp_subject::perform(std::size_t session, const sansio::next_action& action) {
  const auto found = channels_.find(session);
  if (found == channels_.end()) {
    error_text_ = "the connection is not open";
    return {sansio::io_status::failed, 0};
  }
  channel& open_one = found->second;
  const auto result = run(open_one.connection,
                          [&](auto done) { open_one.connection.async_perform(action, std::move(done)); });
  if (std::holds_alternative<sansio::tls_handshake>(action)) {
    note_tls(open_one.connection);
  }
  if (result.status == sansio::io_status::end_of_stream ||
      result.status == sansio::io_status::connection_reset) {
    open_one.ended = true;
  }
  if (std::holds_alternative<sansio::close>(action)) {
    left_in_the_middle_ = left_in_the_middle_ || !open_one.ended;
    channels_.erase(found);
  }
  return result;
}

void tcp_subject::drop_all() {
  for (const auto& [number, each] : channels_) {
    left_in_the_middle_ = left_in_the_middle_ || !each.ended;
  }
  channels_.clear();
}

sansio::time_point tcp_subject::now() const {
  return std::chrono::steady_clock::now();
}

std::string tcp_subject::name() const {
  const bool is_ipv6 = where_.host.find(':') != std::string::npos;
  return (is_ipv6 ? "[" + where_.host + "]" : where_.host) + ":" + std::to_string(where_.port);
}

void tcp_subject::wait(sansio::duration time) {
  boost::asio::steady_timer timer(io_, time);
  bool due = false;
  timer.async_wait([&due](const boost::system::error_code& /*error*/) { due = true; });
  io_.restart();
  while (!due && io_.run_one() != 0) {
  }
}

}  // namespace popquiz::conformance
