#pragma once

#include <popquiz/net/make_certificate.hpp>
#include <popquiz/net/tls_context.hpp>
#include <popquiz/sansio/next_action.hpp>

#include <array>
#include <optional>
#include <string>
#include <vector>

namespace popquiz::net {

/// What a server shows that is told to show a wrong certificate: one context for each identity.
class tls_identities {
 public:
  /// Set for all but `ordinary`, which is the listener's own.
  [[nodiscard]] const std::optional<tls_context>& of(sansio::tls_identity which) const noexcept {
    return contexts_[static_cast<std::size_t>(which)];
  }

  /// Certificates that `authority` issued for `hosts` (one at least) and that have one fault each: `expired`
  /// yesterday, `other_host` for elsewhere.popquiz.invalid; `self_signed` by nobody but itself,
  /// `unknown_issuer` by another authority. With `subject_only`, `wildcard`, `partial_wildcard` and
  /// `uri_only` it is the names that are not to be taken for the last of `hosts`; `several_names` is good.
  /// Nothing and `why` set when they can't be made.
  [[nodiscard]] static std::optional<tls_identities> make(const std::vector<std::string>& hosts,
                                                          const certified_key& authority, std::string& why);

 private:
  std::array<std::optional<tls_context>, sansio::tls_identity_count> contexts_;
};

}  // namespace popquiz::net
