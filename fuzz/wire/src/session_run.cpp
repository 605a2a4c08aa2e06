#include "session_run.hpp"

#include "change_guard.hpp"
#include "spoken_words.hpp"

#include <popquiz/net/md5.hpp>
#include <popquiz/parser/command_parser.hpp>
#include <popquiz/parser/reply_parser.hpp>
#include <popquiz/parser/timestamp.hpp>
#include <popquiz/sansio/read_buffer.hpp>
#include <popquiz/script/matcher.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace popquiz::fuzz_wire {
namespace {

using parser::command_info;
using parser::event_kind;
using parser::parse_status;
using parser::reply_shape;
using parser::verb;
using sansio::io_status;

constexpr std::size_t connection = 0;
constexpr std::size_t buffer_octets = 64UL * 1024;
constexpr std::uint64_t body_limit = 16UL * 1024 * 1024;
constexpr std::size_t kept_text = 512;
constexpr std::size_t kept_body = 64UL * 1024;
constexpr std::size_t kept_unasked = 200;
constexpr std::size_t loose_limit = 64;  // replies that are counted
constexpr std::size_t pipelined_limit = 8;
constexpr int patience_for_bodies = 5;  // times the patience for a reply: a body that trickles on is too slow
constexpr auto segment_pause = std::chrono::milliseconds(1);

/// What is owed for a line that was said.
struct owed {
  exchange about;
  reply_shape shape = reply_shape::single_line;
};

class session {
 public:
  session(const plan& what, conformance::subject& server, const session_settings& settings)
      : plan_(what), server_(server), settings_(settings), guard_(settings.allow_changes) {
    names_ = words_of(settings.user, settings.password);
  }

  session_record run() {
    if (server_.open(connection, server_.now() + settings_.patience).status != io_status::ok) {
      return std::move(record_);
    }
    record_.connected = true;
    is_open_ = greet();
    for (std::size_t i = 0; is_open_ && i < plan_.size(); ++i) {
      take_turn(i);
    }
    finish();
    return std::move(record_);
  }

 private:
  bool greet() {
    owed greeting;
    greeting.about.turn = greeting_turn;
    greeting.about.said = "greeting";
    pending_.push_back(std::move(greeting));
    await_replies();
    const exchange* const got = record_.last();
    if (got == nullptr || got->reply != reply_class::ok) {
      return false;
    }
    if (const auto timestamp = parser::find_timestamp(got->text)) {
      names_[script::secret_name("apop")] = net::md5_hex(std::string(*timestamp) + settings_.password);
    }
    return true;
  }

  void take_turn(std::size_t i) {
    const turn& what = plan_[i];
    if (what.is_login) {
      turn user;
      user.text = joined(literal("USER "), placeholder(script::piece_kind::use, "user"));
      say(i, user);
      await_replies();
      const bool goes_on =
          is_open_ && !record_.exchanges.empty() && record_.exchanges.back().reply == reply_class::ok;
      if (goes_on) {
        user.text = joined(literal("PASS "), placeholder(script::piece_kind::secret, "password"));
        say(i, user);
        await_replies();
      }
      return;
    }
    say(i, what);
    if (!leaves_with_next(plan_, i) || said_state_changer_ || pending_.size() >= pipelined_limit) {
      await_replies();
    }
  }

  void say(std::size_t i, const turn& what) {
    auto octets = script::expand(what.text, names_);
    if (!octets) {
      return;
    }
    *octets += what.raw ? "" : "\r\n";
    if (octets->empty()) {
      return;
    }
    if (!guard_.may_say(*octets)) {
      ++record_.withheld;
      return;
    }
    note_unasked();
    if (!is_open_) {
      return;
    }
    if (!record_.is_loose() && is_one_command(*octets)) {
      owe(i, what, *octets);
    } else if (!record_.is_loose()) {
      await_replies();
      record_.loose_from = i;
    }
    if (is_open_) {
      send(*octets, what);
    }
  }

