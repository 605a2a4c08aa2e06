#include <popquiz/client/pop3_client.hpp>

#include <popquiz/client/greeting_op.hpp>

#include <boost/asio/any_completion_executor.hpp>
#include <boost/asio/append.hpp>
#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/prefer.hpp>

#include <optional>

namespace popquiz::client {

namespace asio = boost::asio;
using sansio::io_result;
using sansio::io_status;

namespace {

client_errc code_of(io_status status) noexcept {
  switch (status) {
    case io_status::ok:
      return client_errc::none;
    case io_status::end_of_stream:
      return client_errc::closed_by_peer;
    case io_status::connection_reset:
      return client_errc::connection_reset;
    case io_status::timed_out:
      return client_errc::timed_out;
    case io_status::tls_failed:
      return client_errc::tls_failed;
    case io_status::cancelled:
      return client_errc::cancelled;
    case io_status::failed:
      break;
  }
  return client_errc::transport_failed;
}

}  // namespace

// Outlives the client while a handler is on its way: an operation's session must not vanish under it.
class pop3_client::impl : public std::enable_shared_from_this<impl> {
 public:
  impl(asio::any_io_executor executor, session_settings settings, wire_log* log)
      : state(settings, log), transport(std::in_place, executor), executor_(std::move(executor)) {}

  // A handler of the connection's that knows the caller's: keeps its executor busy, takes its cancellation.
  template <class Function>
  auto on_io(handler done, Function then) {
    auto slot = asio::get_associated_cancellation_slot(done);
    auto work = asio::prefer(asio::get_associated_executor(done, executor_),
                             asio::execution::outstanding_work.tracked);
    return asio::bind_cancellation_slot(
        slot, [self = shared_from_this(), done = std::move(done), work = std::move(work),
               then = std::move(then)](io_result r) mutable { then(*self, r, std::move(done)); });
  }

  template <class Function>
  void open(net::endpoint where, sansio::time_point deadline, handler done, Function connected);

  void complete(handler done, op_result result) {
    if (transport && !transport->error_text().empty()) {
      result.detail = transport->error_text();
    }
    asio::dispatch(executor_, asio::append(std::move(done), std::move(result)));
  }

  void greet(handler done) {
    auto greeting = std::make_unique<greeting_op>(state);
    greeting_op& op = *greeting;
    transport->async_run(
        op, on_io(std::move(done), [greeting = std::move(greeting)](impl& self, io_result r, handler h) {
          self.complete(std::move(h), self.outcome_of(*greeting, r));
        }));
  }

  // An operation that was never told of its end is not looked at: it may be gone with the client.
  op_result outcome_of(const operation& op, io_result r) {
    if (!transport) {
      return {};
    }
    op_result result = op.result();
    if (!op.finished()) {  // the connection had an operation under way
      result.code = code_of(r.status);
    }
    return result;
  }

  client::session state;
  std::optional<net::connection> transport;

 private:
  asio::any_io_executor executor_;
};

pop3_client::pop3_client(asio::any_io_executor executor, session_settings settings, wire_log* log)
    : impl_(std::make_shared<impl>(std::move(executor), settings, log)) {}

pop3_client::~pop3_client() {
  impl_->transport.reset();
}

// `connected` goes on with a session that is new on its connection.
template <class Function>
void pop3_client::impl::open(net::endpoint where, sansio::time_point deadline, handler done,
                             Function connected) {
  const bool in_tls = where.implicit_tls;
  transport->async_connect(std::move(where), deadline,
                           on_io(std::move(done), [in_tls, connected](impl& self, io_result r, handler h) {
                             if (r.status == io_status::ok && self.transport) {
                               self.state.reset(in_tls);
                               connected(self, std::move(h));
                               return;
                             }
                             op_result result;
                             result.code = self.transport ? code_of(r.status) : client_errc::cancelled;
                             self.state.fail(result.code);
                             self.complete(std::move(h), std::move(result));
                           }));
}

void pop3_client::start_connect(net::endpoint where, sansio::time_point deadline, handler done) {
  impl_->open(std::move(where), deadline, std::move(done),
              [](impl& self, handler h) { self.greet(std::move(h)); });
}

void pop3_client::start_open(net::endpoint where, sansio::time_point deadline, handler done) {
  impl_->open(std::move(where), deadline, std::move(done), [](impl& self, handler h) {
    op_result result;
    result.code = client_errc::none;
    self.complete(std::move(h), std::move(result));
  });
}

void pop3_client::start_run(operation& op, handler done) {
  impl_->transport->async_run(op, impl_->on_io(std::move(done), [&op](impl& self, io_result r, handler h) {
    self.complete(std::move(h), self.outcome_of(op, r));
  }));
}

void pop3_client::start_close(handler done) {
  impl_->transport->async_perform(sansio::close{},
                                  impl_->on_io(std::move(done), [](impl& self, io_result r, handler h) {
                                    op_result result;
                                    result.code = code_of(r.status);
                                    self.state.fail(client_errc::connection_unusable);
                                    self.complete(std::move(h), std::move(result));
                                  }));
}

void pop3_client::cancel() {
  impl_->transport->cancel();
}

client::session& pop3_client::session() noexcept {
  return impl_->state;
}

const net::connection& pop3_client::connection() const noexcept {
  return *impl_->transport;
}

}  // namespace popquiz::client
