#pragma once

#include <popquiz/conformance/client_runner.hpp>

#include <string>

namespace popquiz::conformance {

/// Plays one scenario against the client: a server of its own, a folder of its own, as many runs as it asks
/// for, and the verdict. `spare_ca`: a certificate (PEM) to trust where the server has no TLS.
[[nodiscard]] check_result run_trial(const check& scenario, const client_settings& client,
                                     const std::string& spare_ca, const run_settings& settings);

}  // namespace popquiz::conformance