  /// A reply each is owed for whole lines only, which any server reads alike.
  void owe(std::size_t i, const turn& what, std::string_view octets) {
    const std::string_view text = octets.substr(0, octets.size() - 2);
    owed next;
    exchange& about = next.about;
    about.turn = i;
    const parser::command_view line = parser::parse_command_line(text);
    about.is_response = place_.in_exchange;
    about.command = about.is_response ? nullptr : line.info;
    about.said = about.is_response      ? "response"
                 : line.info != nullptr ? std::string(line.info->keyword)
                                        : "other";
    about.has_argument = line.has_argument;
    about.argument_is_good = line.info != nullptr && line.error == parser::parse_errc::none;
    about.with_right_secret = std::ranges::any_of(
        what.text.pieces, [](const script::piece& part) { return part.kind == script::piece_kind::secret; });
    if (about.is_response || (line.info != nullptr && line.info->id == verb::auth)) {
      next.shape = reply_shape::sasl;
    } else if (line.info != nullptr) {
      next.shape = parser::shape_of(*line.info, line.has_argument);
    }
    pending_.push_back(std::move(next));
    // Where what was said decides on the state, nobody says more before the reply (RFC 2449 §6.6). A response
    // may end its exchange: what is behind it is a command then.
    said_state_changer_ =
        pending_.back().about.is_response || line.info == nullptr || parser::moves_state(*line.info);
  }

  void send(std::string_view octets, const turn& what) {
    bool is_first = true;
    for (const std::string_view segment : segments_of(octets, what)) {
      if (!std::exchange(is_first, false)) {
        static_cast<void>(server_.perform(connection, sansio::wait_until{server_.now() + segment_pause}));
      }
      const std::array pieces{segment};
      const sansio::write all{pieces, server_.now() + settings_.patience};
      if (server_.perform(connection, all).status != io_status::ok) {
        return;  // why, what comes next tells
      }
    }
  }

  /// Reads more; what kept it from that, else.
  io_status receive(std::chrono::milliseconds patience) {
    const std::span<char> into = buffer_.prepare();
    const auto got = server_.perform(connection, sansio::read{into, deadline_of(patience)});
    if (got.status == io_status::ok) {
      buffer_.commit(got.octets);
    }
    return got.status;
  }

  [[nodiscard]] sansio::time_point deadline_of(std::chrono::milliseconds patience) const {
    return std::max(server_.now(), begun_ + patience);
  }

  void await_replies() {
    while (is_open_ && !pending_.empty()) {
      owed next = std::move(pending_.front());
      pending_.erase(pending_.begin());
      next.about.before = place_;
      const sansio::time_point asked = begun_ = server_.now();
      await(next);
      next.about.time = std::chrono::duration_cast<std::chrono::microseconds>(server_.now() - asked);
      move_on(next.about);
      record_.exchanges.push_back(std::move(next.about));
    }
    pending_.clear();
  }

  void await(owed& what) {
    exchange& about = what.about;
    parser_.expect(what.shape);
    const sansio::time_point until = begun_ + patience_for_bodies * settings_.patience;
    for (;;) {
      const parser::parse_result r = parser_.next(buffer_.data());
      if (r.status == parse_status::event) {
        take(r.event, about);
      }
      buffer_.consume(r.consumed);
      if (r.status == parse_status::error) {
        about.reply = reply_class::malformed;
        about.error = r.error;
        about.seen = parser_.seen();
        is_open_ = false;
        return;
      }
      if (parser_.idle()) {
        about.seen = parser_.seen();
        return;
      }
      if (r.status == parse_status::event) {
        continue;
      }
      if (about.body_octets > body_limit) {
        about.reply = reply_class::endless;
        is_open_ = false;
        return;
      }
      const io_status got = receive(settings_.patience);
      if (got != io_status::ok) {
        about.reply = got == io_status::timed_out       ? reply_class::silence
                      : got == io_status::end_of_stream ? reply_class::closed
                      : got == io_status::tls_failed    ? reply_class::tls_failed
                                                        : reply_class::reset;
        is_open_ = false;
        record_.ended_by_server = about.reply == reply_class::closed || about.reply == reply_class::reset;
        return;
      }
      if (parser_.in_body() && server_.now() < until) {
        begun_ = server_.now();  // a long body is no silence
      }
    }
  }

  static void take(const parser::reply_event& event, exchange& about) {
    switch (event.kind) {
      case event_kind::status:
        about.reply = event.ok ? reply_class::ok : reply_class::err;
        about.text = event.text.substr(0, kept_text);
        break;
      case event_kind::challenge:
        about.reply = reply_class::challenge;
        about.text = event.text.substr(0, kept_text);
        break;
      case event_kind::body:
        about.body_octets += event.text.size();
        about.body += event.text.substr(0, kept_body - std::min(kept_body, about.body.size()));
        break;
      case event_kind::end:
        break;
    }
  }

