#pragma once

#include "finding.hpp"
#include "naive/naive_stuffing.hpp"
#include "plain_command.hpp"

#include <popquiz/parser/command_table.hpp>
#include <popquiz/parser/reply_parser.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace popquiz::fuzz {

/// What the server's answers depend on beside what the client says.
struct plain_facts {
  std::vector<std::string> messages;
  std::string_view user;
  std::string_view password;         ///< for USER and PASS
  std::string_view digest;           ///< for APOP, the only one that is right
  std::string_view proof_in_base64;  ///< the only response that ends AUTH well
  bool has_tls = false;
  bool handshakes = false;
  bool secrets_need_tls = false;
};

/// A server of RFC 1939, written the plain way and without cuts: hears what the client has said, in whole,
/// and what the reference server has answered, and says what of it is wrong. Replies are read by the strict
/// parser, one for each command line; where they take the session, the command table says.
class plain_server {
 public:
  plain_server(const plain_facts& facts, std::string_view answers) : facts_(facts), answers_(answers) {
    deleted_.resize(facts.messages.size());
    for (const std::string& each : facts.messages) {
      on_wire_.push_back(naive::naive_normalise(each));
    }
    static_cast<void>(read_reply(parser::reply_shape::single_line));  // the greeting
    require(said_.ok, "the greeting is +OK", said_.text);
  }

  /// What the client says until it waits for the server; what stands behind STLS in it never comes.
  void hear(std::string_view turn) {
    unheard_ += turn;
    for (std::size_t end = unheard_.find("\r\n"); end != std::string::npos && !over_;
         end = unheard_.find("\r\n")) {
      const std::string line = unheard_.substr(0, end);
      unheard_.erase(0, end + 2);
      if (in_exchange_) {
        response(line);
      } else {
        command(line);
      }
    }
  }

  [[nodiscard]] bool over() const noexcept { return over_; }
  /// Nothing was said that no command has asked for.
  void end() const { require(answers_.empty(), "no reply too many", answers_); }
  /// How many messages are there behind the session.
  [[nodiscard]] std::size_t messages_left() const noexcept {
    return updated_ ? listed() : facts_.messages.size();
  }

 private:
  struct reply {
    bool ok = false;
    bool is_challenge = false;
    std::string text;
    std::string body;
  };

  // ---- replies --------------------------------------------------------------------------------------

  bool read_reply(parser::reply_shape shape) {
    parser::reply_parser parser(parser::strictness::strict, {.status_line = 512});
    parser.expect(shape);
    said_ = {};
    while (!parser.idle()) {
      const parser::parse_result r = parser.next(answers_);
      require(r.status != parser::parse_status::error, "a reply is in order", answers_.substr(0, 600));
      require(r.status != parser::parse_status::need_more, "a reply to each command, whole", answers_);
      answers_.remove_prefix(r.consumed);
      if (r.event.kind == parser::event_kind::body) {
        said_.body += r.event.text;
      } else if (r.event.kind != parser::event_kind::end) {
        said_.ok = r.event.ok;
        said_.is_challenge = r.event.kind == parser::event_kind::challenge;
        said_.text = r.event.text;
      }
    }
    return said_.ok;
  }

  // ---- commands -------------------------------------------------------------------------------------

  void command(const std::string& line) {
    constexpr std::size_t line_limit = 255;  // RFC 2449 section 4
    const bool valid = line.size() + 2 <= line_limit && is_valid_command(line);
    const std::size_t space = std::min(line.find(' '), line.size());
    const parser::command_info* const row = parser::find_command(std::string_view(line).substr(0, space));
    const bool ok = read_reply(row == nullptr ? parser::reply_shape::single_line
                                              : parser::shape_of(*row, space != line.size()));
    if (said_.is_challenge) {
      require(valid && row != nullptr && row->legal.contains(state_), "AUTH begins where it may", line);
      in_exchange_ = true;
      return;
    }
    require(!ok || (valid && row != nullptr && row->legal.contains(state_)),
            "+OK to valid commands only, and where they are legal", line);
    if (row == nullptr || !row->legal.contains(state_) || (!valid && row->id == parser::verb::quit)) {
      return;
    }
    if (valid) {
      words_ = line.size() > space ? std::string_view(line).substr(space + 1) : std::string_view();
      answered(*row, ok);
    }
    go_on(*row, ok);
  }

  void response(std::string_view line) {
    constexpr std::size_t longest = 32UL * 1024;
    const bool ok = read_reply(parser::reply_shape::sasl);
    require(!ok || (line == facts_.proof_in_base64 && line.size() < longest),
            "AUTH ends well with the proof only", line);
    if (!said_.is_challenge) {
      in_exchange_ = false;
      go_on(parser::info(parser::verb::auth), ok);
    }
  }

  void go_on(const parser::command_info& row, bool ok) {
    state_ = parser::next_state(row, state_, ok);
    if (state_ == parser::session_state::update || state_ == parser::session_state::ended) {
      updated_ = state_ == parser::session_state::update;
      over_ = true;
    }
    if (row.id == parser::verb::stls && ok) {
      unheard_.clear();
      in_tls_ = true;
      over_ = !facts_.handshakes;
    }
  }

