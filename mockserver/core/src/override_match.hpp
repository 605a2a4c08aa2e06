#pragma once

#include "session_data.hpp"

#include <popquiz/parser/command_parser.hpp>
#include <popquiz/script/matcher.hpp>
#include <popquiz/script/script.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace popquiz::mockserver {

/// What an `on` block may answer. `what` is command for every line of the client's, and then `command` is
/// set.
struct session_event {
  script::on_event what = script::on_event::command;
  const parser::command_view* command = nullptr;
  std::chrono::milliseconds idle{};  ///< idle: for how long
};

/// Finds the `on` block of a script that answers an event of one session: the first whose event, argument
/// and guards all hold. `use N` counts how often the rest of a block held in this session. Where `on RETR`
/// stands without argument and `bare`, only a valid RETR is meant.
class override_matcher {
 public:
  explicit override_matcher(std::shared_ptr<const override_scripts> overrides);

  struct found_block {
    const script::on_step* block = nullptr;  ///< null: none answers it
    const script::script* of = nullptr;      ///< the script it stands in
  };
  /// `captures` gets what the argument pattern captured. Valid as long as the matcher.
  [[nodiscard]] found_block find(const session_event& event, const session_data& session,
                                 script::variables& captures);

  /// How long the session may be idle until the next `on idle` block is due that has not been yet, be it that
  /// a guard did not hold then; nothing when there is none.
  [[nodiscard]] std::optional<std::chrono::milliseconds> next_idle() const noexcept;
  /// A command came: every `on idle` block may run again.
  void end_idle() noexcept;

 private:
  struct candidate {
    found_block what;
    std::uint64_t uses = 0;
    bool idle_is_over = false;  ///< until the next command
  };

  std::shared_ptr<const override_scripts> overrides_;  // owns the blocks
  std::vector<candidate> candidates_;
};

}  // namespace popquiz::mockserver
