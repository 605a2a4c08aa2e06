#pragma once

#include "account/password.hpp"

#include <popquiz/client/pop_url.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace popquiz::cli {

/// What must be between us and the server (RFC 8314 §3).
enum class tls_policy : std::uint8_t {
  automatic,  ///< "auto": implicit on port 995, else STLS, without which the connection is given up
  never,      ///< none, whatever the server offers
  stls,       ///< STLS before anything is said (RFC 2595 §4), or the connection is given up
  implicit,   ///< from the first octet (RFC 8314 §3.3)
};

/// What becomes of a message on the server once it is safe here.
struct removal {
  enum class kind : std::uint8_t { keep, at_once, after_days };
  kind how = kind::keep;
  std::uint32_t days = 0;  ///< of after_days: since it was fetched
  [[nodiscard]] bool operator==(const removal&) const = default;
};

/// An account, complete. Paths are as the system takes them.
struct account {
  std::string name;  ///< as the file calls it; "user@host" of one that only the command line knows
  std::string host;
  std::uint16_t port = 995;
  tls_policy tls = tls_policy::automatic;
  std::string user;  ///< empty: nobody named one
  std::string auth;  ///< upper-case: a SASL mechanism, "APOP" or "USER"; empty: the best there is
  bool allow_clear_text = false;             ///< a secret may go out so that everybody on the way can read it
  std::string ca_file;                       ///< PEM; empty: the system's issuers
  std::vector<std::string> pins;             ///< SHA-256 of certificates: 64 hexadecimal digits, lower-case
  std::string client_certificate;            ///< PEM; empty: none
  std::string client_key;                    ///< PEM; set if and only if client_certificate is
  std::optional<secret_source> secret_from;  ///< nothing: nobody named one; ask at the terminal
  std::string to;                            ///< the destination as given, "maildir:DIR"; empty: none named
  removal remove;
  std::uint64_t max_size = 0;     ///< octets of a message that is fetched at most; 0: no limit
  std::uint64_t max_listing = 0;  ///< octets of memory for what LIST and UIDL say; 0: fetch_settings' default
  std::uint64_t max_messages = 0;  ///< fetched in a run at most; 0: no limit
  bool only_new = true;            ///< not those that the ledger knows
  std::chrono::milliseconds connect_timeout = std::chrono::seconds(30);
  std::chrono::milliseconds reply_timeout = std::chrono::seconds(60);
  bool pipelining = true;
  std::string ledger;       ///< path; empty: where the destination has it
  std::string mail_domain;  ///< whose DNS named the host (RFC 6186); empty: somebody who knows did

  /// TLS begins with the first octet.
  [[nodiscard]] bool is_implicit() const noexcept {
    return tls == tls_policy::implicit || (tls == tls_policy::automatic && port == 995);
  }
};

/// What one place says of an account: a table of the file, or the command line. Nothing where it is silent.
struct account_overrides {
  std::optional<std::string> host;
  std::optional<std::uint16_t> port;
  std::optional<tls_policy> tls;
  std::optional<std::string> user;
  std::optional<std::string> auth;  ///< as account::auth; empty: "auto"
  std::optional<bool> allow_clear_text;
  std::optional<std::string> ca_file;
  std::optional<std::vector<std::string>> pins;
  std::optional<std::string> client_certificate;
  std::optional<std::string> client_key;
  std::optional<secret_source> secret_from;
  std::optional<std::string> to;
  std::optional<removal> remove;
  std::optional<std::uint64_t> max_size;
  std::optional<std::uint64_t> max_listing;
  std::optional<std::uint64_t> max_messages;
  std::optional<bool> only_new;
  std::optional<std::chrono::milliseconds> connect_timeout;
  std::optional<std::chrono::milliseconds> reply_timeout;
  std::optional<bool> pipelining;
  std::optional<std::string> ledger;
};

/// Lays `over` on `under`: what `over` says replaces what `under` says. When both name a host, and not the
/// same one, the port and the TLS policy of `under` go: they were the other host's.
void lay_over(account_overrides& under, const account_overrides& over);

/// What a URL says. pop:// is port 110 when it names none (RFC 2384 §3), with the TLS policy left open;
/// pops:// is TLS from the first octet.
[[nodiscard]] account_overrides overrides_of(const client::pop_url& url);

/// The account of `name` (empty: made of user and host), `file` being what the file says and
/// `command_line` what goes before it. Nothing and `why` set when something is missing or does not fit
/// together; also when the command line names another host and no secret for it: the file's secret
/// belongs to the file's host (RFC 2384 §9).
[[nodiscard]] std::optional<account> complete_account(std::string name, const account_overrides& file,
                                                      const account_overrides& command_line,
                                                      std::string& why);

// Values as they are written in the file and on the command line. Nothing when a text is none.

/// "auto", "never", "stls" or "implicit".
[[nodiscard]] std::optional<tls_policy> parse_tls_policy(std::string_view text) noexcept;
[[nodiscard]] std::string_view describe(tls_policy policy) noexcept;
/// "auto" (gives the empty text), or a name of 1 to 20 letters, digits, "-" and "_" (RFC 4422 §3.1),
/// upper-case.
[[nodiscard]] std::optional<std::string> parse_auth(std::string_view text);
/// Octets: "1500", "64K", "25M" or "2G"; a K is 1024.
[[nodiscard]] std::optional<std::uint64_t> parse_octets(std::string_view text) noexcept;
/// SHA-256 of a certificate as 64 hexadecimal digits, colons between the pairs or not, "sha256:" in front or
/// not; gives account::pins' form.
[[nodiscard]] std::optional<std::string> parse_pin(std::string_view text);

}  // namespace popquiz::cli
