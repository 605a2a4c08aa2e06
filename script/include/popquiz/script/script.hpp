#pragma once

#include <popquiz/parser/command_table.hpp>
#include <popquiz/sansio/digest.hpp>
#include <popquiz/sansio/next_action.hpp>
#include <popquiz/script/expression.hpp>
#include <popquiz/script/judgement.hpp>
#include <popquiz/script/pattern.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace popquiz::script {

/// A place in a script's text; both count from 1, columns in octets.
struct location {
  std::uint32_t line = 0;
  std::uint32_t column = 0;
  friend bool operator==(const location&, const location&) { return true; }  ///< trees compare by meaning
};

struct step;
using block = std::vector<step>;
using milliseconds = std::chrono::milliseconds;

// ---- What is said and heard, on either side -------------------------------------------------

enum class speaker : std::uint8_t { client, server };

enum class line_form : std::uint8_t {
  line,        ///< `C: ` `S: `  a line, CRLF implied; heard: status and leading words, more text may follow
  exact,       ///< `S= `        heard: the whole line
  raw,         ///< `C! ` `S! `  "octets" in quotes, nothing added
  body_line,   ///< `S| `        one line of a body, written unstuffed
  body_lines,  ///< `S* `        heard only: any number of body lines, each of which matches
  body_end,    ///< `S.`         the end of the body
};

struct line_step {
  speaker who = speaker::client;
  line_form form = line_form::line;
  pattern text;
  friend bool operator==(const line_step&, const line_step&) = default;
};

/// A number written out, or `{=NAME}`.
struct number_or_use {
  std::uint64_t number = 0;
  std::string name;  ///< not empty: the value of {=NAME}
  friend bool operator==(const number_or_use&, const number_or_use&) = default;
};

/// `S@ message N` and what is left out or bent of it. As expectation: the body equals it, octet for octet.
struct message_step {
  number_or_use number;
  bool headers_only = false;  ///< `headers`: up to and with the blank line
  std::optional<number_or_use> lines =
      std::nullopt;  ///< `lines K`: headers, blank line and K lines of the body
  std::optional<std::uint64_t> octets =
      std::nullopt;  ///< `first K octets`: cut there, no terminator (said only)
  std::optional<std::uint64_t> percent =
      std::nullopt;                ///< `first P%`: the same, of the octets that LIST tells
  bool unstuffed = false;          ///< `unstuffed`: said without byte-stuffing
  bool lf_line_ends = false;       ///< `with LF line ends` (said only)
  bool no_final_line_end = false;  ///< `without final line end` (said only): nor a terminator
  friend bool operator==(const message_step&, const message_step&) = default;
};

// ---- Dialogue (subject: server) ---------------------------------------------------------------

