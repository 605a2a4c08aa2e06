// What hostile peers say: nothing may crash, hang, be believed, or be repeated.
#include "parties.hpp"

#include <popquiz/testkit/guarded_buffer.hpp>

#include <gmock/gmock.h>

#include <random>

namespace popquiz::sasl {
namespace {

using namespace std::string_view_literals;
using testing::HasSubstr;
using testing::Not;

struct hostile_case {
  const char* name;
  std::string_view mechanism;
  std::string challenge;  ///< {nonce} stands for the client's own
};

TEST(sasl_hostile, a_challenge_that_makes_no_sense_ends_the_exchange) {
  const std::string huge(step_limit + 1, 'x');
  const hostile_case cases[] = {
      {"nothing", "SCRAM-SHA-256", ""},
      {"no nonce of ours", "SCRAM-SHA-256", "r=other,s=QUJD,i=4096"},
      {"our nonce and no more", "SCRAM-SHA-256", "r={nonce},s=QUJD,i=4096"},
      {"no end of iterations", "SCRAM-SHA-256", "r={nonce}x,s=QUJD,i=2147483647"},
      {"an extension that must be understood", "SCRAM-SHA-1", "m=ext,r={nonce}x,s=QUJD,i=4096"},
      {"the last message before the first", "SCRAM-SHA-1", "v=QUJD"},
      {"an error before the first", "SCRAM-SHA-1", "e=invalid-proof"},
      {"octets that are no text", "SCRAM-SHA-1", std::string("r=\0\xFF,s=,i=", 11)},
      {"a salt of 64 KiB and more", "SCRAM-SHA-1", "r={nonce}x,s=" + huge + ",i=4096"},
      {"more than a step may have", "SCRAM-SHA-1", huge},
      {"more than a step may have", "CRAM-MD5", huge},
      {"more than a step may have", "LOGIN", huge},
      {"more than a step may have", "XOAUTH2", huge},
      {"more than a step may have", "OAUTHBEARER", huge},
      {"nothing", "CRAM-MD5", ""},
      {"a NUL", "CRAM-MD5", std::string("<1\0@x>", 6)},
      {"more behind the end", "PLAIN", "x"},
      {"nothing behind the end", "PLAIN", ""},
      {"more behind the end", "EXTERNAL", "x"},
  };
  for (const hostile_case& each : cases) {
    SCOPED_TRACE(std::string(each.mechanism) + ": " + each.name);
    const auto client = client_of(each.mechanism, "mrose", "tanstaaf");
    const std::string first = client->step(std::nullopt).octets.value_or("");
    std::string challenge = each.challenge;
    if (const auto at = challenge.find("{nonce}"); at != std::string::npos) {
      challenge.replace(at, 7, first.substr(first.find(",r=") + 3));
    }
    EXPECT_EQ(client->step(challenge).progress, sasl_progress::failed);
    EXPECT_FALSE(client->why().empty());
    EXPECT_THAT(std::string(client->why()), Not(HasSubstr("tanstaaf")));
    EXPECT_EQ(client->step("").progress, sasl_progress::failed);
  }
}

TEST(sasl_hostile, a_server_that_speaks_in_the_clients_place_gets_nothing) {
  for (const mechanism_info& each : mechanisms()) {
    if (each.client_first) {
      const auto answer = client_of(each.name, "mrose", "tanstaaf")->step("go ahead");
      EXPECT_EQ(answer.progress, sasl_progress::failed) << each.name;
      EXPECT_FALSE(answer.octets) << each.name;
    }
  }
}

TEST(sasl_hostile, silence_in_the_middle_is_an_end) {
  for (const mechanism_info& each : mechanisms()) {
    const auto client = client_of(each.name, "mrose", "x");
    static_cast<void>(client->step(std::nullopt));
    EXPECT_EQ(client->step(std::nullopt).progress, sasl_progress::failed) << each.name;
    const auto server = server_of(each.name, "mrose", "x");
    static_cast<void>(server->step(std::nullopt));
    EXPECT_EQ(server->step(std::nullopt).progress, sasl_progress::failed) << each.name;
  }
}

TEST(sasl_hostile, neither_side_can_be_kept_going_with_empty_octets) {
  for (const mechanism_info& each : mechanisms()) {
    SCOPED_TRACE(each.name);
    const auto server = server_of(each.name, "mrose", "x");
    static_cast<void>(server->step(std::nullopt));
    const auto client = client_of(each.name, "mrose", "x");
    static_cast<void>(client->step(std::nullopt));
    for (int round = 0; round < 3; ++round) {
      static_cast<void>(server->step(""));
      static_cast<void>(client->step(""));
    }
    EXPECT_EQ(server->step("").progress, sasl_progress::failed);
    EXPECT_EQ(client->step("").progress, sasl_progress::failed);
  }
}

TEST(sasl_hostile, an_impostor_is_not_believed) {
  for (const std::string_view name : scram_names) {
    SCOPED_TRACE(name);
    const auto client = client_of(name, "mrose", "tanstaaf");
    const auto impostor = server_of(name, "mrose", "guessed");
    const auto challenge = impostor->step(client->step(std::nullopt).octets);
    ASSERT_EQ(client->step(*challenge.octets).progress, sasl_progress::more);
    EXPECT_FALSE(client->peer_proven());  // a +OK here is not to be believed
    for (const std::string_view last : {"v=QUJD", "v=rmF9pqV8S7suAoZWja4dJRkFsKQ=", "e=other-error", ""}) {
      EXPECT_EQ(client->step(last).progress, sasl_progress::failed);
      EXPECT_FALSE(client->peer_proven());
    }
  }
}

struct response_case {
  const char* name;
  std::string_view mechanism;
  std::string_view response;
};

TEST(sasl_hostile, a_response_that_makes_no_sense_ends_the_exchange) {
  const std::string huge(step_limit + 1, 'x');
  const response_case cases[] = {
      {"nothing", "SCRAM-SHA-256", ""},
      {"no name", "SCRAM-SHA-256", "n,,n=,r=abc"},
      {"a mandatory extension", "SCRAM-SHA-256", "n,,m=x,n=mrose,r=abc"},
      {"an unknown flag", "SCRAM-SHA-256", "x,,n=mrose,r=abc"},
      {"a NUL in the name", "SCRAM-SHA-256", "n,,n=mrose\0x,r=abc"sv},
      {"a proof in the beginning", "SCRAM-SHA-1", "c=biws,r=abc,p=QUJD"},
      {"a binding where none is", "SCRAM-SHA-1-PLUS", "n,,n=mrose,r=abc"},
      {"too much", "SCRAM-SHA-1", huge},
      {"too much", "PLAIN", huge},
      {"too much", "LOGIN", huge},
      {"too much", "EXTERNAL", huge},
      {"too much", "XOAUTH2", huge},
      {"too much", "OAUTHBEARER", huge},
      {"a NUL in the name", "LOGIN", "mrose\0"sv},
      {"a NUL in the name", "XOAUTH2",
       "user=mrose\0\x01"
       "auth=Bearer tanstaaf\x01\x01"sv},
  };
  for (const response_case& each : cases) {
    SCOPED_TRACE(std::string(each.mechanism) + ": " + each.name);
    const auto server = server_of(each.mechanism, "mrose", "tanstaaf");
    sasl_answer answer = server->step(each.response);
    if (answer.progress == sasl_progress::more) {  // an error in JSON
      answer = server->step("\x01");
    }
    EXPECT_EQ(answer.progress, sasl_progress::failed);
    EXPECT_FALSE(server->why().empty());
    EXPECT_THAT(std::string(server->why()), Not(HasSubstr("tanstaaf")));
    EXPECT_EQ(server->identity(), "");
  }
}

TEST(sasl_hostile, a_proof_with_an_octet_changed_or_cut_anywhere_is_refused) {
  for (const std::string_view name : {"SCRAM-SHA-1"sv, "SCRAM-SHA-256-PLUS"sv}) {
    std::size_t size = 1;
    for (std::size_t at = 0; at < size; ++at) {
      for (const bool cut : {false, true}) {
        const auto client = client_of(name, "mrose", "x");
        const auto server = server_of(name, "mrose", "x");
        const auto challenge = server->step(client->step(std::nullopt).octets);
        std::string proof = client->step(*challenge.octets).octets.value();
        size = proof.size();
        if (cut) {
          proof.resize(at);
        } else {
          proof[at] = proof[at] == 'A' ? 'Q' : 'A';  // of the last one B would change bits that do not count
        }
        EXPECT_EQ(server->step(proof).progress, sasl_progress::failed) << proof;
      }
    }
  }
}

/// Octets that are random, or the text of a real message with a few of its octets changed.
std::string mangled(std::mt19937& chance, std::string_view real) {
  if (chance() % 2 == 0) {
    std::string octets(chance() % 80, '\0');
    for (char& octet : octets) {
      octet = static_cast<char>(chance());
    }
    return octets;
  }
  std::string octets(real);
  for (std::size_t changes = 1 + chance() % 3; changes > 0 && !octets.empty(); --changes) {
    const std::size_t at = chance() % octets.size();
    switch (chance() % 3) {
      case 0:
        octets[at] = static_cast<char>(chance());
        break;
      case 1:
        octets.erase(at, 1 + chance() % 8);
        break;
      default:
        octets.insert(at, 1, ",=\0\x01\n"[chance() % 5]);
        break;
    }
  }
  return octets;
}

/// Every octet lies against a page that must not be touched: GNU SASL is not instrumented.
TEST(sasl_hostile, random_and_mangled_octets_do_no_harm_to_either_side) {
  std::mt19937 chance(20240607);
  testkit::guarded_buffer memory(4096);
  for (int round = 0; round < 400; ++round) {
    for (const mechanism_info& each : mechanisms()) {
      if (each.proves_server && round % 8 != 0) {
        continue;  // its thousands of iterations take their time
      }
      SCOPED_TRACE(std::string(each.name) + " in round " + std::to_string(round));
      const auto client = client_of(each.name, "mrose", "tanstaaf");
      const auto server = server_of(each.name, "mrose", "tanstaaf");
      std::optional<std::string> to_server = client->step(std::nullopt).octets;
      std::optional<std::string> to_client;
      if (!to_server || chance() % 2 == 0) {
        to_client = server->step(std::nullopt).octets;
      }
      bool was_mangled = false;
      for (int step = 0; step < 4; ++step) {
        if (step > 0 || !to_server) {
          std::string octets = to_client.value_or("");
          if (chance() % 3 == 0) {
            octets = mangled(chance, octets);
            was_mangled = was_mangled || octets != to_client.value_or("");
          }
          to_server = client->step(memory.at_end(octets)).octets;
        }
        std::string octets = to_server.value_or("");
        if (chance() % 3 == 0) {
          octets = mangled(chance, octets);
          was_mangled = was_mangled || octets != to_server.value_or("");
        }
        const auto answer = server->step(memory.at_end(octets));
        to_client = answer.octets;
        EXPECT_EQ(server->identity().empty(), answer.progress != sasl_progress::done);
        if (answer.progress == sasl_progress::done && each.proves_server) {
          EXPECT_FALSE(was_mangled) << octets;
        }
        EXPECT_THAT(std::string(client->why()) + std::string(server->why()), Not(HasSubstr("tanstaaf")));
        if (answer.progress == sasl_progress::done) {
          break;
        }
      }
    }
  }
}

}  // namespace
}  // namespace popquiz::sasl
