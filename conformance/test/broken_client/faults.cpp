#include "faults.hpp"

#include <algorithm>
#include <array>

namespace popquiz::broken_client {
namespace {

constexpr std::array table{
    fault_text{
        fault::eof_ends_message, "eof-ends-message",
        "a message that the end of the connection cuts off is delivered as whole, others are not missed"},
    fault_text{fault::eof_is_success, "eof-is-success",
               "success is reported though the end of the connection cut a message off"},
    fault_text{fault::silence_ends_message, "silence-ends-message",
               "a message that stops coming is delivered as whole"},
    fault_text{fault::bare_lf_dot_ends, "bare-lf-dot-ends",
               "a line \".\" ends a message whatever its line end, and what is behind it is the next reply"},
    fault_text{fault::dot_line_ends, "dot-line-ends", "any line that begins with a dot ends a body"},
    fault_text{fault::first_segment_only, "first-segment-only",
               "a message ends with the first segment that it comes in"},
    fault_text{fault::surplus_is_next_reply, "surplus-is-next-reply",
               "octets that nobody asked for are taken for the next command's reply"},
    fault_text{fault::body_behind_err, "body-behind-err",
               "behind -ERR to RETR, LIST, UIDL or CAPA a body is awaited"},
    fault_text{fault::err_is_message, "err-is-message", "the text of -ERR to RETR is delivered as a message"},
    fault_text{fault::any_status_is_ok, "any-status-is-ok", "every status line is taken for +OK"},
    fault_text{fault::missing_replies_are_ok, "missing-replies-are-ok",
               "a reply that does not come is taken for an empty one"},
    fault_text{fault::empty_line_crash, "empty-line-crash", "crashes when an empty line comes as a reply"},
    fault_text{fault::long_status_crash, "long-status-crash",
               "crashes when a status line has more than 512 octets"},

    fault_text{fault::no_unstuffing, "no-unstuffing", "doubled dots stay doubled"},
    fault_text{fault::unstuffs_twice, "unstuffs-twice", "two dots are taken from lines that had three"},
    fault_text{fault::drops_cr, "drops-cr", "a CR that ends no line is left out"},
    fault_text{fault::lf_to_crlf, "lf-to-crlf", "a bare LF becomes CRLF, a bare CR too"},
    fault_text{fault::drops_nul, "drops-nul", "NUL is left out"},
    fault_text{fault::nul_ends_line, "nul-ends-line", "what stands behind a NUL in its line is left out"},
    fault_text{fault::drops_8th_bit, "drops-8th-bit", "octets above 127 lose their highest bit"},
    fault_text{fault::cuts_lines_at_511, "cuts-lines-at-511",
               "what stands in a line behind its octet 511 is left out"},
    fault_text{fault::cuts_lines_at_1023, "cuts-lines-at-1023", "the same behind octet 1023"},
    fault_text{fault::breaks_lines_at_8191, "breaks-lines-at-8191", "longer lines are broken there by CRLF"},
    fault_text{fault::cuts_header_at_2048, "cuts-header-at-2048",
               "what stands in the header behind octet 2048 is left out"},
    fault_text{fault::cuts_at_listed_size, "cuts-at-listed-size",
               "a message is cut where LIST says that it ends"},
    fault_text{fault::fetches_by_top, "fetches-by-top",
               "TOP with 1000 lines instead of RETR: longer messages are truncated"},

    fault_text{fault::clear_when_stls_refused, "clear-when-stls-refused",
               "goes on in clear when STLS is refused"},
    fault_text{fault::clear_when_stls_missing, "clear-when-stls-missing",
               "goes on in clear when CAPA does not list STLS"},
    fault_text{fault::clear_when_capa_fails, "clear-when-capa-fails",
               "goes on in clear when CAPA is refused"},
    fault_text{fault::clear_when_tls_fails, "clear-when-tls-fails",
               "connects again in clear when the handshake fails"},
    fault_text{fault::clear_octets_survive_stls, "clear-octets-survive-stls",
               "octets that came in clear behind the reply to STLS are replies inside TLS"},
    fault_text{fault::takes_expired, "takes-expired", "takes a certificate that has expired"},
    fault_text{fault::takes_other_host, "takes-other-host", "takes a certificate of another host"},
    fault_text{fault::takes_unknown_issuer, "takes-unknown-issuer",
               "takes a certificate of an issuer that it does not trust"},
    fault_text{fault::takes_self_signed, "takes-self-signed", "takes a self-signed certificate"},
    fault_text{fault::password_before_stls, "password-before-stls",
               "says name and password in clear where it was to use STLS"},
    fault_text{fault::weaker_login_after_refusal, "weaker-login-after-refusal",
               "says USER and PASS when APOP or a SASL mechanism was refused"},
    fault_text{fault::any_timestamp, "any-timestamp",
               "answers whatever stands between < and > in the greeting by APOP"},
    fault_text{fault::injects_by_name, "injects-by-name",
               "line ends in the user's name are sent as they are: commands of somebody else's"},
    fault_text{fault::long_challenge_crash, "long-challenge-crash",
               "crashes when a SASL challenge has more than 1024 octets"},
    fault_text{fault::retries_stls, "retries-stls", "says STLS again for as long as it is refused"},
    fault_text{fault::retries_login, "retries-login", "logs in again for as long as it is refused"},

    fault_text{fault::believes_stat, "believes-stat",
               "fetches the messages 1 to as many as STAT says, whatever LIST has"},
    fault_text{fault::counts_lines, "counts-lines",
               "takes the n-th line of LIST for message n, whatever number it has"},
    fault_text{fault::list_zero_crash, "list-zero-crash", "crashes when LIST or UIDL has the number 0"},
    fault_text{fault::negative_size_crash, "negative-size-crash", "crashes when LIST has a negative size"},
    fault_text{fault::huge_size_crash, "huge-size-crash",
               "crashes when LIST or STAT has a number of 2^63 or more"},
    fault_text{fault::allocates_listed_size, "allocates-listed-size",
               "fills as much memory as LIST says that a message has, up to 4 GiB"},
    fault_text{fault::empty_unique_id_crash, "empty-unique-id-crash", "crashes when a unique-id is empty"},
    fault_text{fault::unique_id_as_file_name, "unique-id-as-file-name",
               "a message's file is called as its unique-id, slashes and all"},
    fault_text{fault::cuts_unique_ids, "cuts-unique-ids",
               "unique-ids are cut behind octet 70, and messages that share one are taken for one"},
    fault_text{fault::same_id_is_same_message, "same-id-is-same-message",
               "of messages with the same unique-id only the first is fetched"},
    fault_text{fault::skips_what_uidl_omits, "skips-what-uidl-omits",
               "messages that UIDL does not list are not fetched, and success is reported"},

    fault_text{fault::deletes_when_told_to_keep, "deletes-when-told-to-keep", "deletes what it was to keep"},
    fault_text{fault::keeps_when_told_to_delete, "keeps-when-told-to-delete", "never says DELE"},
    fault_text{fault::deletes_before_fetch, "deletes-before-fetch",
               "says DELE before RETR, and success whatever comes of it"},
    fault_text{fault::deletes_what_was_cut_off, "deletes-what-was-cut-off",
               "connects again to delete a message that was cut off"},
    fault_text{fault::deletes_what_was_refused, "deletes-what-was-refused",
               "deletes messages whose RETR was refused"},
    fault_text{fault::deletes_what_was_not_stored, "deletes-what-was-not-stored",
               "deletes messages that it could not write"},
    fault_text{fault::ignores_failed_store, "ignores-failed-store",
               "reports success though a message could not be written, and keeps what was"},
    fault_text{fault::skips_refused, "skips-refused", "reports success though RETR of a message was refused"},
    fault_text{fault::rset_before_quit, "rset-before-quit",
               "takes back its deletions by RSET, and reports success"},
    fault_text{fault::no_quit, "no-quit", "closes the connection without QUIT"},
    fault_text{fault::ignores_refused_quit, "ignores-refused-quit",
               "reports success though QUIT was refused or not answered"},

    fault_text{fault::bare_lf_commands, "bare-lf-commands", "commands end with LF"},
    fault_text{fault::quit_without_line_end, "quit-without-line-end", "QUIT has no line end"},
    fault_text{fault::empty_commands, "empty-commands", "an empty line is sent in front of each RETR"},
    fault_text{fault::long_commands, "long-commands", "commands are padded to more than 255 octets"},
    fault_text{fault::two_spaces, "two-spaces", "two spaces between a keyword and its argument"},
    fault_text{fault::stat_before_login, "stat-before-login", "says STAT before the login"},
    fault_text{fault::pipelines_unannounced, "pipelines-unannounced",
               "sends several commands at once though PIPELINING was not announced"},
    fault_text{fault::retries_retr, "retries-retr", "says RETR again for as long as it is refused"},
    fault_text{fault::noop_flood, "noop-flood", "says NOOP a thousand times"},

    fault_text{fault::no_timeout, "no-timeout", "waits for a silent server for ever"},
    fault_text{fault::line_in_memory, "line-in-memory", "keeps a line in memory until it ends"},
    fault_text{fault::listing_without_limit, "listing-without-limit",
               "keeps LIST, UIDL and CAPA in memory, however long"},
    fault_text{fault::message_in_memory, "message-in-memory", "keeps a message in memory until it ends"},
    fault_text{fault::fills_disk, "fills-disk", "writes 4 GiB behind each message"},
    fault_text{fault::floods_output, "floods-output", "writes to standard output without end"},
    fault_text{fault::spins, "spins", "never ends, and uses the processor all the time"},
    fault_text{fault::ignores_sigterm, "ignores-sigterm", "never ends, and ignores SIGTERM"},
    fault_text{fault::leaves_child, "leaves-child", "leaves a child running, in a session of its own"},
    fault_text{fault::never_connects, "never-connects", "reports success and has not connected"},
    fault_text{fault::crashes, "crashes", "crashes behind QUIT"},
};

static_assert(std::ranges::is_sorted(table, {}, &fault_text::what));

}  // namespace

std::span<const fault_text> all_faults() noexcept {
  return table;
}

std::optional<fault> find_fault(std::string_view name) noexcept {
  const auto* const found = std::ranges::find(table, name, &fault_text::name);
  return found == table.end() ? std::nullopt : std::optional(found->what);
}

}  // namespace popquiz::broken_client
