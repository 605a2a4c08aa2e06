#pragma once

#include <cstdint>
#include <string>

namespace popquiz::bench {

/// A POP3 server that knows one message of about `octets` octets (lines of 76 and CRLF, none with a dot)
/// and sends it with as few system calls as there can be: what is measured is the client. Prints
/// "port N" on standard output and serves one connection after the other until it is killed. With a
/// `certificate_file` it speaks implicit TLS (make_server_context()). Throws.
void run_bare_server(std::uint64_t octets, const std::string& certificate_file);

}  // namespace popquiz::bench
