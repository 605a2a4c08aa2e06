#include "load_connection.hpp"

#include <popquiz/client/capa_op.hpp>
#include <popquiz/client/login_ops.hpp>
#include <popquiz/client/simple_ops.hpp>
#include <popquiz/client/stls_op.hpp>

#include <fmt/format.h>

#include <string_view>
#include <utility>

namespace popquiz::measure {
namespace {

client::session_settings session_of(const load_settings& settings) {
  client::session_settings made;
  made.reply_timeout = settings.timeout;
  made.pipeline_timeout = settings.timeout;
  return made;
}

std::string user_of(const load_settings& settings, std::size_t number) {
  constexpr std::string_view place = "{n}";
  std::string name = settings.user;
  const std::size_t at = name.find(place);
  return at == std::string::npos ? name : name.replace(at, place.size(), std::to_string(number));
}

}  // namespace

std::string text_of(const client::op_result& how) {
  std::string text(describe(how.code));
  if (how.command) {
    text += fmt::format(" ({})", parser::info(*how.command).keyword);
  }
  if (!how.detail.empty()) {
    text += ": " + how.detail;
  } else if (how.code == client::client_errc::refused) {
    text += ": -ERR " + how.text;
  }
  return text;
}

load_connection::load_connection(boost::asio::any_io_executor executor, const load_settings& settings,
                                 std::size_t number)
    : settings_(settings),
      user_(user_of(settings, number)),
      client_(std::move(executor), session_of(settings)) {}

void load_connection::fail(const client::op_result& how) {
  const std::string why = text_of(how);
  client_.async_close([this, why](const client::op_result&) { failed_(why); });
}

void load_connection::run(client::operation& op, step then) {
  client_.async_run(op, [this, then = std::move(then)](const client::op_result& how) {
    if (how) {
      then();
    } else {
      fail(how);
    }
  });
}

template <class Op, class... Arguments>
void load_connection::perform(step then, Arguments&&... arguments) {
  op_ = std::make_unique<Op>(client_.session(), std::forward<Arguments>(arguments)...);
  run(*op_, std::move(then));
}

void load_connection::open(bool asks, step then) {
  client_.async_connect(settings_.where, clock::now() + settings_.timeout,
                        [this, asks, then = std::move(then)](const client::op_result& how) {
                          if (!how) {
                            fail(how);
                            return;
                          }
                          begin_tls([this, asks, then] {
                            if (asks) {
                              ask([this, then] { log_in(then); });
                            } else {
                              log_in(then);
                            }
                          });
                        });
}

void load_connection::begin_tls(step then) {
  if (settings_.stls) {
    perform<client::stls_op>(std::move(then));
  } else {
    then();
  }
}

void load_connection::ask(step then) {
  op_ = std::make_unique<client::capa_op>(client_.session());
  client_.async_run(*op_, [this, then = std::move(then)](const client::op_result& how) {
    if (how || how.code == client::client_errc::refused) {  // a server may know no CAPA
      then();
    } else {
      fail(how);
    }
  });
}

void load_connection::log_in(step then) {
  perform<client::login_op>(std::move(then), user_, settings_.password);
}

void load_connection::repeat(repeated_op::command what, request_plan& plan, load_row& row, step then) {
  client::pipeline_window window;
  window.commands = settings_.pipeline;
  perform<repeated_op>(std::move(then), window, what, plan, row);
}

void load_connection::leave(step then) {
  perform<client::quit_op>(
      [this, then = std::move(then)] { client_.async_close([then](const client::op_result&) { then(); }); });
}

}  // namespace popquiz::measure
