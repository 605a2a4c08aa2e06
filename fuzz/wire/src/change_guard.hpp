#pragma once

#include <string_view>

namespace popquiz::fuzz_wire {

/// Keeps a session from deleting mail: once anything that may be read as DELE was said, nothing is that may
/// be read as QUIT. It looks at letters only, whatever stands between them and however the octets are cut, so
/// that no server that reads lines in a way of its own gets both.
class change_guard {
 public:
  explicit change_guard(bool allows_changes) : allows_changes_(allows_changes) {}

  /// Whether these octets may be said behind those that were; then they count as said.
  [[nodiscard]] bool may_say(std::string_view octets);

 private:
  bool allows_changes_;
  unsigned dele_letters_ = 0;  // of "DELE" that the last letters are
  unsigned quit_letters_ = 0;
  bool has_said_dele_ = false;
};

}  // namespace popquiz::fuzz_wire
