#include "session_log.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <string>

namespace popquiz {
namespace {

using namespace std::chrono_literals;
using secrets = script::recorder::secrets;

TEST(session_log, all_transcripts_together_are_bounded) {
  const auto log = std::make_shared<session_log>(1000);
  auto first = log->begin(secrets::masked);
  ASSERT_TRUE(first);
  for (int i = 0; i < 1000; ++i) {
    first->client_said("NOOP\r\n");
  }
  const std::string transcript = log->transcript(1);
  EXPECT_LT(transcript.size(), 1400U);
  EXPECT_NE(transcript.find("C: NOOP\n# much of the rest is left out: "), std::string::npos) << transcript;
  EXPECT_FALSE(log->begin(secrets::masked));
  EXPECT_EQ(log->sessions(), 2U) << "it is counted all the same";
  EXPECT_EQ(log->transcript(2), "");
}

TEST(session_log, what_the_client_says_behind_a_flood_is_kept) {
  const auto log = std::make_shared<session_log>(1000);
  auto by = log->begin(secrets::masked);
  ASSERT_TRUE(by);
  by->server_said("+OK\r\n");
  by->client_said("CAPA\r\n");
  by->server_said("+OK\r\n");
  for (int i = 0; i < 1000; ++i) {
    by->server_said("X-SOMETHING\r\n");
  }
  by->server_said(".\r\n");
  by->client_said("USER quiz\r\n");
  by->server_said("+OK\r\n");
  const std::string transcript = log->transcript(1);
  EXPECT_LT(transcript.size(), 1400U);
  EXPECT_TRUE(transcript.ends_with("\nS.\nC: USER quiz\nS: +OK\n")) << transcript;
}

TEST(session_log, secrets_are_shown_to_who_asks_for_it) {
  const auto log = std::make_shared<session_log>(10'000);
  for (const secrets how : {secrets::masked, secrets::shown}) {
    auto by = log->begin(how);
    ASSERT_TRUE(by);
    by->server_said("+OK\r\n");
    by->client_said(
        "PASS tan staaf\r\nAPOP mrose c4c9334bac560ecc979e58001b3e22fb\r\nAUTH PLAIN AHgAeQ==\r\nPASS x");
    by->ended(false);
  }
  EXPECT_NE(log->transcript(1).find(
                "C: PASS {secret password}\nC: APOP mrose {secret apop}\nC: AUTH PLAIN {secret plain}\n# "),
            std::string::npos)
      << log->transcript(1);
  EXPECT_NE(log->transcript(2).find("C: PASS tan staaf\nC: APOP mrose c4c9334bac560ecc979e58001b3e22fb\n"
                                    "C: AUTH PLAIN AHgAeQ==\nC! \"PASS x\"\n"),
            std::string::npos)
      << log->transcript(2);
}

TEST(session_log, waits_for_ends) {
  const auto log = std::make_shared<session_log>(1000);
  EXPECT_TRUE(log->wait_until_ended(0, 0ms));
  EXPECT_FALSE(log->wait_until_ended(1, 1ms));
  log->end_connection();
  EXPECT_TRUE(log->wait_until_ended(1, 0ms));
  EXPECT_FALSE(log->wait_until_ended(2, 0ms));
}

}  // namespace
}  // namespace popquiz
