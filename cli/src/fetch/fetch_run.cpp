#include "fetch/fetch_run.hpp"

#include "account/account_login.hpp"
#include "fetch/fetch_destination.hpp"
#include "fetch/fetch_trouble.hpp"

#include <popquiz/client/fetch_op.hpp>
#include <popquiz/client/pop3_client.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

#include <csignal>
#include <ctime>
#include <utility>

namespace popquiz::cli {
namespace {

// What one read brings is one write to the disk, and a large one costs less: a third for a long message.
constexpr std::size_t buffer_octets = 262144;

client::session_settings session_settings_of(const account& of) {
  client::session_settings settings;
  settings.reply_timeout = of.reply_timeout;
  settings.pipelining = of.pipelining;
  settings.buffer = buffer_octets;
  return settings;
}

client::fetch_settings fetch_settings_of(const account& of, const account_login& login, bool survey_only) {
  client::fetch_settings settings;
  settings.sign_in = login.settings();
  settings.account = account_id(of);
  switch (of.remove.how) {
    case removal::kind::keep:
      settings.from_server = client::deletion::keep;
      break;
    case removal::kind::at_once:
      settings.from_server = client::deletion::when_kept;
      break;
    case removal::kind::after_days:
      settings.from_server = client::deletion::after_days;
      settings.days = of.remove.days;
      break;
  }
  if (of.max_size != 0) {
    settings.max_octets = of.max_size;
  }
  if (of.max_listing != 0) {
    settings.survey_octets = of.max_listing;
  }
  if (of.max_messages != 0) {
    settings.max_messages = of.max_messages;
  }
  settings.again = !of.only_new;
  settings.survey_only = survey_only;
  settings.wall_clock = [] { return static_cast<std::int64_t>(std::time(nullptr)); };
  return settings;
}

/// One connection, from connecting to closing.
class fetch_run {
 public:
  fetch_run(const account& of, secret password, const fetch_run_settings& settings, fetch_report& report)
      : account_(of),
        settings_(settings),
        report_(report),
        signals_(io_, SIGINT, SIGTERM),
        session_settings_(session_settings_of(of)),
        client_(io_.get_executor(), session_settings_, settings.log),
        login_(of, std::move(password), [this] { return client_.connection().channel_binding(); }) {}

  /// False when it has to be tried again without pipelining.
  bool run(fetch_destination& destination, const net::endpoint& where, sysexit& status) {
    client::fetch_op fetch(client_.session(), fetch_settings_of(account_, login_, settings_.survey_only),
                           *destination.store, *destination.known, &report_);
    client::op_result result;
    signals_.async_wait([this](const boost::system::error_code& error, int /*signal*/) {
      if (!error) {
        interrupted_ = true;
        client_.cancel();
      }
    });
    const auto deadline = std::chrono::steady_clock::now() + account_.connect_timeout;
    const auto closed = [this](const client::op_result& /*ended*/) { signals_.cancel(); };
    const auto fetched = [&](client::op_result ended) {
      result = std::move(ended);
      client_.async_close(closed);
    };
    client_.async_open(where, deadline, [&](client::op_result ended) {
      result = std::move(ended);
      if (result) {
        client_.async_run(fetch, fetched);
      } else {
        signals_.cancel();
      }
    });
    io_.run();
    if (result.code == client::client_errc::answered_short && session_settings_.pipelining) {
      report_.note(
          "the server announces PIPELINING, but answers only the first of several commands: trying again, "
          "one by one");
      return false;
    }
    const fetch_trouble trouble =
        trouble_of(account_, fetch, result, client_.session().capabilities(), interrupted_);
    status = trouble.code;
    report_.end(fetch, trouble.what, static_cast<int>(status));
    return true;
  }

  std::optional<net::endpoint> endpoint(std::string& why) const { return login_.endpoint(why); }

 private:
  const account& account_;
  const fetch_run_settings& settings_;
  fetch_report& report_;
  boost::asio::io_context io_{1};
  boost::asio::signal_set signals_;
  client::session_settings session_settings_;
  client::pop3_client client_;
  account_login login_;
  bool interrupted_ = false;
};

}  // namespace

sysexit run_account(const account& of, const secret& password, const fetch_run_settings& settings,
                    fetch_report& report) {
  client::store_result storage;
  auto destination = open_destination(of, !settings.survey_only, storage);
  if (!destination) {
    report.note(storage.what);
    return sysexit_of(storage.code);
  }
  account tried = of;
  for (;;) {
    fetch_run run(tried, password, settings, report);
    std::string why;
    const auto where = run.endpoint(why);
    if (!where) {
      report.note(why);
      return sysexit::config;
    }
    sysexit status = sysexit::ok;
    if (run.run(*destination, *where, status)) {
      destination->store->close();
      return status;
    }
    tried.pipelining = false;
  }
}

}  // namespace popquiz::cli
