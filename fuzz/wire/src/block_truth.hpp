#pragma once

#include <popquiz/script/script.hpp>

namespace popquiz::fuzz_wire {

/// What an `on` block says, as a client sees it.
struct block_truth {
  bool answers = false;       ///< the reference server's reply is in it
  bool ends = false;          ///< it closes or resets the connection
  bool is_whole = false;      ///< the reply to the command is complete
  bool says_more = false;     ///< octets follow behind that reply
  bool lies_in_body = false;  ///< a message's body is another than the message's, and does not just break off
};
[[nodiscard]] block_truth truth_of(const script::on_step& what);

}  // namespace popquiz::fuzz_wire
