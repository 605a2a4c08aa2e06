#pragma once

#include <popquiz/mockserver/capability.hpp>
#include <popquiz/parser/command_parser.hpp>
#include <popquiz/sansio/digest.hpp>
#include <popquiz/sansio/sasl_exchange.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace popquiz::mockserver {

/// A SASL mechanism that a server has, and where it may be chosen.
struct sasl_offer {
  std::string name;            ///< as registered, in capitals (RFC 4422 §3.1)
  bool shows_secret = false;   ///< who reads the exchange has the password or token
  bool needs_binding = false;  ///< -PLUS: only where tls_facts::binding is set
  bool needs_client = false;   ///< EXTERNAL: only where tls_facts::client_names has the name of an account
};

/// A language of LANG (RFC 6856 §3.2).
struct spoken_language {
  std::string tag;   ///< RFC 5646, e.g. "de-CH"
  std::string name;  ///< what it calls itself, UTF-8; may be empty
};

/// Which kind of string is prepared (RFC 3454 §7): one that is looked for, or one that is kept.
enum class preparation : std::uint8_t { query, stored };
/// SASLprep (RFC 4013) of well-formed UTF-8; nothing when it prohibits the text.
using prepare_function = std::optional<std::string> (*)(std::string_view text, preparation how);

struct server_settings {
  std::string implementation = "popquiz";            ///< CAPA IMPLEMENTATION and the greeting
  std::string host = "popquiz.invalid";              ///< right of the @ in the APOP timestamp
  bool apop = true;                                  ///< a timestamp in the greeting, APOP accepted
  std::chrono::milliseconds autologout{600'000};     ///< RFC 1939 §3: at least 10 minutes
  std::chrono::milliseconds write_timeout{600'000};  ///< for a peer that does not read
  parser::command_limits commands;
  /// Octets of replies queued before they are written. Of those that have to be copied no more than 8 KiB and
  /// a piece are, unless an override cuts them into segments: a session costs less than 64 KiB. With a
  /// quarter of it loopback wakes the peer more often, and a large message takes half as long again.
  std::size_t output_limit = 1024UL * 1024;
  /// Steps of an `on` block in a row that neither say anything nor wait: a block that takes more has asked
  /// for what can't be done, and its session is reset. Loops within loops would else run for ever.
  std::uint64_t silent_steps_limit = 100'000'000;
  sansio::md5_hex_function md5_hex = nullptr;  ///< null: no APOP
  /// Unique text for the timestamp's left side, e.g. "1896.697170952": different at each call.
  std::function<std::string()> unique_text;

  /// Names more that `on` blocks may say, e.g. {=scratch}.
  std::map<std::string, std::string, std::less<>> names;

  /// What is left out is not announced, and its command (TOP, UIDL, USER and PASS, STLS, AUTH, UTF8, LANG) is
  /// refused. Without RESP-CODES replies have no codes, without AUTH-RESP-CODE no [AUTH]. Commands that come
  /// early are answered in turn without PIPELINING, too.
  capability_choice capabilities;
  /// AUTH (RFC 5034), with these mechanisms, announced in this order. Null or empty: no AUTH.
  sansio::sasl_server_factory sasl;
  std::vector<sasl_offer> mechanisms;
  /// USER and PASS, and mechanisms that show the secret, only inside TLS: elsewhere they are not announced,
  /// and refused before anything is looked at (RFC 2595 §2.3, RFC 8314 §4.1).
  bool secrets_need_tls = false;
  /// For names and passwords that are not ASCII. Null: they are compared as they come. What is no UTF-8 is
  /// refused in either case (RFC 6856 §2.2).
  prepare_function prepare = nullptr;
  std::chrono::seconds login_delay{0};       ///< LOGIN-DELAY, announced and enforced; 0: none
  std::optional<std::uint32_t> expire_days;  ///< EXPIRE; nothing: NEVER. Nothing is ever deleted for it
  std::vector<spoken_language> languages{{"en", "English"}};  ///< of LANG; "*" is the first. All texts are
                                                              ///< English. Empty: no LANG
};

/// Takes the capability of this name away, or APOP, which is none but can be done without; in any case of its
/// letters. False and `why` set, which names them all, when there is none.
[[nodiscard]] bool leave_out(std::string_view name, server_settings& from, std::string& why);

/// What TLS says of a connection.
struct tls_facts {
  std::optional<sansio::channel_binding> binding = std::nullopt;  ///< nothing: no -PLUS mechanism
  /// Whom a certificate that the client has shown, and that is vouched for, is for; the likeliest first.
  std::vector<std::string> client_names = {};
};

/// What a session has to know of the connection that it is on.
struct session_transport {
  bool in_tls = false;   ///< from its first octet on
  bool has_tls = false;  ///< it can shake hands: STLS is offered (RFC 2595 §4)
  std::chrono::milliseconds handshake_timeout{30'000};
  /// Asked once TLS is in use, for each session at most once, within resume() or new_session(). May be null.
  std::function<tls_facts()> facts = nullptr;
};

}  // namespace popquiz::mockserver
