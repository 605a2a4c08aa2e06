#include <popquiz/net/hmac.hpp>

#include <gtest/gtest.h>

namespace popquiz::net {
namespace {

using sansio::digest_kind;

std::string in_hex(std::string_view octets) {
  std::string text;
  for (const char octet : octets) {
    text += "0123456789abcdef"[static_cast<unsigned char>(octet) >> 4U];
    text += "0123456789abcdef"[static_cast<unsigned char>(octet) & 15U];
  }
  return text;
}

TEST(hmac, is_as_the_rfcs_have_it) {  // RFC 2202 s3, RFC 4231 s4
  struct example {
    const char* name;
    digest_kind kind;
    std::string key;
    std::string_view text;
    std::string_view digest;
  };
  const example examples[] = {
      {"RFC 2202, 1", digest_kind::sha_1, std::string(20, '\x0b'), "Hi There",
       "b617318655057264e28bc0b6fb378c8ef146be00"},
      {"RFC 2202, 2", digest_kind::sha_1, "Jefe", "what do ya want for nothing?",
       "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"},
      {"RFC 2202, 6", digest_kind::sha_1, std::string(80, '\xaa'),
       "Test Using Larger Than Block-Size Key - Hash Key First", "aa4ae5e15272d00e95705637ce8a3b55ed402112"},
      {"RFC 4231, 1", digest_kind::sha_256, std::string(20, '\x0b'), "Hi There",
       "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"},
      {"RFC 4231, 2", digest_kind::sha_256, "Jefe", "what do ya want for nothing?",
       "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"},
  };
  for (const example& each : examples) {
    EXPECT_EQ(in_hex(hmac(each.kind, each.key, each.text)), each.digest) << each.name;
  }
}

}  // namespace
}  // namespace popquiz::net