  void answered(const parser::command_info& row, bool ok) {
    using parser::verb;
    const bool secrets = in_tls_ || !facts_.secrets_need_tls;
    switch (row.id) {
      case verb::user:
        require(!ok || secrets, "no name in clear where that is forbidden", words_);
        require(ok || !secrets || !is_plain(words_), "any name is welcome", words_);
        user_ = ok ? words_ : std::string_view();
        break;
      case verb::pass:
        require(ok == (secrets && user_ == facts_.user && words_ == facts_.password),
                "PASS with the right password, and with no other", words_);
        break;
      case verb::apop:
        require(ok == (words_ == std::string(facts_.user) + ' ' + std::string(facts_.digest)),
                "APOP with the right digest, and with no other", words_);
        break;
      case verb::auth:
        require(!ok || words_.ends_with(' ' + std::string(facts_.proof_in_base64)),
                "AUTH with the proof only", words_);
        break;
      case verb::stls:
        require(ok == (facts_.has_tls && !in_tls_), "STLS where TLS can begin");
        utf8_ = utf8_ && !ok;
        break;
      case verb::utf8:
        utf8_ = utf8_ || ok;
        break;
      case verb::lang:
        break;
      case verb::capa:
      case verb::noop:
      case verb::quit:
        require(ok, "what always can be done is done", row.keyword);
        break;
      case verb::rset:
        require(ok, "RSET is done");
        deleted_.assign(deleted_.size(), false);
        break;
      case verb::stat:
        require_equal(std::to_string(listed()) + ' ' + std::to_string(listed_octets()), said_.text,
                      "STAT counts what is listed");
        break;
      default:
        about_a_message(row.id, ok);
    }
  }

  // ---- messages -------------------------------------------------------------------------------------

  void about_a_message(parser::verb v, bool ok) {
    using parser::verb;
    if (words_.empty()) {  // LIST, UIDL
      require(ok, "a listing is given");
      if (v == verb::list) {
        require_equal(plain_listing(), said_.body, "LIST has a line for each message");
      } else {
        require(
            std::count(said_.body.begin(), said_.body.end(), '\n') == static_cast<std::ptrdiff_t>(listed()),
            "UIDL has a line for each message", said_.body);
      }
      return;
    }
    const std::uint64_t number = number_in(words_);
    const bool is_there = number != 0 && number <= deleted_.size() && !deleted_[number - 1];
    const bool is_sent = v == verb::retr || v == verb::top;
    const bool needs_utf8 = is_sent && is_there && !utf8_ && has_eight_bit_header(number - 1);
    require(ok == (is_there && !needs_utf8), "a message that is there, and no other", words_);
    if (!ok) {
      return;
    }
    const std::string& octets = on_wire_[number - 1];
    if (v == verb::dele) {
      deleted_[number - 1] = true;
    } else if (v == verb::retr) {
      require_equal(octets, said_.body, "RETR sends the message");
    } else if (v == verb::top) {
      require_equal(plain_top(octets, number_in(words_.substr(words_.find(' ') + 1))), said_.body,
                    "TOP sends header, blank line and as many lines");
    } else if (v == verb::list) {
      require_equal(std::to_string(number) + ' ' + std::to_string(octets.size()), said_.text, "LIST of one");
    }
  }

  [[nodiscard]] static bool is_plain(std::string_view text) {
    return std::none_of(text.begin(), text.end(), [](char c) { return c < 0; });
  }
  /// What is larger than any number of messages or lines here is as good as the largest.
  [[nodiscard]] static std::uint64_t number_in(std::string_view words) {
    std::uint64_t number = 0;
    for (const char digit : words.substr(0, words.find(' '))) {
      number = std::min<std::uint64_t>(number * 10 + static_cast<std::uint64_t>(digit - '0'), 1'000'000'000);
    }
    return number;
  }
  [[nodiscard]] std::size_t listed() const {
    return static_cast<std::size_t>(std::count(deleted_.begin(), deleted_.end(), false));
  }
  [[nodiscard]] std::size_t listed_octets() const {
    std::size_t sum = 0;
    for (std::size_t i = 0; i < deleted_.size(); ++i) {
      sum += deleted_[i] ? 0 : on_wire_[i].size();
    }
    return sum;
  }
  [[nodiscard]] std::string plain_listing() const {
    std::string lines;
    for (std::size_t i = 0; i < deleted_.size(); ++i) {
      if (!deleted_[i]) {
        lines += std::to_string(i + 1) + ' ' + std::to_string(on_wire_[i].size()) + "\r\n";
      }
    }
    return lines;
  }
  [[nodiscard]] bool has_eight_bit_header(std::size_t index) const {
    const std::string& octets = on_wire_[index];
    return !is_plain(octets.substr(0, octets.find("\r\n\r\n")));
  }
  /// Everything when there is no blank line: it is all header.
  [[nodiscard]] static std::string plain_top(std::string_view octets, std::uint64_t lines) {
    const std::size_t blank = octets.starts_with("\r\n") ? 0 : octets.find("\r\n\r\n");
    if (blank == std::string_view::npos) {
      return std::string(octets);
    }
    std::size_t end = octets.starts_with("\r\n") ? 2 : blank + 4;
    for (; lines != 0 && end < octets.size(); --lines) {
      end = octets.find("\r\n", end) + 2;
    }
    return std::string(octets.substr(0, end));
  }

  const plain_facts& facts_;
  std::string_view answers_;
  std::vector<std::string> on_wire_;
  std::vector<bool> deleted_;
  std::string unheard_;
  std::string_view words_;  ///< of the command that is answered, behind its first space
  std::string user_;
  reply said_;
  parser::session_state state_ = parser::session_state::authorization;
  bool in_exchange_ = false;
  bool in_tls_ = false;
  bool utf8_ = false;
  bool over_ = false;
  bool updated_ = false;
};

}  // namespace popquiz::fuzz