struct login_step {  ///< `login` | `login or refused`
  bool may_be_refused = false;
  friend bool operator==(const login_step&, const login_step&) = default;
};
struct expect_nothing_step {  ///< `expect nothing for 100ms` | `expect nothing for 10m or close`
  milliseconds duration{};
  bool or_close = false;  ///< the server may end the connection, silently
  friend bool operator==(const expect_nothing_step&, const expect_nothing_step&) = default;
};
struct expect_close_step {  ///< `expect close`: no octet more, then end of stream
  friend bool operator==(const expect_close_step&, const expect_close_step&) = default;
};
struct close_step {  ///< `close` | `reset`
  bool abortive = false;
  friend bool operator==(const close_step&, const close_step&) = default;
};
struct wait_step {  ///< `wait 5s`
  milliseconds duration{};
  friend bool operator==(const wait_step&, const wait_step&) = default;
};
struct session_step {  ///< `session NAME` and a block, or for the steps that follow on its level
  std::string name;
  std::vector<step> body;
  friend bool operator==(const session_step&, const session_step&) = default;
};
struct together_step {  ///< `together`: what the block says leaves as one segment
  std::vector<step> body;
  friend bool operator==(const together_step&, const together_step&) = default;
};
enum class cut_mode : std::uint8_t {
  at,          ///< `cut at K`: one cut behind octet K
  every,       ///< `cut every K`: a cut behind each K octets
  everywhere,  ///< `cut everywhere`: a dialogue's block once for each possible single cut of its first said
               ///< line; an `on` block's is cut behind octet 1 in its first use on the server, and so on
};
struct cut_step {
  cut_mode mode = cut_mode::everywhere;
  std::uint64_t octets = 0;
  std::uint64_t tail = 0;  ///< `in last 12 octets`: of what the block says, only these are cut; 0: all
  milliseconds pause{};    ///< `pause 20ms`: between the segments; 0: as short as keeps them apart
  std::vector<step> body;
  friend bool operator==(const cut_step&, const cut_step&) = default;
};
struct for_step {  ///< `for NAME in maildrop` | `for NAME in "a" "b" 3`
  std::string name;
  bool maildrop = false;            ///< the message-numbers of the maildrop
  std::vector<std::string> values;  ///< escapes resolved
  std::vector<step> body;
  friend bool operator==(const for_step&, const for_step&) = default;
};
struct repeat_step {  ///< `repeat 100 times` | `repeat until closed` | `repeat until closed or 64 MiB`
  std::uint64_t times = 0;
  bool until_closed = false;  ///< until the peer has gone, or the block has said nothing
  std::uint64_t octets = 0;   ///< until_closed: or so many octets were said; 0: no end
  std::vector<step> body;
  friend bool operator==(const repeat_step&, const repeat_step&) = default;
};
enum class line_relation : std::uint8_t {
  a_line,            ///< `check a line of body is "SASL {any names}"`; captures from the first that is
  no_line,           ///< `check no line of body is "..."`
  reply,             ///< `check reply is "-ERR [{any code}]{any}"`: the last status line; captures
  not_reply,         ///< `check reply is not "..."`
  every_line,        ///< `check every line of body is "..."`; captures nothing
  every_capability,  ///< `check every line of body is a capability`: RFC 2449 §3
};
struct check_lines_step {
  line_relation how = line_relation::a_line;
  pattern line;
  friend bool operator==(const check_lines_step&, const check_lines_step&) = default;
};
enum class condition_kind : std::uint8_t {
  logged_in,    ///< `if logged in`: the last `login or refused` of this session got in
  refused,      ///< `if refused`
  replied_ok,   ///< `if +OK`: the last status line was positive
  replied_err,  ///< `if -ERR`
  in_tls,       ///< `if in TLS`
  closed,       ///< `if closed`: a step saw that the server ended the connection
  lines,  ///< `if a line of body is "..."`, `if reply is "..."`: as `check` has it, but for `every line`
};
struct if_step {
  condition_kind condition = condition_kind::logged_in;
  check_lines_step lines = {};
  std::vector<step> body;
  friend bool operator==(const if_step&, const if_step&) = default;
};
struct check_step {  ///< `check EXPR == EXPR`
  expression left;
  relation how = relation::equal;
  expression right;
  friend bool operator==(const check_step&, const check_step&) = default;
};
struct distinct_step {  ///< `check distinct column K of body`: the K-th words of the last body's lines differ
  std::uint64_t column = 0;
  friend bool operator==(const distinct_step&, const distinct_step&) = default;
};
struct remember_step {  ///< `remember body as NAME`
  std::string name;
  friend bool operator==(const remember_step&, const remember_step&) = default;
};
enum class body_relation : std::uint8_t {
  same,     ///< `check body is NAME`
  differs,  ///< `check body is not NAME`
  begins,   ///< `check body begins NAME`: the body is a prefix of NAME
};
struct check_body_step {
  body_relation how = body_relation::same;
  std::string name;
  friend bool operator==(const check_body_step&, const check_body_step&) = default;
};
/// `check body has every tag of NAME but STLS`: each first word of a line of the remembered body, whatever
/// its case, begins a line of the last one (RFC 2449 §5).
struct check_tags_step {
  std::string name;
  std::vector<std::string> but;
  friend bool operator==(const check_tags_step&, const check_tags_step&) = default;
};
struct differ_step {  ///< `check {=a} differs from {=b}` | `check {=a} is {=b}`: captured texts
  std::string left;
  std::string right;
  bool same = false;
  friend bool operator==(const differ_step&, const differ_step&) = default;
};
struct check_text_step {  ///< `check {=a} is "r={any}"` | `check {=a} is not "..."`: captures where it is
  std::string name;
  bool is_not = false;
  pattern text;
  friend bool operator==(const check_text_step&, const check_text_step&) = default;
};
enum class making : std::uint8_t {
  text,     ///< `let NAME be "..."`
  base64,   ///< `let NAME be base64 of "..."`
  decoded,  ///< `let NAME be decoded "..."`: what base64 stands for
  proof,    ///< `let NAME be SCRAM-SHA-1 proof of "..."`: made with the password
};
struct let_step {
  std::string name;
  making how = making::text;
  sansio::sasl_proof proof = sansio::sasl_proof::scram_sha_1;  ///< of making::proof
  pattern text;
  friend bool operator==(const let_step&, const let_step&) = default;
};

