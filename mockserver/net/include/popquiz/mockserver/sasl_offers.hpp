#pragma once

#include <popquiz/mockserver/server_settings.hpp>

namespace popquiz::mockserver {

/// Lets the server have every mechanism of popquiz::sasl, the strongest first, and SASLprep for names and
/// passwords: sets `sasl`, `mechanisms` and `prepare`.
void offer_sasl(server_settings& settings);

}  // namespace popquiz::mockserver
