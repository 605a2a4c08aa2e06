#pragma once

#include <popquiz/sansio/next_action.hpp>

#include <span>
#include <string_view>

namespace popquiz::script {

/// What a certificate is like that is no ordinary one.
struct identity_name {
  sansio::tls_identity identity;
  std::string_view words;   ///< in a script: `start-tls as another host`; their first tells them apart
  std::string_view option;  ///< on a command line: `--tls-as other-host`
};

/// All but the ordinary one. Valid for ever.
[[nodiscard]] std::span<const identity_name> identity_names() noexcept;
/// Of one that is not ordinary.
[[nodiscard]] const identity_name& name_of(sansio::tls_identity identity) noexcept;

}  // namespace popquiz::script
