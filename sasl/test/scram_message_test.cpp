// SCRAM's messages as RFC 5802 s7 has them.
#include "scram_message.hpp"

#include <popquiz/sasl/mechanism.hpp>

#include <gtest/gtest.h>

namespace popquiz::sasl {
namespace {

using namespace std::string_view_literals;

struct first_case {
  const char* name;
  std::string_view message;
  bool is_good;
};

TEST(scram_message, a_servers_first) {
  const first_case cases[] = {
      {"as it should be", "r=abcX,s=QUJD,i=4096", true},
      {"as many iterations as there may be", "r=abcX,s=QUJD,i=1000000", true},
      {"an optional extension", "r=abcX,s=QUJD,i=4096,x=foo,y=a=b", true},
      {"the mandatory extension", "m=ext,r=abcX,s=QUJD,i=4096", false},
      {"the mandatory extension in the end", "r=abcX,s=QUJD,i=4096,m=ext", false},
      {"an extension without a value", "r=abcX,s=QUJD,i=4096,x=", false},
      {"an extension without a letter", "r=abcX,s=QUJD,i=4096,1=2", false},
      {"a comma in the end", "r=abcX,s=QUJD,i=4096,", false},
      {"nothing", "", false},
      {"commas", ",,,", false},
      {"another nonce", "r=xbcX,s=QUJD,i=4096", false},
      {"the nonce of the client", "r=abc,s=QUJD,i=4096", false},
      {"its beginning", "r=ab,s=QUJD,i=4096", false},
      {"no nonce", "r=,s=QUJD,i=4096", false},
      {"a nonce with a space", "r=abc X,s=QUJD,i=4096", false},
      {"a nonce beyond ASCII", "r=abc\xFF,s=QUJD,i=4096", false},
      {"no salt", "r=abcX,i=4096", false},
      {"an empty salt", "r=abcX,s=,i=4096", false},
      {"a salt that is no base64", "r=abcX,s=!!,i=4096", false},
      {"a salt without padding", "r=abcX,s=QUI,i=4096", false},
      {"a salt with a line end", "r=abcX,s=QU\r\nJD,i=4096", false},
      {"no iterations", "r=abcX,s=QUJD", false},
      {"an empty number", "r=abcX,s=QUJD,i=", false},
      {"too few", "r=abcX,s=QUJD,i=4095", false},
      {"one", "r=abcX,s=QUJD,i=1", false},
      {"none", "r=abcX,s=QUJD,i=0", false},
      {"too many", "r=abcX,s=QUJD,i=1000001", false},
      {"2^31", "r=abcX,s=QUJD,i=2147483648", false},
      {"2^32 and 4096", "r=abcX,s=QUJD,i=4294971392", false},
      {"2^64 and 4096", "r=abcX,s=QUJD,i=18446744073709555712", false},
      {"less than none", "r=abcX,s=QUJD,i=-4096", false},
      {"a plus sign", "r=abcX,s=QUJD,i=+4096", false},
      {"a leading zero", "r=abcX,s=QUJD,i=04096", false},
      {"a space", "r=abcX,s=QUJD,i= 4096", false},
      {"letters", "r=abcX,s=QUJD,i=4096x", false},
      {"a number in hexadecimal", "r=abcX,s=QUJD,i=0x1000", false},
      {"another order", "r=abcX,i=4096,s=QUJD", false},
      {"a second number", "r=abcX,s=QUJD,i=4096,i=1", true},  // an unknown extension there
      {"a capital letter", "R=abcX,s=QUJD,i=4096", false},
      {"a NUL", "r=abcX,s=QUJD,i=4096\0"sv, false},
      {"a NUL in the nonce", "r=abc\0X,s=QUJD,i=4096"sv, false},
  };
  for (const first_case& each : cases) {
    std::string_view why = "?";
    const auto parsed = parse_server_first(each.message, "abc", why);
    EXPECT_EQ(parsed.has_value(), each.is_good) << each.name;
    EXPECT_EQ(why.empty(), each.is_good) << each.name;
    if (parsed) {
      EXPECT_EQ(parsed->nonce, "abcX") << each.name;
      EXPECT_EQ(parsed->salt, "ABC") << each.name;
      EXPECT_GE(parsed->iterations, least_scram_iterations) << each.name;
    }
  }
}

struct final_case {
  const char* name;
  std::string_view message;
  std::optional<std::string> signature;
  std::string_view why;
};

TEST(scram_message, a_servers_last) {
  constexpr auto nonsense = "the server's last message is not as RFC 5802 has it"sv;
  constexpr auto unknown = "the server says that it failed"sv;
  const final_case cases[] = {
      {"a signature", "v=QUJD", "ABC", ""},
      {"with an extension", "v=QUJD,x=y", "ABC", ""},
      {"an error", "e=invalid-proof", std::nullopt, "invalid-proof"},
      {"an error with an extension", "e=unknown-user,x=y", std::nullopt, "unknown-user"},
      {"an error nobody knows", "e=tanstaaf", std::nullopt, unknown},
      {"no error", "e=", std::nullopt, unknown},
      {"no signature", "v=", std::nullopt, nonsense},
      {"a signature that is no base64", "v=!", std::nullopt, nonsense},
      {"the mandatory extension", "v=QUJD,m=x", std::nullopt, nonsense},
      {"something else", "x=QUJD", std::nullopt, nonsense},
      {"nothing", "", std::nullopt, nonsense},
      {"a NUL", "v=QUJD\0"sv, std::nullopt, nonsense},
  };
  for (const final_case& each : cases) {
    std::string_view why = "?";
    EXPECT_EQ(parse_server_final(each.message, why), each.signature) << each.name;
    EXPECT_EQ(why, each.why) << each.name;
  }
}

TEST(scram_message, a_clients_first) {
  const first_case cases[] = {
      {"as it should be", "n,,n=user,r=abc", true},
      {"with an authorization identity", "n,a=o=3Dther,n=user,r=abc", true},
      {"with an optional extension", "y,,n=user,r=abc,x=1", true},
      {"that binds", "p=tls-unique,,n=user,r=abc", true},
      {"a name with escapes", "n,,n=a=2Cb=3D,r=abc", true},
      {"a name with another escape", "n,,n=us=er,r=abc", false},
      {"a name with a small escape", "n,,n=a=2c,r=abc", false},
      {"no name", "n,,n=,r=abc", false},
      {"a name of which SASLprep leaves nothing", "n,,n=\xC2\xAD,r=abc", false},
      {"a name that is no UTF-8", "n,,n=\xFF,r=abc", false},
      {"an empty authorization identity", "n,a=,n=user,r=abc", false},
      {"a broken authorization identity", "n,a=a=b,n=user,r=abc", false},
      {"something else in its place", "n,b=x,n=user,r=abc", false},
      {"the mandatory extension", "n,,m=1,n=user,r=abc", false},
      {"the mandatory extension in the end", "n,,n=user,r=abc,m=1", false},
      {"a nonce with a space", "n,,n=user,r=a bc", false},
      {"a nonce with a control character",
       "n,,n=user,r=a\x01"
       "bc",
       false},
      {"a nonce beyond ASCII", "n,,n=user,r=ab\xC3\xA4", false},
      {"no nonce", "n,,n=user", false},
      {"an empty nonce", "n,,n=user,r=", false},
      {"another order", "n,,r=abc,n=user", false},
      {"no header", "n=user,r=abc", false},
      {"nothing", "", false},
  };
  for (const first_case& each : cases) {
    EXPECT_EQ(fault_in_client_first(each.message).empty(), each.is_good) << each.name;
  }
}

}  // namespace
}  // namespace popquiz::sasl
