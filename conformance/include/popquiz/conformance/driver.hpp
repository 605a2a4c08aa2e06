#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace popquiz::conformance {

/// How a client is to reach the server.
enum class transport : std::uint8_t {
  clear,  ///< port 110 (RFC 1939 §3)
  stls,   ///< in clear, then STLS; without TLS nothing may be said that is secret (RFC 2595 §4)
  tls,    ///< TLS at once, port 995 (RFC 8314 §3.3)
};

/// What a client is to do with the mail behind its download.
enum class afterwards : std::uint8_t { keep, remove };

/// Where a client puts mail, and what it declares that it does to the octets: never guessed.
struct delivery_form {
  enum class place : std::uint8_t {
    folder,   ///< a file a message
    maildir,  ///< `new` and `cur`
    mbox,     ///< one file
  };
  place kind = place::folder;
  std::string path;      ///< below the client's own folder
  bool crlf = false;     ///< lines end in CRLF, as on the wire; else in LF
  bool keeps_cr = true;  ///< a CR that ends no line is kept
  /// Of an mbox: lines that begin with "From " are quoted with ">", and so are those that were (mboxrd).
  bool quotes_from_lines = false;
  /// Header fields that it puts in front, in their order: what each begins with, e.g. "Received: from ".
  /// Left out when it is not there.
  std::vector<std::string> adds = {};
};

/// How a known client is started to fetch all mail of a maildrop; docs/drivers.md describes the file.
struct driver {
  std::string name;                  ///< of its file: conformance/drivers/NAME.toml
  std::string title;                 ///< "fetchmail"
  std::string package;               ///< the Debian package to install for it; may be empty
  std::vector<std::string> version;  ///< the command that tells its version
  /// What it can't do, and why: "stls", "tls", "delete", "unique-ids", "top", "apop", "second-run",
  /// "cram-md5", … A scenario that needs it is skipped with the reason.
  std::map<std::string, std::string, std::less<>> cannot;
  std::vector<std::pair<std::string, std::string>> files;  ///< path below its folder, text with {words}
  std::vector<std::string> command;  ///< with {words}; the first is the program. What is empty when they are
                                     ///< filled in is left out
  bool terminal = false;             ///< it works at a terminal only
  /// Words of its own that depend on the scenario, by "clear", "stls", "tls", "keep", "remove".
  std::map<std::string, std::map<std::string, std::string, std::less<>>, std::less<>> words;
  delivery_form delivery;
};

/// The drivers embedded in the program, by name. An error here is a bug of ours.
[[nodiscard]] std::optional<std::vector<driver>> builtin_drivers(std::string& why);
/// The file of a driver that is embedded, as it is; nothing when there is none of that name. Valid for ever.
[[nodiscard]] std::optional<std::string_view> builtin_driver_text(std::string_view name);
/// Reads a driver's file (TOML, NAME.toml, 256 KiB at most). Nothing and `why` set ("FILE:LINE:COLUMN:
/// expected …, found …").
[[nodiscard]] std::optional<driver> parse_driver(std::string_view text, const std::string& file,
                                                 std::string& why);

/// "clear", "stls", "tls"; "keep", "remove": the words {transport} and {afterwards}. Valid for ever.
[[nodiscard]] std::string_view describe(transport how) noexcept;
[[nodiscard]] std::string_view describe(afterwards then) noexcept;

/// What a scenario fills in for {host} {port} {user} {password} {out} {ca}, and POPQUIZ_HOST and so on.
struct client_start {
  std::string host;  ///< "127.0.0.1", or "localhost"
  std::uint16_t port = 0;
  std::string user;
  std::string password;
  std::filesystem::path scratch;  ///< {out}: the client's own folder, its HOME and working folder
  std::filesystem::path ca;       ///< PEM of the issuer to trust
  transport how = transport::clear;
  afterwards then = afterwards::keep;
  /// {programs}: where popquiz lies and the programs that come with it; empty: the folder of the program
  /// that runs.
  std::filesystem::path programs;
};

/// Words of a command and texts of files with their {words} filled in; a word that nobody knows is an error.
struct filled_driver {
  std::vector<std::string> command;
  std::vector<std::pair<std::filesystem::path, std::string>> files;  ///< whole paths
  std::vector<std::string> version;                                  ///< the command
};
/// Nothing and `why` set, too, when the driver says that the client can't do what `with` asks.
[[nodiscard]] std::optional<filled_driver> fill(const driver& of, const client_start& with, std::string& why);
/// Texts with {words} of a command that has no driver: an element of `popquiz test client -- COMMAND`.
[[nodiscard]] std::optional<std::string> fill_words(std::string_view text, const client_start& with,
                                                    std::string& why);
/// The same as environment: POPQUIZ_HOST, _PORT, _USER, _PASSWORD, _OUT, _CA, _TRANSPORT, _AFTERWARDS,
/// _PROGRAMS.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> environment_of(const client_start& with);
/// Writes the files below `scratch`, which has to be there: mode 0600, 0700 for what begins with "#!". Makes
/// the place of `form`, too: a folder, a Maildir, an empty mbox. False and `why` set when that fails.
[[nodiscard]] bool lay_out(const filled_driver& of, const delivery_form& form,
                           const std::filesystem::path& scratch, std::string& why);

/// Everything that lies where the client delivers, each message without what `form` declares that was added,
/// in an order that means nothing: regular files whose names do not begin with a dot; of an mbox the messages
/// without From_ line, blank line behind and quotes. No symbolic link is followed. Of files that grow without
/// end `octet_limit` octets are read in all, of files without number 100,000, and `why` is set besides. A
/// place that is not there holds nothing.
[[nodiscard]] std::vector<std::string> read_deliveries(const delivery_form& form,
                                                       const std::filesystem::path& scratch,
                                                       std::uint64_t octet_limit, std::string& why);
/// A message (canonical, CRLF) in the form in which this client has to deliver it.
[[nodiscard]] std::string delivered_form(const delivery_form& form, std::string_view canonical);

}  // namespace popquiz::conformance