// ---- Either -----------------------------------------------------------------------------------

/// `start-tls`: the handshake, in the role of whose side the script is on.
struct start_tls_step {
  sansio::tls_identity identity = sansio::tls_identity::ordinary;  ///< `as expired`: said only
  bool keeps_clear_octets = false;  ///< `keeping octets in clear`: what came before runs inside TLS (a fault)
  bool may_be_refused = false;      ///< `or refused`: it may fail; heard only
  friend bool operator==(const start_tls_step&, const start_tls_step&) = default;
};

// ---- Overrides of the reference server (`on` blocks) ----------------------------------------------

enum class answer_kind : std::uint8_t {
  answer,   ///< `answer`: what the reference server does and says
  perform,  ///< `perform`: what it does, its reply thrown away
  silence,  ///< `silence`: neither (an empty block says nothing else)
};
struct answer_step {
  answer_kind kind = answer_kind::answer;
  std::vector<std::string> with = {};     ///< `answer with "EXPIRE 7"`: lines more of CAPA
  std::vector<std::string> without = {};  ///< `answer without TOP`: capabilities less
  friend bool operator==(const answer_step&, const answer_step&) = default;
};
/// `drop rest`: what the client has sent behind this command, and was read, is thrown away.
struct drop_rest_step {
  friend bool operator==(const drop_rest_step&, const drop_rest_step&) = default;
};
/// `also DELE 1`: the reference server runs this command unheard, its reply thrown away.
struct also_step {
  pattern command;
  friend bool operator==(const also_step&, const also_step&) = default;
};
enum class drop_action : std::uint8_t {
  remove,        ///< `remove message N`: out of the maildrop at once, without UPDATE
  update,        ///< `update`: what the UPDATE state does, now
  keep_lock,     ///< `keep lock`: this session's end does not release the maildrop
  release_lock,  ///< `release lock`: now
  ignore_lock,   ///< `ignore lock`: the next login of this session succeeds although another holds the lock
  log_in,        ///< `enter TRANSACTION` without authentication
  log_out,       ///< `enter AUTHORIZATION`
  restore,       ///< `restore message N`: undelete, as RSET for one
};
struct drop_step {
  drop_action action = drop_action::update;
  number_or_use number;
  friend bool operator==(const drop_step&, const drop_step&) = default;
};

enum class on_event : std::uint8_t {
  command,      ///< `on RETR …`: a command of the table
  unknown,      ///< `on unknown`: a keyword the table does not have
  invalid,      ///< `on invalid RETR` / `on invalid`: a known keyword with arguments its grammar refuses
  any_command,  ///< `on any command`: every line the client sends
  connect,      ///< `on connect`: in place of the greeting
  disconnect,   ///< `on disconnect`: the session ends without QUIT
  login,        ///< `on login`: behind the reply that entered TRANSACTION
  idle,         ///< `on idle 60s`: nothing came for so long
  response,     ///< `on response`: a line of a SASL exchange
};
enum class guard_kind : std::uint8_t {
  state,        ///< `when AUTHORIZATION` | `when TRANSACTION`
  deleted,      ///< `when deleted`: the message-number is marked deleted
  not_deleted,  ///< `when not deleted`
  after,        ///< `after DELE`: such a command was answered +OK in this session
  use,          ///< `use 2`: the second time in this session (1 is the first)
  from_use,     ///< `from use 2`: the second time and later
  session,      ///< `session 2`: the second session the server ever saw; `from session 2`
  from_session,
  empty_maildrop,  ///< `when empty`: no message is in the maildrop that is not deleted
  lower_case,      ///< `when lower case`: the keyword did not come in upper case
  longer_than,     ///< `longer than 40`: the line without CRLF has more octets
  pipelined,       ///< `when pipelined`: another line lies behind this one
  larger_than,     ///< `larger than 64 KiB`: the message has more octets, as LIST tells
};
struct guard {
  guard_kind kind = guard_kind::state;
  parser::session_state state = parser::session_state::authorization;
  parser::verb verb = parser::verb::dele;
  std::uint64_t number = 0;
  friend bool operator==(const guard&, const guard&) = default;
};

