#include <popquiz/client/sign_in_op.hpp>

#include <popquiz/client/auth_op.hpp>
#include <popquiz/client/capa_op.hpp>
#include <popquiz/client/greeting_op.hpp>
#include <popquiz/client/language_ops.hpp>
#include <popquiz/client/login_ops.hpp>
#include <popquiz/client/stls_op.hpp>

#include <algorithm>
#include <utility>

namespace popquiz::client {

using sansio::next_action;

namespace {

constexpr std::string_view needs_utf8_user =
    "the name or the password is not ASCII, and the server does not announce UTF8 USER";

bool is_ascii(std::string_view text) noexcept {
  return std::ranges::all_of(text, [](char octet) { return static_cast<unsigned char>(octet) < 0x80; });
}

}  // namespace

std::string_view describe(sign_in_stage stage) noexcept {
  switch (stage) {
    case sign_in_stage::greeting:
      return "greeting";
    case sign_in_stage::capabilities:
      return "CAPA";
    case sign_in_stage::tls:
      return "STLS";
    case sign_in_stage::utf8:
      return "UTF8";
    case sign_in_stage::login:
      return "login";
    case sign_in_stage::signed_in:
      break;
  }
  return "signed in";
}

next_action sign_in_op::resume(sansio::io_result last, sansio::time_point now) noexcept {
  try {
    while (!over_) {
      if (!op_) {
        begin(session_->greeted() ? step::first_capa : step::greeting);
        continue;
      }
      next_action action = op_->resume(last, now);
      if (!std::holds_alternative<sansio::done>(action)) {
        return action;
      }
      last = {};
      take(*op_);
    }
  } catch (...) {  // nothing but an allocation throws here
    fail(client_errc::out_of_memory);
  }
  return sansio::done{};
}

void sign_in_op::begin(step what) {
  step_ = what;
  switch (what) {
    case step::greeting:
      op_ = std::make_unique<greeting_op>(*session_);
      break;
    case step::first_capa:
    case step::tls_capa:
      stage_ = sign_in_stage::capabilities;
      op_ = std::make_unique<capa_op>(*session_);
      break;
    case step::last_capa:
      op_ = std::make_unique<capa_op>(*session_);
      break;
    case step::stls:
      stage_ = sign_in_stage::tls;
      op_ = std::make_unique<stls_op>(*session_);
      break;
    case step::utf8:
      stage_ = sign_in_stage::utf8;
      op_ = std::make_unique<utf8_op>(*session_);
      break;
    case step::login:
      stage_ = sign_in_stage::login;
      begin_login();
      break;
  }
}

void sign_in_op::take(const command_op& ended) {
  const op_result& r = ended.result();
  result_ = r;
  const bool capa = step_ == step::first_capa || step_ == step::tls_capa || step_ == step::last_capa;
  // Who has no CAPA, or no UTF8 after all, may still be logged in to.
  const bool may_refuse = capa || step_ == step::utf8;
  if (r.code != client_errc::none && !(r.code == client_errc::refused && may_refuse)) {
    if (step_ == step::stls && r.code == client_errc::refused) {
      fail(client_errc::stls_not_offered, "the server refuses STLS");
    } else {
      over_ = true;
    }
    return;
  }
  switch (step_) {
    case step::greeting:
      begin(step::first_capa);
      break;
    case step::first_capa:
      behind_capa();
      break;
    case step::stls:
      begin(step::tls_capa);
      break;
    case step::tls_capa:
      before_login();
      break;
    case step::utf8:
      begin(step::login);
      break;
    case step::login:
      stage_ = sign_in_stage::signed_in;
      if (session_->may_pipeline()) {
        over_ = true;
      } else {
        begin(step::last_capa);
      }
      break;
    case step::last_capa:
      result_.code = client_errc::none;
      over_ = true;
      break;
  }
}

void sign_in_op::behind_capa() {
  if (settings_.tls == tls_demand::none || session_->in_tls()) {
    before_login();
    return;
  }
  const parser::capability_set* const announced = session_->capabilities();
  if (announced != nullptr && !announced->has("STLS")) {
    fail(client_errc::stls_not_offered, "CAPA does not list STLS");
    return;
  }
  begin(step::stls);
}

void sign_in_op::before_login() {
  const parser::capability_set* const announced = session_->capabilities();
  begin(settings_.utf8 && announced != nullptr && announced->has("UTF8") ? step::utf8 : step::login);
}

void sign_in_op::begin_login() {
  const login_choice choice = choose_login(*session_, settings_.login);
  switch (choice.kind) {
    case login_kind::none:
      fail(choice.why);
      break;
    case login_kind::sasl: {
      login_name_ = choice.mechanism;
      std::string why;
      exchange_ = settings_.sasl ? settings_.sasl(choice.mechanism, why) : nullptr;
      if (!exchange_) {
        fail(client_errc::sasl_failed, why);
        break;
      }
      op_ = std::make_unique<auth_op>(*session_, *exchange_);
      break;
    }
    case login_kind::apop:
      login_name_ = "APOP";
      begin_apop();
      break;
    case login_kind::user_pass:
      login_name_ = "USER";
      if (!may_say_credentials()) {
        fail(client_errc::no_way_to_log_in, needs_utf8_user);
        break;
      }
      op_ = std::make_unique<login_op>(*session_, settings_.user, settings_.password);
      break;
  }
}

bool sign_in_op::may_say_credentials() const noexcept {
  const parser::capability_set* const announced = session_->capabilities();
  return (is_ascii(settings_.user) && is_ascii(settings_.password)) ||
         (announced != nullptr && announced->has_argument("UTF8", "USER"));
}

void sign_in_op::begin_apop() {
  std::string user = settings_.user;
  std::string password = settings_.password;
  if (!is_ascii(user) || !is_ascii(password)) {
    auto prepared_user = settings_.prepare ? settings_.prepare(user, false) : std::nullopt;
    auto prepared_password = settings_.prepare ? settings_.prepare(password, true) : std::nullopt;
    if (!may_say_credentials() || !prepared_user || !prepared_password) {
      fail(client_errc::no_way_to_log_in,
           may_say_credentials() ? "SASLprep takes the name or the password for none" : needs_utf8_user);
      return;
    }
    user = std::move(*prepared_user);
    password = std::move(*prepared_password);
  }
  op_ = std::make_unique<apop_op>(*session_, std::move(user), std::move(password), settings_.md5);
}

void sign_in_op::fail(client_errc code, std::string_view why) {
  result_.code = code;
  if (!why.empty()) {
    result_.detail = why;
  }
  if (is_fatal(code)) {
    session_->fail(code);
  }
  over_ = true;
}

}  // namespace popquiz::client
