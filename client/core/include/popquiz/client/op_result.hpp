#pragma once

#include <popquiz/client/client_errc.hpp>
#include <popquiz/parser/command_table.hpp>
#include <popquiz/parser/errc.hpp>
#include <popquiz/parser/observation.hpp>
#include <popquiz/parser/response_code.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace popquiz::client {

/// How an operation ended; what it brought lies in the operation.
struct op_result {
  client_errc code = client_errc::cancelled;  ///< cancelled until the operation is over
  bool ok = false;                            ///< the last status line was +OK
  std::string text;  ///< of the last status line, behind the indicator; the server's words

  /// RFC 2449 s8, at the start of `text`. Only set when the server announced
  /// RESP-CODES or AUTH-RESP-CODE (RFC 3206 s6).
  struct response_code {
    parser::response_code_kind kind = parser::response_code_kind::other;
    std::string code;  ///< as it came, e.g. "SYS/TEMP"
  };
  std::optional<response_code> response;

  /// The command that was last sent, e.g. which of USER and PASS was refused; nothing for the greeting.
  std::optional<parser::verb> command;

  // protocol_error and malformed_listing:
  parser::parse_errc parse = parser::parse_errc::none;
  std::uint64_t offset = 0;  ///< stream offset of the offending octet; within its line when `line` is not 0
  std::uint64_t line = 0;    ///< line of a multi-line listing, from 1

  /// What was noticed about the replies' octets in the last reply.
  parser::observation_set seen;

  /// More for a person: what the transport says (filled by pop3_client: "certificate is for a.example, not
  /// b.example"), or why an exchange was given up. Never a secret.
  std::string detail;

  [[nodiscard]] explicit operator bool() const noexcept { return code == client_errc::none; }
};

}  // namespace popquiz::client
