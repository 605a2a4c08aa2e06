#include "fetch/fetch_trouble.hpp"

#include "parse/printable_text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace popquiz::cli {
namespace {

using client::client_errc;
using client::fetch_stage;
using client::sign_in_stage;

/// Where it was: "while logging in", "while messages were fetched".
std::string_view place_of(const client::fetch_op& fetch) {
  switch (fetch.stage()) {
    case fetch_stage::sign_in:
      switch (fetch.sign_in()) {
        case sign_in_stage::greeting:
          return "awaiting the greeting";
        case sign_in_stage::capabilities:
          return "asking for capabilities";
        case sign_in_stage::tls:
          return "starting TLS";
        case sign_in_stage::utf8:
        case sign_in_stage::login:
          return "logging in";
        case sign_in_stage::signed_in:
          break;
      }
      return "asking for capabilities";
    case fetch_stage::survey:
    case fetch_stage::plan:
      return "reading the list of messages";
    case fetch_stage::transfer:
      return "fetching messages";
    case fetch_stage::quit:
      return "ending the session";
    case fetch_stage::over:
      break;
  }
  return "closing";
}

refused_at place_of_refusal(const client::fetch_op& fetch, const parser::capability_set* announced) {
  if (fetch.stage() != fetch_stage::sign_in || fetch.sign_in() != sign_in_stage::login) {
    return refused_at::later;
  }
  return announced != nullptr && announced->has("AUTH-RESP-CODE") ? refused_at::login_with_auth_codes
                                                                  : refused_at::login;
}

/// What the user may do about an -ERR, by its response code (RFC 2449 s8, RFC 3206 s4).
std::string_view advice_for(const client::op_result& ended, refused_at where) {
  if (!ended.response) {
    return where == refused_at::login_with_auth_codes
               ? "by what it announces neither the name nor the password is wrong: RFC 3206 s6"
               : std::string_view();
  }
  switch (ended.response->kind) {
    case parser::response_code_kind::in_use:
      return "another session has the maildrop: try again later";
    case parser::response_code_kind::login_delay:
      return "the server wants more time between two logins";
    case parser::response_code_kind::sys_temp:
      return "a temporary failure of the server: try again later";
    case parser::response_code_kind::sys_perm:
      return "a failure of the server that somebody there has to mend";
    case parser::response_code_kind::auth:
      return "check the name and the password";
    case parser::response_code_kind::utf8:
    case parser::response_code_kind::other:
      break;
  }
  return {};
}

std::string words_for(const account& of, const client::fetch_op& fetch, const client::op_result& ended,
                      refused_at where) {
  switch (ended.code) {
    case client_errc::refused: {
      std::string text = fmt::format("{}: the server refuses: {}", place_of(fetch), printable(ended.text));
      if (const auto advice = advice_for(ended, where); !advice.empty()) {
        text += fmt::format(" ({})", advice);
      }
      return text;
    }
    case client_errc::greeting_refused:
      return fmt::format("the server gives no service: {}", printable(ended.text));
    case client_errc::stls_not_offered:
      return fmt::format(
          "TLS is demanded, but {}: nothing was said that is secret (--tls never goes without)",
          ended.detail);
    case client_errc::secret_in_clear:
      return "all that the server offers would show the secret to everybody on the way: not logged in "
             "(--allow-clear-text does it all the same)";
    case client_errc::no_way_to_log_in:
      if (!ended.detail.empty()) {
        return fmt::format("not logged in: {}", ended.detail);
      }
      return of.auth.empty()
                 ? std::string("no way to log in that the server offers works with these credentials")
                 : fmt::format("the server does not offer to log in by {}", of.auth);
    case client_errc::protocol_error:
      return fmt::format("{}: not POP3 at octet {} of what the server sent: {}", place_of(fetch),
                         ended.offset, parser::describe(ended.parse));
    case client_errc::cut_off:
      return fmt::format(
          "{}: the connection ended inside a message: it is not delivered and stays on the server",
          place_of(fetch));
    case client_errc::message_too_long:
      return fmt::format("{}: a message is longer than allowed or believable: given up", place_of(fetch));
    case client_errc::listing_too_long:
      return fmt::format(
          "{}: the server lists more than fits into the memory allowed (--max-listing allows more)",
          place_of(fetch));
    default:
      break;
  }
  std::string text = fmt::format("{}: {}", place_of(fetch), client::describe(ended.code));
  if (!ended.detail.empty()) {
    text += fmt::format(" ({})", printable(ended.detail));
  }
  return text;
}

}  // namespace

std::string account_id(const account& of) {
  std::string host = of.host;
  std::ranges::transform(host, host.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return of.user + '@' + host;
}

fetch_trouble trouble_of(const account& of, const client::fetch_op& fetch, const client::op_result& ended,
                         const parser::capability_set* announced, bool interrupted) {
  if (!fetch.storage()) {
    return {sysexit_of(fetch.storage().code), fetch.storage().what};
  }
  if (!ended) {
    if (interrupted) {
      return {sysexit::temp_fail, "interrupted: what was whole is kept, the rest is on the server"};
    }
    if (!fetch.finished() && !ended.detail.empty()) {
      // No connection: the transport's words say it all, and nothing else tells a name from a road.
      const bool no_host = ended.detail.starts_with("cannot find the host");
      return {no_host ? sysexit::no_host : sysexit_of(ended.code), ended.detail};
    }
    const refused_at where = place_of_refusal(fetch, announced);
    return {sysexit_of(ended, where), words_for(of, fetch, ended, where)};
  }
  const client::fetch_summary& s = fetch.summary();
  if (s.refused != 0 || s.not_marked != 0) {
    return {sysexit::temp_fail,
            fmt::format("the server refused {} of the messages", s.refused + s.not_marked)};
  }
  return {};
}

}  // namespace popquiz::cli
