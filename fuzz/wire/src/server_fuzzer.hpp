#pragma once

#include "campaign_board.hpp"
#include "engine.hpp"
#include "finding_folder.hpp"
#include "leak_watch.hpp"
#include "plan.hpp"
#include "server_peer.hpp"
#include "session_judge.hpp"
#include "session_run.hpp"
#include "vocabulary.hpp"

#include <popquiz/conformance/memory_subject.hpp>
#include <popquiz/fuzz_wire/campaign.hpp>

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace popquiz::fuzz_wire {

/// A server as the engine's target: each input is a session with it and one with the reference server, and
/// what differs or is wrong becomes a finding, confirmed and minimised at once.
class server_fuzzer final : public fuzz_target {
 public:
  server_fuzzer(const server_campaign& subject, campaign_board& board, finding_folder& findings,
                std::uint64_t runs);

  /// Starts the server and looks at it. False and `why` set when it can't be fuzzed.
  [[nodiscard]] bool begin(std::string& why);
  /// Inputs to begin with.
  [[nodiscard]] std::vector<std::string> seeds() const;

  bool execute(std::string_view input) override;
  [[nodiscard]] std::string mutate(std::string_view input, std::size_t limit, unsigned seed) override;
  [[nodiscard]] std::string cross(std::string_view front, std::string_view back, std::size_t limit,
                                  unsigned seed) override;

 private:
  struct session {
    plan said;
    session_record record;
  };
  /// A session, and what is wrong with it.
  struct played : session {
    std::optional<suspicion> what;
    bool is_before =
        false;  ///< said and record are the session's before it, which the server did not survive
  };

  /// With the server alone.
  [[nodiscard]] session_record talk(const plan& what);
  [[nodiscard]] played play(const plan& what);
  [[nodiscard]] played play_and_mend(const plan& what);
  [[nodiscard]] static bool shows(const played& seen, const std::string& key);
  void look_for_crash(played& seen, const session_record& reference);
  /// Where nobody greets, it was the session before.
  void blame(played& seen);
  [[nodiscard]] static suspicion crashed(const session_record& record, const std::string& how);
  [[nodiscard]] suspicion unreachable(const session_record& record) const;
  /// Makes the server one that answers again. Ends this process when it can't.
  void mend(const suspicion& behind);
  void take_up(const played& seen);
  /// Whether it comes again.
  [[nodiscard]] std::optional<finding> confirmed(const played& seen);
  /// Whether who logs in and quits is answered, sooner or later. False when nobody is.
  [[nodiscard]] bool answers_a_plain_session();
  void write_down(const played& seen, finding about);
  [[nodiscard]] plan minimised(plan what, const std::string& key, std::size_t& questions);
  void simplify_turns(plan& what, const std::string& key, std::size_t& questions);
  void report(const played& seen, finding about);
  void look_for_leak(const plan& what);
  void note_slow_refusals(const session_record& record);
  void count_edges();
  [[nodiscard]] std::string repeat_command(const finding& what) const;
  [[noreturn]] void leave();

  const server_campaign& subject_;
  campaign_board& board_;
  finding_folder& findings_;
  std::uint64_t runs_;
  server_peer peer_;
  std::unique_ptr<conformance::memory_subject> reference_;
  session_settings session_;
  vocabulary words_;
  leak_watch leaks_;
  std::set<std::string> known_;
  std::map<std::string, unsigned> not_repeated_;
  std::set<std::string> hanging_;  // turns that no reply came to
  bool refuses_slowly_ = false;    // a login that fails costs time
  std::optional<session> before_;  // with the server as it is: it may fall behind a session's end
  crash_watch watch_ = crash_watch::brief;
  std::uint64_t own_runs_ = 0;
};

}  // namespace popquiz::fuzz_wire
