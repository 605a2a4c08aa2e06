// Names and passwords beyond ASCII letters.
#include <popquiz/sasl/saslprep.hpp>
#include "parties.hpp"
#include "saslname.hpp"

namespace popquiz::sasl {
namespace {

TEST(sasl_names, with_separators_and_letters_beyond_ascii_work) {
  for (const mechanism_info& each : mechanisms()) {
    for (const char* const name :
         {"a,b=c", "=2C", ",", "m\xC3\xBCller", "a b", "u@example.com", "\xE2\x85\xB8x"}) {
      SCOPED_TRACE(std::string(each.name) + " " + name);
      const std::string prepared = saslprep(name, string_use::query).value();
      const auto client = client_of(each.name, name, each.needs_token ? "T" : "p\xC3\xA4ss, =1");
      const auto server = server_of(each.name, prepared, each.needs_token ? "T" : "p\xC3\xA4ss, =1");
      EXPECT_TRUE(talk(*client, *server)) << client->why() << server->why();
      EXPECT_EQ(server->identity(), prepared);
    }
  }
}

TEST(sasl_names, passwords_that_mean_the_same_are_the_same) {
  // U+00AA is compared as "a", a soft hyphen as nothing, a no-break space as a space (RFC 4013 s3).
  for (const std::string_view name : {"PLAIN", "CRAM-MD5", "SCRAM-SHA-1", "SCRAM-SHA-256"}) {
    SCOPED_TRACE(name);
    EXPECT_TRUE(
        talk(*client_of(name, "mrose", "\xC2\xAA\xC2\xAD\xC2\xA0z"), *server_of(name, "mrose", "a z")));
    EXPECT_TRUE(talk(*client_of(name, "mrose", "a z"), *server_of(name, "mrose", "\xC2\xAA\xC2\xA0z")));
  }
}

TEST(sasl_names, acting_as_somebody_else_is_asked_for_and_refused) {
  for (const mechanism_info& each : mechanisms()) {
    if (!each.carries_authorization_id || each.needs_certificate || each.needs_token) {
      continue;
    }
    SCOPED_TRACE(each.name);
    for (const std::string whom : {"kurt", "a,b=c", "mrose"}) {
      std::string why;
      const auto client =
          make_client(each.name, {"mrose", whom, "x", {}}, {net::hmac, binding_for(each.name), "h", 1}, why);
      ASSERT_NE(client, nullptr) << why;
      const auto server = server_of(each.name, "mrose", "x");
      EXPECT_EQ(talk(*client, *server), whom == "mrose");
      EXPECT_EQ(server->identity(), whom == "mrose" ? "mrose" : "");
    }
  }
}

struct prep_case {
  const char* name;
  std::string text;
  std::optional<std::string> query;
  std::optional<std::string> stored;
};

TEST(saslprep, is_as_rfc_4013_has_it) {
  const prep_case cases[] = {
      {"a soft hyphen is nothing", "I\xC2\xADX", "IX", "IX"},
      {"no change", "user", "user", "user"},
      {"case stays", "USER", "USER", "USER"},
      {"NFKC", "\xC2\xAA", "a", "a"},
      {"a roman numeral", "\xE2\x85\xA8", "IX", "IX"},
      {"a control character", "\x07", std::nullopt, std::nullopt},
      {"letters of both directions",
       "\xD8\xA7"
       "1",
       std::nullopt, std::nullopt},
      {"nothing", "", std::nullopt, std::nullopt},
      {"nothing that is left", "\xC2\xAD", std::nullopt, std::nullopt},
      {"a NUL", std::string("a\0b", 3), std::nullopt, std::nullopt},
      {"no UTF-8", "\xFF", std::nullopt, std::nullopt},
      {"an overlong form", "\xC0\x80", std::nullopt, std::nullopt},
      {"a surrogate", "\xED\xA0\x80", std::nullopt, std::nullopt},
      {"half a letter", "\xC3", std::nullopt, std::nullopt},
      {"not assigned in Unicode 3.2", "\xC8\xA1", "\xC8\xA1", std::nullopt},
  };
  for (const prep_case& each : cases) {
    EXPECT_EQ(saslprep(each.text, string_use::query), each.query) << each.name;
    EXPECT_EQ(saslprep(each.text, string_use::stored), each.stored) << each.name;
  }
}

TEST(saslname, escapes_both_separators_and_no_more) {
  EXPECT_EQ(to_saslname("a,b=c=2C"), "a=2Cb=3Dc=3D2C");
  EXPECT_EQ(from_saslname("a=2Cb=3Dc=3D2C"), "a,b=c=2C");
  for (const std::string_view bad : {"", "=", "=2", "=2c", "=3d", "a=b", "a,b", "a=2C=", "=00"}) {
    EXPECT_FALSE(from_saslname(bad)) << bad;
  }
  EXPECT_FALSE(from_saslname(std::string_view("a\0b", 3)));
}

}  // namespace
}  // namespace popquiz::sasl
