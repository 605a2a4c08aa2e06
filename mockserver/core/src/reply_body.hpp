#pragma once

#include <cstddef>
#include <cstdint>

namespace popquiz::mockserver {

class outbox;

enum class body_progress : std::uint8_t {
  more,    ///< the outbox is full, or must be written before the body can go on
  done,    ///< everything is in the outbox, the terminator too
  failed,  ///< the rest can't be had: nothing may follow what was sent
};

/// The lines behind a status line, made piece by piece so that no body is ever held as a whole.
class reply_body {
 public:
  virtual ~reply_body() = default;
  /// Puts more into `out` until it holds about `limit` octets.
  [[nodiscard]] virtual body_progress write_some(outbox& out, std::size_t limit) = 0;
};

}  // namespace popquiz::mockserver
