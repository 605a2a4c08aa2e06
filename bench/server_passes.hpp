#pragma once

#include <cstddef>

namespace popquiz::bench {

/// The mock server's core over memory: a session in which a client asks for everything and pipelines, of a
/// maildrop with `messages` of `octets` each in memory. What the client and a transport would do is not
/// counted. Returns `messages`. Throws std::runtime_error when the server says something else than it should.
[[nodiscard]] std::size_t count_server(std::size_t messages, std::size_t octets);

}  // namespace popquiz::bench