  void move_on(exchange& about) {
    const bool is_settled = about.reply == reply_class::ok || about.reply == reply_class::err;
    place_.in_exchange = about.reply == reply_class::challenge;
    if (is_settled) {
      const bool ok = about.reply == reply_class::ok;
      const command_info* command = about.command;
      if (about.is_response) {
        command = &parser::info(verb::auth);
      }
      if (command != nullptr) {
        const bool has_entered = command->legal.contains(place_.state) || ok;
        place_.state = has_entered ? parser::next_state(*command, place_.state, ok) : place_.state;
        place_.has_marks = ok && command->id == verb::dele   ? true
                           : ok && command->id == verb::rset ? false
                                                             : place_.has_marks;
        if (command->id == verb::stls && ok) {
          shake_hands(about);
        }
        if (command->id == verb::quit && ok) {
          await_end();
        }
      }
    }
    about.after = place_;
  }

  void shake_hands(exchange& about) {
    const auto proof = buffer_.drained();
    const bool ok =
        proof &&
        server_.perform(connection, sansio::tls_handshake{*proof, server_.now() + settings_.patience})
                .status == io_status::ok;
    if (!ok) {
      about.reply = reply_class::tls_failed;
      is_open_ = false;
      return;
    }
    place_ = {};
    place_.in_tls = true;
  }

  /// Behind QUIT: the server closes, and a lock that it had is free then.
  void await_end() {
    begun_ = server_.now();
    note_unasked();
    io_status got = io_status::ok;
    while (got == io_status::ok) {
      buffer_.consume(buffer_.data().size());
      got = receive(settings_.loose_patience);
      note_unasked();
    }
    is_open_ = false;
    has_ended_ = got != io_status::timed_out;
  }

  /// What lies in the buffer while no reply is owed.
  void note_unasked() {
    if (record_.is_loose() || !pending_.empty() || buffer_.empty()) {
      return;
    }
    if (record_.unasked.empty()) {
      record_.unasked_behind = record_.exchanges.size();
      record_.unasked = buffer_.data().substr(0, kept_unasked);
    }
    is_open_ = false;
  }

  void finish() {
    await_replies();
    if (is_open_) {
      if (record_.is_loose()) {
        finish_loosely();
      } else if (guard_.may_say("QUIT\r\n")) {
        turn quit;
        quit.text = literal("QUIT");
        say(plan_.size(), quit);
        await_replies();
      }
    }
    const bool was_quiet = has_ended_ || record_.ended_by_server;
    static_cast<void>(server_.perform(
        connection, sansio::close{was_quiet ? sansio::close_kind::graceful : sansio::close_kind::abortive}));
    server_.drop_all();
  }

  /// Line ends of ours behind whatever was said, and QUIT, so that it comes to an end.
  void finish_loosely() {
    constexpr std::string_view last = "\r\nQUIT\r\n";
    const bool quits = guard_.may_say(last);
    record_.loose_end = quits ? last : last.substr(0, 2);
    const std::array<std::string_view, 1> pieces{record_.loose_end};
    static_cast<void>(server_.perform(connection, sansio::write{pieces, server_.now() + settings_.patience}));
    begun_ = server_.now();
    bool at_line_start = true;
    std::uint64_t octets = 0;
    io_status got = io_status::ok;
    for (;;) {
      for (const char octet : buffer_.data()) {
        if (at_line_start && record_.loose_replies.size() < loose_limit) {
          record_.loose_replies += octet == '+' || octet == '-' ? octet : '?';
        }
        at_line_start = octet == '\n';
      }
      octets += buffer_.data().size();
      buffer_.consume(buffer_.data().size());
      got = octets > body_limit ? io_status::timed_out : receive(settings_.loose_patience);
      if (got != io_status::ok) {
        break;
      }
    }
    has_ended_ = got == io_status::end_of_stream;
    record_.loose_replies += got == io_status::timed_out ? '~' : '.';
  }

  const plan& plan_;
  conformance::subject& server_;
  const session_settings& settings_;
  change_guard guard_;
  script::variables names_;
  session_record record_;
  session_place place_;
  sansio::read_buffer buffer_{buffer_octets};
  parser::reply_parser parser_{parser::strictness::tolerant};
  std::vector<owed> pending_;
  sansio::time_point begun_;
  bool is_open_ = true;
  bool has_ended_ = false;
  bool said_state_changer_ = false;
};

}  // namespace

session_record run_session(const plan& what, conformance::subject& server, const session_settings& settings) {
  return session(what, server, settings).run();
}

}  // namespace popquiz::fuzz_wire
