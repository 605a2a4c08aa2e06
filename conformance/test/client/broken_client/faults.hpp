#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace popquiz::broken_client {

/// What is wrong with the client: one thing at a time, or nothing.
enum class fault : std::uint8_t {
  none,
  // where a reply ends
  eof_ends_message,
  eof_is_success,
  silence_ends_message,
  bare_lf_dot_ends,
  dot_line_ends,
  first_segment_only,
  surplus_is_next_reply,
  body_behind_err,
  err_is_message,
  any_status_is_ok,
  missing_replies_are_ok,
  code_is_error,
  empty_line_crash,
  long_status_crash,
  // what becomes of the octets
  no_unstuffing,
  unstuffs_twice,
  drops_cr,
  lf_to_crlf,
  drops_nul,
  nul_ends_line,
  drops_8th_bit,
  cuts_lines_at_511,
  cuts_lines_at_1023,
  breaks_lines_at_8191,
  cuts_header_at_2048,
  cuts_at_listed_size,
  fetches_by_top,
  // TLS and login
  clear_when_stls_refused,
  clear_when_stls_missing,
  clear_when_capa_fails,
  clear_when_tls_fails,
  clear_octets_survive_stls,
  takes_expired,
  takes_other_host,
  takes_unknown_issuer,
  takes_self_signed,
  name_in_subject_only,
  password_before_stls,
  weaker_login_after_refusal,
  any_timestamp,
  injects_by_name,
  long_challenge_crash,
  empty_challenge_is_error,
  lenient_base64,
  malformed_base64,
  upper_case_digests,
  plain_without_first_nul,
  long_initial_responses,
  names_in_latin_1,
  unprepared_names,
  auth_unannounced,
  auth_behind_login,
  apop_by_capa,
  pass_behind_refused_user,
  trims_passwords,
  keeps_capabilities_over_stls,
  pipelines_behind_stls,
  utf8_before_stls,
  ok_is_proof,
  retries_stls,
  retries_login,
  // what the listings say
  believes_stat,
  counts_lines,
  list_zero_crash,
  negative_size_crash,
  huge_size_crash,
  allocates_listed_size,
  empty_unique_id_crash,
  unique_id_as_file_name,
  cuts_unique_ids,
  fetches_again,
  knows_by_number,
  notes_before_fetch,
  fetches_one_more,
  same_id_is_same_message,
  skips_what_uidl_omits,
  needs_uidl,
  list_n_is_multi_line,
  // what is deleted, and when
  deletes_when_told_to_keep,
  keeps_when_told_to_delete,
  deletes_before_fetch,
  deletes_what_was_cut_off,
  deletes_what_was_refused,
  deletes_what_was_not_stored,
  ignores_failed_store,
  skips_refused,
  rset_before_quit,
  no_quit,
  ignores_refused_quit,
  // what it says
  bare_lf_commands,
  quit_without_line_end,
  empty_commands,
  long_commands,
  two_spaces,
  hexadecimal_numbers,
  top_without_lines,
  asks_for_deleted,
  stat_before_login,
  pipelines_unannounced,
  retries_retr,
  reconnects,
  noop_flood,
  // what it costs
  no_timeout,
  line_in_memory,
  listing_without_limit,
  message_in_memory,
  fills_disk,
  floods_output,
  spins,
  ignores_sigterm,
  leaves_child,
  never_connects,
  failure_crash,
  crashes,
};

struct fault_text {
  fault what;
  std::string_view name;     ///< what stands behind --fault, and in a scenario's header
  std::string_view meaning;  ///< one line
};

/// All but none, in the order of the enumeration. Valid for ever.
[[nodiscard]] std::span<const fault_text> all_faults() noexcept;
[[nodiscard]] std::optional<fault> find_fault(std::string_view name) noexcept;

}  // namespace popquiz::broken_client
