#include "bent_wire.hpp"

#include <popquiz/parser/base64.hpp>

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <utility>

namespace popquiz::broken_client {
namespace {

using sansio::io_status;

constexpr std::string_view terminator = ".\r\n";
constexpr std::size_t status_limit = 512;
constexpr std::size_t challenge_limit = 1024;
constexpr std::size_t long_command = 300;

std::string_view without_line_end(std::string_view line) {
  line = line.substr(0, std::min(line.find('\n'), line.size()));
  return line.ends_with('\r') ? line.substr(0, line.size() - 1) : line;
}

/// A challenge of which only what is base64 counts.
std::string only_base64(std::string_view text) {
  std::string kept;
  for (const char octet : text) {
    if (std::isalnum(static_cast<unsigned char>(octet)) != 0 || octet == '+' || octet == '/') {
      kept += octet;
    }
  }
  constexpr std::size_t quantum = 4;
  kept.resize(kept.size() - (kept.size() % quantum == 1 ? 1 : 0));
  kept.append((quantum - kept.size() % quantum) % quantum, '=');
  return kept;
}

std::string with_upper_case_digest(std::string text) {
  for (std::size_t at = text.rfind(' '); at < text.size(); ++at) {
    text[at] = static_cast<char>(std::toupper(static_cast<unsigned char>(text[at])));
  }
  return text;
}

/// 2^63 or more.
bool is_huge(std::string_view number) {
  number.remove_prefix(std::min(number.find_first_not_of('0'), number.size()));
  constexpr std::string_view least = "9223372036854775808";
  return number.find_first_not_of("0123456789") == std::string_view::npos &&
         (number.size() > least.size() || (number.size() == least.size() && number >= least));
}

}  // namespace

bent_wire::bent_wire(const orders& given) : orders_(&given) {}

void bent_wire::reset() {
  line_.clear();
  held_.clear();
  keyword_.clear();
  replies_to_swallow_ = 0;
  awaits_status_ = true;
  has_body_ = in_body_ = is_challenged_ = false;
}

bool bent_wire::reads_lines() const noexcept {
  switch (orders_->wrong) {
    case fault::eof_ends_message:
    case fault::silence_ends_message:
    case fault::bare_lf_dot_ends:
    case fault::dot_line_ends:
    case fault::first_segment_only:
    case fault::surplus_is_next_reply:
    case fault::body_behind_err:
    case fault::any_status_is_ok:
    case fault::missing_replies_are_ok:
    case fault::empty_line_crash:
    case fault::long_status_crash:
    case fault::clear_octets_survive_stls:
    case fault::long_challenge_crash:
    case fault::code_is_error:
    case fault::empty_challenge_is_error:
    case fault::lenient_base64:
    case fault::malformed_base64:
    case fault::upper_case_digests:
    case fault::ok_is_proof:
    case fault::pass_behind_refused_user:
    case fault::auth_behind_login:
    case fault::utf8_before_stls:
    case fault::top_without_lines:
    case fault::asks_for_deleted:
    case fault::injects_by_name:
    case fault::list_zero_crash:
    case fault::negative_size_crash:
    case fault::huge_size_crash:
    case fault::empty_unique_id_crash:
    case fault::stat_before_login:
    case fault::pipelines_unannounced:
    case fault::line_in_memory:
      return true;
    default:
      return false;
  }
}

void bent_wire::heard(std::size_t octets) {
  std::string_view came(raw_.data(), octets);
  if (!reads_lines()) {
    held_ += came;
    return;
  }
  const bool was_in_reply = in_body_ || awaits_status_;
  while (!came.empty()) {
    const std::size_t end = came.find('\n');
    const std::string_view piece = came.substr(0, end == std::string_view::npos ? came.size() : end + 1);
    came.remove_prefix(piece.size());
    line_ += piece;
    if (end != std::string_view::npos) {
      on_line(std::exchange(line_, {}));
    }
  }
  if (orders_->has(fault::first_segment_only) && was_in_reply && in_body_ && keyword_ == "RETR") {
    end_body(line_.empty() ? ".\r\n" : "\r\n.\r\n");
  }
}

bool bent_wire::replaces(io_status end) {
  const bool is_over = end == io_status::end_of_stream || end == io_status::connection_reset;
  if ((orders_->has(fault::eof_ends_message) && is_over) ||
      (orders_->has(fault::silence_ends_message) && end == io_status::timed_out)) {
    if (in_body_ && keyword_ == "RETR") {
      end_body(line_.empty() ? ".\r\n" : "\r\n.\r\n");
      return true;
    }
  }
  if (orders_->has(fault::missing_replies_are_ok) && end == io_status::timed_out) {
    held_ += awaits_status_ ? (has_body_ ? "+OK\r\n.\r\n" : "+OK 0 0\r\n") : terminator;
    awaits_status_ = in_body_ = false;
    return true;
  }
  return false;
}

std::size_t bent_wire::give(std::span<char> into) {
  // A line at a time: what the core has not asked for stays here, and is the next reply.
  const std::size_t end = reads_lines() ? held_.find('\n') : std::string::npos;
  const std::size_t wanted = end == std::string::npos ? held_.size() : end + 1;
  const std::size_t given = std::min(wanted, into.size());
  std::copy_n(held_.data(), given, into.data());
  held_.erase(0, given);
  return given;
}

void bent_wire::handshake_begins() {
  if (!orders_->has(fault::clear_octets_survive_stls)) {
    held_.clear();
    line_.clear();
  }
}

void bent_wire::end_body(std::string_view how) {
  held_ += line_;
  held_ += how;
  line_.clear();
  in_body_ = false;
}

void bent_wire::on_line(std::string line) {
  if (in_body_) {
    on_body(std::move(line));
  } else {
    on_status(std::move(line));
  }
}

void bent_wire::on_status(std::string line) {
  const std::string_view text = without_line_end(line);
  // Who does not look at proofs goes on, whatever the challenge.
  const bool is_challenge = (text.starts_with("+ ") || text == "+") && !orders_->has(fault::ok_is_proof);
  if (orders_->has(fault::empty_line_crash) && text.empty()) {
    std::abort();
  }
  if (orders_->has(fault::long_status_crash) && line.size() > status_limit) {
    std::abort();
  }
  if (orders_->has(fault::long_challenge_crash) && is_challenge && line.size() > challenge_limit) {
    std::abort();
  }
  if (orders_->has(fault::huge_size_crash) && keyword_ == "STAT") {
    check_listing(text.substr(std::min<std::size_t>(text.find(' ') + 1, text.size())));
  }
  if (replies_to_swallow_ != 0) {
    --replies_to_swallow_;
    return;
  }
  if (orders_->has(fault::pass_behind_refused_user) && keyword_ == "USER" && text.starts_with("-ERR")) {
    line = "+OK\r\n";
  }
  if (orders_->has(fault::ok_is_proof) && text.starts_with("+ ")) {
    line = "+OK\r\n";
  }
  if (orders_->has(fault::code_is_error) && text.starts_with("+OK [")) {
    line.replace(0, 3, "-ERR");
  }
  if (orders_->has(fault::empty_challenge_is_error) && (text == "+" || text == "+ ")) {
    line = "-ERR\r\n";
  }
  if (orders_->has(fault::lenient_base64) && is_challenge) {
    line = "+ " + only_base64(text.substr(1)) + "\r\n";
  }
  // A longer word, "+OKAY", is none that the core takes.
  bool is_ok =
      text.starts_with("+OK") && (text.size() == 3 || std::isalpha(static_cast<unsigned char>(text[3])) == 0);
  if (orders_->has(fault::any_status_is_ok) && !is_ok && !is_challenge) {
    line = "+OK " + line;
    is_ok = true;
  }
  if (orders_->has(fault::body_behind_err) && text.starts_with("-ERR") && has_body_) {
    line.replace(0, 4, "+OK");
    is_ok = true;
  }
  held_ += line;
  awaits_status_ = is_challenged_ = is_challenge;
  in_body_ = is_ok && has_body_;
}

void bent_wire::on_body(std::string line) {
  const std::string_view text = without_line_end(line);
  const bool ends = text == "." || (orders_->has(fault::dot_line_ends) && text.starts_with("."));
  const bool is_in_order = line.ends_with("\r\n");
  if (ends && (is_in_order || orders_->has(fault::bare_lf_dot_ends))) {
    if (orders_->has(fault::pipelines_unannounced) && keyword_ == "CAPA") {
      held_ += "PIPELINING\r\n";
    }
    end_body(terminator);
    return;
  }
  if (keyword_ == "LIST" || keyword_ == "UIDL") {
    check_listing(text);
  }
  if (orders_->has(fault::bare_lf_dot_ends) && !is_in_order) {
    line.insert(line.size() - 1, 1, '\r');
  }
  held_ += line;
}

void bent_wire::check_listing(std::string_view line) const {
  const std::size_t space = std::min(line.find(' '), line.size());
  const std::string_view number = line.substr(0, space);
  const std::string_view value = line.substr(std::min(space + 1, line.size()));
  const bool is_wrong =
      (orders_->has(fault::list_zero_crash) && number == "0") ||
      (orders_->has(fault::negative_size_crash) && keyword_ == "LIST" && value.starts_with('-')) ||
      (orders_->has(fault::huge_size_crash) && keyword_ != "UIDL" &&
       (is_huge(number) || is_huge(value.substr(0, value.find(' '))))) ||
      (orders_->has(fault::empty_unique_id_crash) && keyword_ == "UIDL" && value.empty());
  if (is_wrong) {
    std::abort();
  }
}

void bent_wire::begin_reply(std::string_view command) {
  const bool has_argument = command.find(' ') != std::string_view::npos;
  keyword_ = command.substr(0, command.find(' '));
  has_body_ = keyword_ == "RETR" || keyword_ == "TOP" || keyword_ == "CAPA" ||
              ((keyword_ == "LIST" || keyword_ == "UIDL") && !has_argument);
  awaits_status_ = true;
}

void bent_wire::say_before(std::string_view commands, std::size_t replies) {
  out_.insert(0, commands);
  replies_to_swallow_ += replies;
}

void bent_wire::bend_response(std::string_view line) {
  if (orders_->has(fault::malformed_base64) && line != "*") {
    out_.insert(line.size(), 1, '=');
  } else if (orders_->has(fault::upper_case_digests)) {
    std::string bent;
    parser::append_base64(bent, with_upper_case_digest(parser::decode_base64(line).value_or("")));
    out_ = bent + "\r\n";
  }
}

void bent_wire::bend_command(std::string_view command) {
  const std::string line(command);
  const std::string number = line.substr(std::min(line.find(' ') + 1, line.size()));
  switch (orders_->wrong) {
    case fault::bare_lf_commands:
      std::erase(out_, '\r');
      return;
    case fault::quit_without_line_end:
      out_.resize(line == "QUIT" ? line.size() : out_.size());
      return;
    case fault::empty_commands:
      out_.insert(0, keyword_ == "RETR" ? "\r\n" : "");
      return;
    case fault::long_commands:
      out_.insert(line.size(), long_command - std::min(out_.size(), long_command), ' ');
      return;
    case fault::two_spaces:
      out_.insert(std::min(line.find(' '), line.size()), line.find(' ') == std::string::npos ? 0 : 1, ' ');
      return;
    case fault::hexadecimal_numbers:
      out_.insert(line.size() - number.size(), keyword_ == "RETR" ? "0x" : "");
      return;
    case fault::top_without_lines:
      if (keyword_ == "RETR") {
        say_before("TOP " + number + "\r\n", 1);
      }
      return;
    case fault::asks_for_deleted:
      if (line == "QUIT" && orders_->remove) {
        say_before("RETR 1\r\nLIST 1\r\n", 2);
      }
      return;
    case fault::stat_before_login:
      if (line == "CAPA") {
        say_before("STAT\r\n", 1);
      }
      return;
    case fault::auth_behind_login:
      if (line == "QUIT") {
        say_before("AUTH PLAIN\r\n", 1);
      }
      return;
    case fault::utf8_before_stls:
      if (line == "STLS") {
        say_before("UTF8\r\nLANG en\r\n", 2);
      }
      return;
    case fault::pipelines_behind_stls:
      out_ += line == "STLS" ? "CAPA\r\n" : "";
      return;
    case fault::malformed_base64:
      out_.insert(line.size(), keyword_ == "AUTH" && number.find(' ') != std::string::npos ? "=" : "");
      return;
    case fault::upper_case_digests:
      out_ = keyword_ == "APOP" ? with_upper_case_digest(out_) : out_;
      return;
    default:
      return;
  }
}

std::span<const std::string_view> bent_wire::said(std::span<const std::string_view> pieces) {
  out_.clear();
  for (const std::string_view piece : pieces) {
    out_ += piece;
  }
  const std::string line(without_line_end(out_));
  if (std::exchange(is_challenged_, false)) {
    bend_response(line);
  } else {
    begin_reply(line);
    bend_command(line);
  }
  pieces_[0] = out_;
  return pieces_;
}

}  // namespace popquiz::broken_client
