#pragma once

#include <popquiz/client/op_result.hpp>
#include <popquiz/sansio/next_action.hpp>

namespace popquiz::client {

/// A machine of the client's that ends with a result: one command, or a whole conversation. Used once.
class operation : public sansio::any_machine {
 public:
  /// How it ended; code is cancelled until then. Valid as long as the operation.
  [[nodiscard]] virtual const op_result& result() const noexcept = 0;
  [[nodiscard]] virtual bool finished() const noexcept = 0;
};

}  // namespace popquiz::client
