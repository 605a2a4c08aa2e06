#pragma once

#include <cstddef>
#include <string_view>

namespace popquiz::bench {

/// The client's cores over memory, for callgrind: what the server in memory does is not counted, nor what a
/// transport would. Both throw std::runtime_error when the client does not bring what it should.

/// retr_op with a sink that drops everything. Returns the octets of the body.
[[nodiscard]] std::size_t count_retr(std::string_view body_on_wire);

/// fetch_op from the greeting to the reply to QUIT, pipelined, each message deleted once a store says that it
/// has it; the store drops everything. Returns `messages`.
[[nodiscard]] std::size_t count_fetch(std::size_t messages, std::string_view body_on_wire);

}  // namespace popquiz::bench
