#pragma once

#include "plan.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>

namespace popquiz::fuzz_wire {

/// Tells which sessions leave memory behind in a server. What a session leaves for a while, or once, is no
/// leak: the same one is played again and again, and has to cost as much in the second half of it as in the
/// first.
class leak_watch {
 public:
  /// What a leak costs at least, octets a session.
  static constexpr std::uint64_t least = 16UL * 1024;

  /// Behind each session: whether this one is worth a closer look, `resident` octets being there now.
  [[nodiscard]] bool is_suspect(const plan& what, std::uint64_t resident);
  /// Octets that a session leaves; nothing when it leaves none. `play` plays it, `resident` looks.
  [[nodiscard]] static std::optional<std::uint64_t> octets_each(
      const std::function<bool()>& play, const std::function<std::uint64_t()>& resident);
  /// Sessions with these words are known to leak: no further look.
  void note_known(const std::string& keyword) { known_.insert(keyword); }
  /// The server was started anew.
  void begin_again() { sessions_ = 0; }

 private:
  std::uint64_t last_ = 0;
  std::uint64_t sessions_ = 0;
  std::uint64_t next_look_ = 0;
  std::set<std::string> known_;
};

}  // namespace popquiz::fuzz_wire
