#pragma once

#include <popquiz/sansio/digest.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace popquiz::conformance {

/// The sansio::sasl_proof_function of checks. May throw std::bad_alloc.
[[nodiscard]] std::optional<std::string> sasl_proof(sansio::sasl_proof kind, std::string_view password,
                                                    std::string_view about);

}  // namespace popquiz::conformance
