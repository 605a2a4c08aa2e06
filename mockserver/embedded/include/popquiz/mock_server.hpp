#pragma once

#include <popquiz/mockserver/link_model.hpp>
#include <popquiz/mockserver/maildrop.hpp>
#include <popquiz/sansio/next_action.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace popquiz {

/// A script of `on` blocks that says where a mock server differs from a correct one (docs/script.md).
class mock_script {
 public:
  /// None: the server is correct.
  mock_script() = default;
  /// The text of a script, be it a literal.
  mock_script(const char* text) : text_(text) {}             // NOLINT(google-explicit-constructor)
  mock_script(std::string text) : text_(std::move(text)) {}  // NOLINT(google-explicit-constructor)
  /// The script in this file. It is read when the server starts, and what is wrong with it is told then.
  [[nodiscard]] static mock_script from_file(std::string path) {
    mock_script made;
    made.file_ = std::move(path);
    return made;
  }

  [[nodiscard]] const std::string& text() const noexcept { return text_; }
  [[nodiscard]] const std::string& file() const noexcept { return file_; }  ///< empty: text() is the script

 private:
  std::string text_;
  std::string file_;
};

enum class mock_tls : std::uint8_t {
  none,
  by_stls,  ///< in clear, until the client says STLS (RFC 2595 §4)
  at_once,  ///< from the first octet (RFC 8314 §3.3)
};

struct mock_server_settings {
  std::string user = "quiz";
  std::string password = "sesame";

  /// The mail: of these the first that is set, else what the script's `maildrop:` names, else "two-plain".
  std::shared_ptr<mockserver::maildrop> maildrop = nullptr;         ///< nobody else may use it meanwhile
  std::optional<std::vector<std::string>> messages = std::nullopt;  ///< any line ends; CRLF on the wire
  std::string maildrop_name = {};  ///< "generated:1000x4KiB", "folder:DIR", … (docs/maildrops.md)

  /// A server in the wild, by its name (`popquiz serve --profile list`): its blocks stand behind the
  /// script's.
  std::string profile = {};
  std::vector<std::string> without = {};  ///< capabilities that are neither announced nor there; APOP, too

  mock_tls tls = mock_tls::none;
  /// Which certificate is shown at once or by STLS: a good one, or one that is wrong in one way.
  sansio::tls_identity certificate = sansio::tls_identity::ordinary;
  bool secrets_need_tls = false;  ///< USER, PLAIN and so on are refused in clear (RFC 8314 §4.1)

  std::optional<mockserver::link_settings> link = std::nullopt;  ///< set: clients seem to be that far away
  std::size_t segment_octets = 0;         ///< not 0: the server speaks in segments of so many octets at most
  bool transcripts_show_secrets = false;  ///< not masked: the passwords are the test's own
};

/// Why a mock server could not be started: "FILE:LINE:COLUMN: expected …, found …" of a script.
class mock_server_error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// A POP3 server on 127.0.0.1 for tests in C++, with a thread of its own: correct, or wrong exactly where a
/// script says so. Any number of them may run at once, each on a port of its own. Every function may be
/// called from any thread; none throws what happened on the server's.
class mock_server {
 public:
  /// Clients can connect when it returns. Throws mock_server_error when the script, a setting or the machine
  /// does not allow it; start() says so without.
  explicit mock_server(const mock_script& script = {}, const mock_server_settings& settings = {});
  /// Nothing and `why` set instead.
  [[nodiscard]] static std::optional<mock_server> start(const mock_script& script,
                                                        const mock_server_settings& settings,
                                                        std::string& why);
  /// Ends every session without UPDATE, and the thread.
  ~mock_server();
  mock_server(mock_server&& other) noexcept;
  mock_server& operator=(mock_server&& other) noexcept;

  [[nodiscard]] std::uint16_t port() const noexcept;
  /// The certificate (PEM) of the issuer to trust, made at start, for "127.0.0.1" and "localhost"; empty
  /// without TLS.
  [[nodiscard]] const std::string& ca_pem() const noexcept;

  /// Sessions that have begun; with mock_tls::at_once behind the handshake.
  [[nodiscard]] std::size_t sessions() const;
  /// Connections that have come up to now. Of a client that is gone it counts the last one, too, however
  /// busy the server is; of several that nobody has accepted yet only one, so ask again when those seen have
  /// ended.
  [[nodiscard]] std::size_t connections() const;
  /// Waits until so many connections have ended, with their transcripts whole and locks released, at most so
  /// long: false when they have not. A connection whose handshake failed counts.
  [[nodiscard]] bool wait_until_ended(std::size_t connections = 1,
                                      std::chrono::milliseconds at_most = std::chrono::seconds(10)) const;

  /// How many lines clients have said up to now, in all sessions.
  [[nodiscard]] std::size_t client_lines() const;

  /// All transcripts together have so many octets at most; of what is said later commands and status lines
  /// are kept, up to a quarter of that, and the rest is left out.
  static constexpr std::size_t transcript_limit = 16UL * 1024 * 1024;
  /// What was said in a session, from 1, as far as it has come: a script that can be read, compared and
  /// replayed. Passwords and digests are {secret NAME}. Empty when there was no such session.
  [[nodiscard]] std::string transcript(std::size_t session = 1) const;
  /// Only the client's lines of it, without CRLF: "USER quiz", "PASS {secret password}", …
  [[nodiscard]] std::vector<std::string> commands(std::size_t session = 1) const;

  /// Message-numbers, as they were at the start, that are gone from the maildrop: by QUIT (RFC 1939 §6), or
  /// by `remove message` or `update` of a script.
  [[nodiscard]] std::vector<std::size_t> deleted() const;
  /// How many messages the maildrop has now.
  [[nodiscard]] std::size_t messages() const;

  /// What the script asked for that there is not (an unknown {=NAME}, a message that is not there), as
  /// "FILE:LINE: what": the session was reset there. Empty when all went well. A test should expect that.
  [[nodiscard]] std::string problem() const;

 private:
  class running;
  explicit mock_server(std::unique_ptr<running> started) noexcept;

  std::unique_ptr<running> running_;
};

}  // namespace popquiz
