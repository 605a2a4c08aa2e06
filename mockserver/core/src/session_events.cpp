#include "session.hpp"

#include "deadline.hpp"

#include <string>
#include <utility>

// What a session does about commands and its other events; session.cpp has the machine around it.

namespace popquiz::mockserver {

using sansio::close_kind;
using script::on_event;

void session::greet() {
  idle_since_ = now_;
  answering_ = true;
  if (!begin_run(on_event::connect)) {
    say_status(out_, greeting(data_));
  }
}

bool session::take_command() {
  const parser::command_result found = commands_.next(in_.data());
  in_.consume(found.consumed);  // the views stay valid until the next read
  if (found.status != parser::parse_status::event) {
    return false;
  }
  idle_since_ = now_;
  answering_ = true;
  matcher_.end_idle();
  using parser::verb;
  if (const auto* row = found.command.info;
      row != nullptr && (row->id == verb::user || row->id == verb::apop)) {
    data_.named = found.command.first;
  }
  data_.more_waits = in_.data().find('\n') != std::string_view::npos;
  script::variables captures;
  const auto answer = matcher_.find({on_event::command, &found.command}, data_, captures);
  if (answer.block != nullptr) {
    run_.emplace(answer, std::move(captures), &found.command, data_, out_);
  } else {
    run_reference(found.command, true);
  }
  return true;
}

bool session::take_response() {
  const parser::command_result found = commands_.next_response(in_.data());
  in_.consume(found.consumed);  // the views stay valid until the next read
  if (found.status != parser::parse_status::event) {
    return false;
  }
  idle_since_ = now_;
  answering_ = true;
  matcher_.end_idle();
  const bool too_long = found.command.error != parser::parse_errc::none;
  response_ = too_long ? std::nullopt : std::optional<std::string>(found.command.line);
  if (!begin_run(on_event::response)) {
    answer_response(true);
  }
  return true;
}

void session::answer_response(bool heard) {
  reply made = run_response(data_, response_);
  if (heard) {
    say(std::move(made), &parser::info(parser::verb::auth));
  }
}

bool session::run_reference(const parser::command_view& command, bool heard) {
  reply made = run_command(data_, command);
  const bool ok = made.ok;
  if (heard) {
    say(std::move(made), command.info);
  }
  if (data_.state == parser::session_state::ended && !closing_) {
    closing_ = close_kind::graceful;  // nothing behind QUIT is answered
  }
  return ok;
}

void session::say(reply made, const parser::command_info* answered) {
  say_status(out_, made);
  body_ = std::move(made.body);
  if (answered != nullptr && made.ok) {
    data_.answered_ok[static_cast<std::size_t>(answered->id)] = true;
  }
}

bool session::begin_run(on_event what, std::chrono::milliseconds idle) {
  script::variables captures;
  const auto answer = matcher_.find({what, nullptr, idle}, data_, captures);
  if (answer.block == nullptr) {
    return false;
  }
  run_event_ = what;
  run_.emplace(answer, std::move(captures), nullptr, data_, out_);
  return true;
}

std::optional<sansio::next_action> session::advance_run() {
  if (waiting_) {
    if (!out_.empty()) {
      return write();
    }
    if (now_ < *waiting_) {
      return wait(*waiting_);
    }
    waiting_.reset();
  }
  switch (const run_need need = run_->step()) {
    case run_need::proceed:
      break;
    case run_need::finished:
      end_run();
      break;
    case run_need::answer:
    case run_need::perform:
      answer_for_run(need == run_need::answer);
      break;
    case run_need::also:
      run_reference(parser::parse_command_line(run_->text()), false);
      data_.exchange.reset();  // of an AUTH: nobody has heard the challenge
      break;
    case run_need::body:
      body_ = run_->take_body();
      break;
    case run_need::start_tls:
      if (!data_.transport.has_tls || data_.in_tls) {
        fail_run(data_.in_tls ? "TLS is in use already" : "this server has no TLS to start");
        break;
      }
      data_.tls_how = run_->tls_how();
      data_.tls_is_next = true;
      break;
    case run_need::drop_rest:
      drop_rest();
      break;
    case run_need::wait:
      waiting_ = deadline(now_, run_->duration());
      break;
    case run_need::problem:
      fail_run(run_->text());
      break;
    case run_need::reset:
    case run_need::close:
      end_run();
      closing_ = need == run_need::close ? close_kind::graceful : close_kind::abortive;
      break;
  }
  return std::nullopt;
}

void session::fail_run(const std::string& why) {
  data_.server.note_problem(run_->place() + ": " + why);
  end_run();
  closing_ = close_kind::abortive;
}

void session::answer_for_run(bool heard) {
  data_.answered_as = run_->answer_how();
  if (run_->command()) {
    const bool ok = run_reference(*run_->command(), heard);
    if (heard) {
      run_->note_answer(ok);
    }
  } else if (heard && run_event_ == on_event::connect) {
    say_status(out_, greeting(data_));
  } else if (run_event_ == on_event::response && data_.exchange) {
    answer_response(heard);
  }
  data_.answered_as = nullptr;
}

void session::end_run() {
  if (run_->command() && run_->command()->info != nullptr && run_->said_ok()) {
    data_.answered_ok[static_cast<std::size_t>(run_->command()->info->id)] = true;
  }
  run_.reset();
}

}  // namespace popquiz::mockserver
