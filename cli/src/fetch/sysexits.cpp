#include "fetch/sysexits.hpp"

#include <algorithm>
#include <array>

namespace popquiz::cli {
namespace {

using client::client_errc;
using client::store_errc;
using parser::response_code_kind;

template <class Code>
struct row {
  Code code;
  sysexit status;
};

// The tables. What each status means, and why, stands in docs/exit-codes.md; a test compares.

constexpr std::array client_rows{
    row{client_errc::none, sysexit::ok},
    row{client_errc::refused, sysexit::unavailable},
    row{client_errc::not_legal_now, sysexit::software},
    row{client_errc::credentials_have_forbidden_octet, sysexit::config},
    row{client_errc::command_too_long, sysexit::config},
    row{client_errc::missing_argument, sysexit::config},
    row{client_errc::no_timestamp, sysexit::unavailable},
    row{client_errc::no_digest, sysexit::os_error},
    row{client_errc::sasl_failed, sysexit::protocol},
    row{client_errc::malformed_listing, sysexit::protocol},
    row{client_errc::stls_not_offered, sysexit::unavailable},
    row{client_errc::secret_in_clear, sysexit::no_permission},
    row{client_errc::no_way_to_log_in, sysexit::unavailable},
    row{client_errc::server_not_proven, sysexit::protocol},
    row{client_errc::answered_short, sysexit::protocol},
    row{client_errc::greeting_refused, sysexit::temp_fail},
    row{client_errc::protocol_error, sysexit::protocol},
    row{client_errc::unsolicited_octets, sysexit::protocol},
    row{client_errc::timed_out, sysexit::temp_fail},
    row{client_errc::closed_by_peer, sysexit::temp_fail},
    row{client_errc::cut_off, sysexit::temp_fail},
    row{client_errc::connection_reset, sysexit::temp_fail},
    row{client_errc::tls_failed, sysexit::unavailable},
    row{client_errc::transport_failed, sysexit::temp_fail},
    row{client_errc::message_too_long, sysexit::data_error},
    row{client_errc::listing_too_long, sysexit::data_error},
    row{client_errc::sink_aborted, sysexit::io_error},
    row{client_errc::cancelled, sysexit::temp_fail},
    row{client_errc::out_of_memory, sysexit::os_error},
    row{client_errc::connection_unusable, sysexit::software},
};

constexpr std::array response_rows{
    row{response_code_kind::in_use, sysexit::temp_fail},
    row{response_code_kind::login_delay, sysexit::temp_fail},
    row{response_code_kind::sys_temp, sysexit::temp_fail},
    row{response_code_kind::sys_perm, sysexit::unavailable},
    row{response_code_kind::auth, sysexit::no_permission},
    row{response_code_kind::utf8, sysexit::unavailable},
};

constexpr std::array store_rows{
    row{store_errc::none, sysexit::ok},
    row{store_errc::no_space, sysexit::io_error},
    row{store_errc::not_permitted, sysexit::cannot_create},
    row{store_errc::not_found, sysexit::cannot_create},
    row{store_errc::locked, sysexit::temp_fail},
    row{store_errc::io_error, sysexit::io_error},
    row{store_errc::command_failed, sysexit::unavailable},
    row{store_errc::command_tempfail, sysexit::temp_fail},
    row{store_errc::damaged, sysexit::data_error},
};

template <class Rows, class Code>
sysexit find(const Rows& rows, Code code, sysexit otherwise) noexcept {
  for (const auto& each : rows) {
    if (each.code == code) {
      return each.status;
    }
  }
  return otherwise;
}

}  // namespace

sysexit sysexit_of(client_errc code) noexcept {
  return find(client_rows, code, sysexit::software);
}

sysexit sysexit_of(store_errc code) noexcept {
  return find(store_rows, code, sysexit::software);
}

sysexit sysexit_of(const client::op_result& ended, refused_at where) noexcept {
  if (ended.code != client_errc::refused && ended.code != client_errc::greeting_refused) {
    return sysexit_of(ended.code);
  }
  const bool is_plain_login = ended.code == client_errc::refused && where == refused_at::login;
  const sysexit otherwise = is_plain_login ? sysexit::no_permission : sysexit_of(ended.code);
  return ended.response ? find(response_rows, ended.response->kind, otherwise) : otherwise;
}

sysexit worse_of(sysexit first, sysexit second) noexcept {
  const auto weight = [](sysexit each) {
    return each == sysexit::ok ? 0 : each == sysexit::temp_fail ? 1 : 2;
  };
  return weight(second) > weight(first) ? second : first;
}

}  // namespace popquiz::cli
