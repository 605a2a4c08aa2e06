#include "client/client_speech.hpp"

#include <popquiz/parser/command_parser.hpp>
#include <popquiz/parser/command_table.hpp>
#include <popquiz/script/matcher.hpp>
#include <popquiz/script/parse.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <deque>
#include <optional>
#include <variant>

namespace popquiz::conformance {
namespace {

using parser::command_info;
using parser::session_state;
using parser::verb;
using script::line_form;
using script::speaker;

/// Octets of a command with CRLF at most (RFC 2449 §4).
constexpr std::size_t longest_command = 255;

/// Whoever reads one of these has the password, or what is as good.
constexpr std::array<std::string_view, 5> readable_secrets{"password", "plain", "login-password", "xoauth2",
                                                           "oauthbearer"};

/// The tag of a capability (RFC 2449 §6.6) in a recording.
constexpr std::string_view pipelining = "PIPELINING";

/// The conversation without the lines of bodies, which may be long and tell nothing of the client but that it
/// may pipeline.
std::string without_bodies(std::string_view transcript) {
  std::string kept;
  while (!transcript.empty()) {
    const std::string_view line = transcript.substr(0, transcript.find('\n') + 1);
    const std::string_view whole = line.empty() ? transcript : line;
    transcript.remove_prefix(whole.size());
    if (!whole.starts_with("S|") || whole.substr(2).starts_with(" " + std::string(pipelining))) {
      kept += whole;
    }
  }
  return kept;
}

/// The octets of a line, and the name of the secret at its end, if there is one.
struct spoken_line {
  std::string octets;
  std::string secret;
};

spoken_line spoken(const script::pattern& text) {
  spoken_line line;
  for (const script::piece& part : text.pieces) {
    if (part.kind == script::piece_kind::literal) {
      line.octets += part.text;
    } else {
      line.secret = part.text;
    }
  }
  return line;
}

std::string shown(const spoken_line& line) {
  return line.octets + (line.secret.empty() ? "" : "{secret " + line.secret + "}");
}

bool is_control(char octet) {
  const auto value = static_cast<unsigned char>(octet);
  return value < 0x20 || value == 0x7F;
}

/// One session, line by line.
class listener_to {
 public:
  listener_to(session_begin how, client_speech& into) : into_(into), in_tls_(how == session_begin::in_tls) {}

  void take(const script::step& step) {
    if (std::holds_alternative<script::start_tls_step>(step.what)) {
      in_tls_ = true;
      owed_.clear();
      in_body_ = false;
      pipelines_ = false;
      state_ = session_state::authorization;
      hoped_ = state_;
    } else if (const auto* const line = std::get_if<script::line_step>(&step.what)) {
      if (line->who == speaker::client) {
        take_client(*line);
      } else if (line->form == line_form::body_end) {
        in_body_ = false;
      } else {
        take_server(spoken(line->text).octets);
      }
    }
  }

 private:
  struct owed {
    const command_info* info = nullptr;  // null: nobody knows the command
    bool has_argument = false;
  };

  void take_client(const script::line_step& line) {
    const spoken_line text = spoken(line.text);
    if (!text.secret.empty() && !in_tls_ && into_.in_clear.empty() &&
        std::ranges::find(readable_secrets, text.secret) != readable_secrets.end()) {
      into_.in_clear = script::print_pattern(line.text);
    }
    if (line.form == line_form::raw) {
      take_raw(text.octets, line);
    } else if (is_response(text)) {
      into_.responses.push_back(shown(text));
    } else {
      take_command(text, line);
    }
  }

  /// A line of a SASL exchange, which is no command (RFC 5034 §4).
  [[nodiscard]] bool is_response(const spoken_line& text) const {
    return !owed_.empty() && owed_.front().info != nullptr && owed_.front().info->id == verb::auth &&
           (challenged_ || (!text.secret.empty() && text.octets.empty()));
  }

  /// No line as the grammar has it; what the end of the session cut off is none yet.
  void take_raw(const std::string& octets, const script::line_step& line) {
    if (octets.find('\n') != std::string::npos || std::ranges::any_of(octets, is_control) ||
        octets.size() > longest_command) {
      note(into_.invalid, line);
      into_.commands.push_back(script::print_pattern(line.text));
    }
  }

