#pragma once

#include "campaign_board.hpp"
#include "engine.hpp"
#include "finding_folder.hpp"

#include <popquiz/fuzz_wire/campaign.hpp>

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace popquiz::fuzz_wire {

/// What an engine's process begins with.
struct engine_beginning {
  std::unique_ptr<fuzz_target> target;  ///< null: `why` says why there is none
  std::vector<std::string> seeds;
  std::string why;
};
/// Called in the process of an engine. `runs`: executions that are its share; 0: no end.
using make_target =
    std::function<engine_beginning(campaign_board& board, finding_folder& findings, std::uint64_t runs)>;

/// Runs as many engines as there are jobs, each in a process of its own, until the end; fills in all but the
/// name.
[[nodiscard]] campaign_result run_campaign(const campaign_settings& settings, const make_target& make);

}  // namespace popquiz::fuzz_wire