struct on_step {
  on_event event = on_event::command;
  std::optional<parser::verb> verb;  ///< command, invalid
  std::optional<pattern>
      argument;       ///< command: the argument text must match it; captures are usable in the block
  bool bare = false;  ///< `on LIST bare`: only without argument
  milliseconds idle{};
  std::vector<guard> guards;  ///< all must hold
  std::vector<step> body;
  friend bool operator==(const on_step&, const on_step&) = default;
};

// ---- What is thought of the client ----------------------------------------------------------------

struct judge_step {  ///< `judge`, behind the `on` blocks of a `subject: client` script; rules are its block
  std::vector<step> body;
  friend bool operator==(const judge_step&, const judge_step&) = default;
};
struct rule_step {  ///< `wrong when reported success, deleted 1`: all of the facts must hold
  judgement verdict = judgement::correct;
  std::vector<fact> facts;
  friend bool operator==(const rule_step&, const rule_step&) = default;
};

// ---- A script ----------------------------------------------------------------------------------

using step_kind =
    std::variant<line_step, message_step, login_step, expect_nothing_step, expect_close_step, close_step,
                 wait_step, session_step, together_step, cut_step, for_step, repeat_step, if_step, check_step,
                 distinct_step, remember_step, check_body_step, check_lines_step, check_tags_step,
                 differ_step, check_text_step, let_step, start_tls_step, answer_step, drop_rest_step,
                 also_step, drop_step, on_step, judge_step, rule_step>;

struct step {
  location where;
  step_kind what;
  friend bool operator==(const step&, const step&) = default;
};

enum class subject_kind : std::uint8_t {
  none,    ///< a recording
  server,  ///< a dialogue; the server is under test
  client,  ///< `on` blocks, and what to think of the client that meets them
};
enum class mismatch_kind : std::uint8_t {
  fail,       ///< `mismatch: fail`: the requirement is broken
  deviation,  ///< `mismatch: deviation`: reported, does not fail the run (verdict policy)
};
enum class changes_kind : std::uint8_t {
  nothing,   ///< `changes: nothing`: the maildrop is the same afterwards
  messages,  ///< `changes: messages`: messages are deleted
};

enum class connect_kind : std::uint8_t { clear, stls, tls };
enum class job_kind : std::uint8_t { keep, remove };
/// What a `subject: client` script asks of the client and of how it is tried (docs/scenarios.md).
struct client_setup {
  connect_kind connects = connect_kind::clear;
  sansio::tls_identity certificate = sansio::tls_identity::ordinary;  ///< `connects: TLS as expired`
  job_kind job = job_kind::keep;     ///< what becomes of mail that was fetched
  std::uint64_t runs = 1;            ///< with the same folder
  std::uint64_t cuts = 0;            ///< runs with a new folder each; 0: no such key
  std::uint64_t segment_octets = 0;  ///< of the server's segments at most; 0: as they come
  std::string profile;               ///< a server in the wild behind the blocks
  std::string user;                  ///< the name to log in with; empty: no such key
  std::string password;              ///< empty: no such key
  std::vector<std::string> faults;   ///< of the deliberately broken client that it must catch
  friend bool operator==(const client_setup&, const client_setup&) = default;
};

struct script {
  std::string file;  ///< for messages
  std::string id;
  std::string title;
  std::vector<std::string> requirements;
  std::string robustness;             ///< the harm where it fails; such a check has no requirement
  std::vector<std::string> policies;  ///< ambiguity numbers, e.g. A9
  std::vector<std::string> see;
  subject_kind subject = subject_kind::none;
  std::vector<std::string> needs;  ///< comma-separated in the text, e.g. "TOP", "2 messages", "known mail"
  std::string maildrop;            ///< name of the fixture the embedded server holds; empty: two-plain
  changes_kind changes = changes_kind::nothing;
  mismatch_kind mismatch = mismatch_kind::fail;
  milliseconds slow{};  ///< `slow: 10m10s`: how long it takes by design; 0: not slow
  std::string recorded;
  std::vector<std::string> also;  ///< counter-examples: other checks that must notice this fault too
  client_setup client;            ///< of subject_kind::client only
  std::vector<step> steps;
  friend bool operator==(const script&, const script&) = default;
};

}  // namespace popquiz::script
