#pragma once

#include "fetch/sysexit.hpp"

#include <string>
#include <string_view>

namespace popquiz::cli {

/// Standard output, in blocks. Once writing has failed everything else is dropped.
class standard_output {
 public:
  /// False when it can't be written: the rest need not be made.
  bool put(std::string_view octets);
  /// Writes what is left. `otherwise` when all went well; else io_error after a remark, which a reader that
  /// has gone is not worth.
  [[nodiscard]] sysexit end(sysexit otherwise);

 private:
  void flush();

  std::string block_;
  int error_ = 0;
};

}  // namespace popquiz::cli
