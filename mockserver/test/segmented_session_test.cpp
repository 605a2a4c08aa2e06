#include "conversation.hpp"
#include "served_mail.hpp"

#include <popquiz/mockserver/segmented_session.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <string>

namespace popquiz::mockserver::test {
namespace {

using namespace std::chrono_literals;

constexpr const char* said = "USER mrose\r\nPASS tan staaf\r\nLIST\r\nRETR 1\r\nRETR 2\r\nNOSUCH\r\nQUIT\r\n";

TEST(segmented_session, says_the_same_in_pieces) {
  served_mail whole;
  conversation straight(whole.server);
  const std::string wanted = straight.say(said);
  for (const std::size_t octets : {1U, 2U, 3U, 16U, 1000U}) {
    served_mail s;
    std::string greeting;
    conversation c(make_segmented(s.server.new_session(), octets), &greeting);
    std::string heard = c.say(said);
    greeting += c.wait(0ms);
    heard += c.wait(10s);
    EXPECT_NE((greeting + heard).find(wanted), std::string::npos) << octets;
    EXPECT_LE(c.largest_write(), octets);
    EXPECT_TRUE(c.closed());
  }
}

TEST(segmented_session, there_is_time_between_the_segments) {
  served_mail s;
  std::string greeting;
  conversation c(make_segmented(s.server.new_session(), 4), &greeting);
  EXPECT_EQ(greeting, "+OK ");
  EXPECT_EQ(c.wait(0ms), "");
  EXPECT_EQ(c.wait(1ms).size(), 4U);
}

TEST(segmented_session, a_write_that_fails_fails_as_a_whole) {
  served_mail s;
  conversation c(make_segmented(s.server.new_session(), 4));
  static_cast<void>(c.end(sansio::io_status::connection_reset));
  static_cast<void>(c.wait(1s));
  EXPECT_TRUE(c.is_done());
}

}  // namespace
}  // namespace popquiz::mockserver::test
