#pragma once

#include <libetpan/libetpan.h>

#include <string>

/// Whether the issuers in `ca_file` (PEM) vouch for the stream's certificate, and it is for `host`: libetpan
/// leaves that to its caller. What it takes is freed with the process.
[[nodiscard]] bool is_trusted(mailstream* stream, const char* ca_file, const std::string& host);
