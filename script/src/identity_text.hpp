#pragma once

#include "line_cursor.hpp"

#include <popquiz/sansio/next_action.hpp>

#include <string_view>

namespace popquiz::script {

/// What is wrong with a certificate, or unusual: the words of identity_names().
[[nodiscard]] bool parse_identity(line_cursor& cursor, sansio::tls_identity& into);
/// Empty for an ordinary one.
[[nodiscard]] std::string_view print_identity(sansio::tls_identity identity) noexcept;

}  // namespace popquiz::script
