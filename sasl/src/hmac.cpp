#include "hmac.hpp"

#include <glib.h>

#include <memory>

namespace popquiz::sasl {
namespace {

// GLib counts in octets that are unsigned and, in places, signed.
const guchar* octets_of(std::string_view text) noexcept {
  return reinterpret_cast<const guchar*>(text.data());
}

}  // namespace

std::string hmac(digest_kind kind, std::string_view key, std::string_view text) {
  const std::unique_ptr<GHmac, decltype(&g_hmac_unref)> state(
      g_hmac_new(kind == digest_kind::sha_1 ? G_CHECKSUM_SHA1 : G_CHECKSUM_SHA256, octets_of(key),
                 key.size()),
      g_hmac_unref);
  g_hmac_update(state.get(), octets_of(text), static_cast<gssize>(text.size()));
  std::string digest(kind == digest_kind::sha_1 ? 20 : 32, '\0');
  gsize size = digest.size();
  g_hmac_get_digest(state.get(), reinterpret_cast<guchar*>(digest.data()), &size);
  return digest;
}

}  // namespace popquiz::sasl
