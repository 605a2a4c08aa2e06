#pragma once

#include <cstdint>

namespace popquiz::bench {

/// The mock server on a port of the kernel's choice, which it prints as "port N", with one message of about
/// `octets` held in memory (`popquiz serve` has none that large), until SIGTERM. `tls`: at once. Throws
/// std::runtime_error.
void run_memory_message_server(std::uint64_t octets, bool tls);

}  // namespace popquiz::bench
