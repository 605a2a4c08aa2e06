#pragma once

#include "diagnosis.hpp"
#include "script_lines.hpp"
#include "step_text.hpp"

#include <popquiz/script/script.hpp>

#include <cstddef>
#include <set>
#include <string>

namespace popquiz::script {

/// Reads the steps behind the header: indentation makes blocks, the first word tells the step.
class step_reader {
 public:
  step_reader(script_lines& lines, diagnosis& problems) : lines_(lines), problems_(problems) {}

  /// All steps to the end of the text; false when something was wrong.
  [[nodiscard]] bool read(subject_kind subject, block& into);

 private:
  /// What a block may hold, handed down to the blocks within.
  struct context {
    place where = place::dialogue;
    bool only_on = false;   ///< the top level of a script of overrides
    bool together = false;  ///< what is said as one segment
    std::size_t depth = 0;
  };

  bool read_block(context c, std::uint32_t indentation, block& into);
  bool read_step(context c, block& into);
  [[nodiscard]] parsed_step read_line(context c, line_cursor& cursor);
  bool read_body(context c, std::uint32_t indentation, step& owner);
  bool fail_at_line(std::string_view what);

  bool count_session(const step& s);

  std::set<std::string, std::less<>> sessions_;  // named so far
  script_lines& lines_;
  diagnosis& problems_;
};

}  // namespace popquiz::script
