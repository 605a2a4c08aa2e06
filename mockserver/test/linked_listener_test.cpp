#include "tcp_client.hpp"

#include <popquiz/mockserver/embedded_server.hpp>
#include <popquiz/mockserver/memory_maildrop.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <string>
#include <vector>

namespace popquiz::mockserver::test {
namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;

// How long it took at least is the link's doing; how long at most depends on the machine, so that the bounds
// above are wide.
TEST(linked_listener, clients_are_as_far_away_as_it_says) {
  constexpr auto round_trip = 20ms;
  listener_settings listen;
  listen.link.emplace().round_trip = round_trip;
  std::string why;
  const auto server = embedded_server::start({}, listen, why);
  ASSERT_NE(server, nullptr) << why;
  server->apply([](reference_server& s) {
    s.set_account("mrose", "tanstaaf",
                  std::make_shared<memory_maildrop>(std::vector<std::string>{"A: b\r\n\r\n"}));
  });

  const auto dialled = steady_clock::now();
  tcp_client c(server->port());
  EXPECT_TRUE(c.hear().starts_with("+OK"));
  const auto greeted = steady_clock::now();
  EXPECT_GE(greeted - dialled, round_trip * 3 / 2);

  EXPECT_TRUE(c.ask("USER mrose").starts_with("+OK"));
  EXPECT_TRUE(c.ask("PASS tanstaaf").starts_with("+OK"));
  for (int i = 0; i < 8; ++i) {
    EXPECT_EQ(c.ask("NOOP"), "+OK done\r\n");
  }
  const auto asked = steady_clock::now();
  EXPECT_GE(asked - greeted, 10 * round_trip);

  std::string all;
  for (int i = 0; i < 200; ++i) {
    all += "RETR 1\r\n";
  }
  ASSERT_TRUE(c.say(all + "QUIT\r\n"));
  const std::string heard = c.hear_all();
  const auto ended = steady_clock::now();
  EXPECT_EQ(heard.size(), 200 * std::string("+OK 8 octets\r\nA: b\r\n\r\n.\r\n").size() +
                              std::string("+OK popquiz signing off (1 message left)\r\n").size());
  EXPECT_GE(ended - asked, round_trip);
  EXPECT_LT(ended - asked, 100 * round_trip);  // one by one it would be 201
}

}  // namespace
}  // namespace popquiz::mockserver::test
