#pragma once

#include "campaign_board.hpp"
#include "engine.hpp"
#include "finding_folder.hpp"
#include "scenario.hpp"

#include <popquiz/conformance/check.hpp>
#include <popquiz/conformance/result.hpp>
#include <popquiz/fuzz_wire/campaign.hpp>

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace popquiz::fuzz_wire {

/// A client as the engine's target: each input is a server that it meets, in a trial as `popquiz test client`
/// has them.
class client_fuzzer final : public fuzz_target {
 public:
  client_fuzzer(const client_campaign& subject, campaign_board& board, finding_folder& findings,
                std::uint64_t runs);

  /// False and `why` set when the client can't be started.
  [[nodiscard]] bool begin(std::string& why);
  /// The scenarios of the client suite, as far as they are for the fuzzer.
  [[nodiscard]] std::vector<std::string> seeds() const;

  bool execute(std::string_view input) override;
  [[nodiscard]] std::string mutate(std::string_view input, std::size_t limit, unsigned seed) override;
  [[nodiscard]] std::string cross(std::string_view front, std::string_view back, std::size_t limit,
                                  unsigned seed) override;

 private:
  [[nodiscard]] conformance::check_result play(const scenario& what);
  void take_up(const scenario& what, const conformance::check_result& seen);
  [[nodiscard]] bool still_wrong(const scenario& what, const std::string& wrong);
  void minimise(scenario& what, const std::string& wrong, std::size_t questions);
  [[noreturn]] void leave();

  const client_campaign& subject_;
  campaign_board& board_;
  finding_folder& findings_;
  std::uint64_t runs_;
  std::uint64_t own_runs_ = 0;
  std::string spare_ca_;
  std::vector<scenario> first_;
  script::block pool_;
  std::set<std::string> known_;
  std::map<std::string, unsigned> not_repeated_;
};

}  // namespace popquiz::fuzz_wire