  void take_command(const spoken_line& text, const script::line_step& line) {
    into_.commands.push_back(shown(text));
    // What is masked is as valid as anything.
    const std::string checked = text.octets + (text.secret == "apop" ? std::string(32, '0') : text.secret);
    const parser::command_view command = parser::parse_command_line(checked);
    // Some ask by it which mechanisms there are, and servers answer: it is older than RFC 5034.
    const bool is_bare_auth =
        command.info != nullptr && command.info->id == verb::auth && !command.has_argument;
    if (std::ranges::any_of(text.octets, is_control) ||
        (text.secret.empty() && text.octets.size() + 2 > longest_command) ||
        (command.info != nullptr && command.error != parser::parse_errc::none && !is_bare_auth)) {
      note(into_.invalid, line);
    }
    if (command.info != nullptr) {
      const verb id = command.info->id;
      into_.authenticates = into_.authenticates || id == verb::user || id == verb::pass || id == verb::apop ||
                            (id == verb::auth && !is_bare_auth);
      const bool is_settled = std::ranges::none_of(
          owed_, [](const owed& each) { return each.info != nullptr && parser::moves_state(*each.info); });
      const bool is_legal = command.info->legal.contains(state_);
      if (is_settled && is_legal) {
        hoped_ = state_;
      }
      const bool may_be_early = pipelines_ && command.info->legal.contains(hoped_);
      if (is_settled && !is_bare_auth && !is_legal && !may_be_early) {
        note(into_.out_of_step, line);
      }
    }
    owed_.push_back({is_bare_auth ? nullptr : command.info, command.has_argument});
    challenged_ = false;
  }

  void take_server(std::string_view octets) {
    if (in_body_) {
      pipelines_ = pipelines_ || (in_capabilities_ && octets == pipelining);
      in_body_ = octets != ".\n" && octets != ".\r\n";
      return;
    }
    if (!is_greeted_) {
      is_greeted_ = true;
      return;
    }
    const bool is_reply = octets.starts_with("+") || octets.starts_with("-ERR");
    if (owed_.empty() || (challenged_ && !is_reply)) {
      return;  // nobody asked for it
    }
    const owed asked = owed_.front();
    challenged_ =
        asked.info != nullptr && asked.info->id == verb::auth && (octets == "+" || octets.starts_with("+ "));
    if (challenged_) {
      return;
    }
    owed_.pop_front();
    if (asked.info != nullptr) {
      const bool ok = octets.starts_with("+OK");
      in_body_ = ok && parser::shape_of(*asked.info, asked.has_argument) == parser::reply_shape::multi_line;
      in_capabilities_ = in_body_ && asked.info->id == verb::capa;
      pipelines_ = pipelines_ && !in_capabilities_;  // the latest list counts
      if (asked.info->legal.contains(state_)) {
        state_ = parser::next_state(*asked.info, state_, ok);
      }
      // AUTH and STLS end what is sent at a time (RFC 5034 §4, RFC 2595 §4).
      const bool ends_pipeline = asked.info->id == verb::auth || asked.info->id == verb::stls;
      hoped_ = ends_pipeline || !asked.info->legal.contains(hoped_)
                   ? state_
                   : parser::next_state(*asked.info, hoped_, true);
    }
  }

  static void note(std::string& where, const script::line_step& line) {
    if (where.empty()) {
      where = script::print_pattern(line.text);
    }
  }

  client_speech& into_;
  bool in_tls_;
  bool is_greeted_ = false;
  bool in_body_ = false;
  bool challenged_ = false;
  bool in_capabilities_ = false;
  bool pipelines_ = false;  // the server's latest list says that the client may
  session_state state_ = session_state::authorization;
  // Where it would be if what was refused last had been granted: what it sends may have been on its way.
  session_state hoped_ = session_state::authorization;
  std::deque<owed> owed_;
};

}  // namespace

void listen_to(std::string_view transcript, session_begin how, client_speech& into) {
  const script::parse_outcome parsed =
      script::parse_script(without_bodies(transcript), "session", script::recording_size_limit);
  if (!parsed.value) {
    return;  // nothing was said
  }
  listener_to listener(how, into);
  for (const script::step& step : parsed.value->steps) {
    listener.take(step);
  }
}

}  // namespace popquiz::conformance
