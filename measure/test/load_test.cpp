#include <popquiz/measure/load.hpp>
#include <popquiz/measure/reference_target.hpp>
#include <popquiz/mock_server.hpp>

#include <gmock/gmock.h>

namespace popquiz::measure {
namespace {

using std::chrono::milliseconds;
using ::testing::HasSubstr;

load_settings settings_for(const reference_target& target) {
  load_settings made;
  made.where = target.where;
  made.user = target.user;
  made.password = target.password;
  made.duration = milliseconds(50);
  made.timeout = milliseconds(20'000);
  return made;
}

TEST(load, measures_each_size_that_the_maildrop_has) {
  std::string why;
  const auto target = start_reference(2, {1024, 4096}, target_tls::none, why);
  ASSERT_TRUE(target) << why;
  load_settings settings = settings_for(*target);
  settings.connections = 2;
  settings.sizes = {1024, 4096, 1048576};
  const auto result = run_load(settings, why);
  ASSERT_TRUE(result) << why;
  ASSERT_EQ(result->rows.size(), 4U);  // login, STAT and two sizes
  for (const load_row& row : result->rows) {
    SCOPED_TRACE(name_of(row));
    EXPECT_GT(row.done, 0U);
    EXPECT_EQ(row.refused + row.failed + row.unsent, 0U);
    EXPECT_EQ(row.latency.count(), row.done);
    EXPECT_EQ(row.octets, row.done * row.message_octets);
  }
}

TEST(load, pipelines_within_tls) {
  for (const auto tls : {target_tls::at_once, target_tls::by_stls}) {
    std::string why;
    const auto target = start_reference(1, {1024}, tls, why);
    ASSERT_TRUE(target) << why;
    load_settings settings = settings_for(*target);
    settings.stls = tls == target_tls::by_stls;
    settings.pipeline = 8;
    settings.kinds = {load_kind::stat};
    const auto result = run_load(settings, why);
    ASSERT_TRUE(result) << why;
    EXPECT_TRUE(result->pipelines);
    EXPECT_THAT(result->tls, HasSubstr("TLSv1.3"));
    EXPECT_GT(result->rows.at(0).done, 0U);
    EXPECT_EQ(result->rows.at(0).failed, 0U);
  }
}

TEST(load, an_open_loop_asks_as_often_as_planned) {
  std::string why;
  const auto target = start_reference(1, {1024}, target_tls::none, why);
  ASSERT_TRUE(target) << why;
  load_settings settings = settings_for(*target);
  settings.rate = 200;
  settings.duration = milliseconds(200);
  settings.kinds = {load_kind::stat};
  const auto result = run_load(settings, why);
  ASSERT_TRUE(result) << why;
  const load_row& row = result->rows.at(0);
  EXPECT_EQ(row.done + row.unsent, 40U);
}

// A server that answers each STAT 100 ms late can be asked ten times a second. Asked a hundred times, all
// that could not be sent in time waits, and the wait is the server's: without it each would seem to take 100
// ms.
TEST(load, who_had_to_wait_to_be_sent_is_charged_for_it) {
  std::string why;
  mock_server_settings slow;
  auto server = mock_server::start("title: late\n\non STAT\n  wait 100ms\n  answer\n", slow, why);
  ASSERT_TRUE(server) << why;
  load_settings settings;
  settings.where.host = "127.0.0.1";
  settings.where.port = server->port();
  settings.user = slow.user;
  settings.password = slow.password;
  settings.duration = milliseconds(500);
  settings.rate = 100;
  settings.kinds = {load_kind::stat};
  const auto result = run_load(settings, why);
  ASSERT_TRUE(result) << why;
  const load_row& row = result->rows.at(0);
  EXPECT_EQ(row.latency.count(), 50U);
  EXPECT_GT(row.unsent, 0U);
  EXPECT_GT(row.latency.percentile(0.5), milliseconds(300));
}

TEST(load, a_refused_login_is_told) {
  std::string why;
  const auto target = start_reference(1, {1024}, target_tls::none, why);
  ASSERT_TRUE(target) << why;
  load_settings settings = settings_for(*target);
  settings.password = "wrong";
  EXPECT_FALSE(run_load(settings, why));
  EXPECT_THAT(why, HasSubstr("PASS"));
}

TEST(load, sessions_that_a_lock_keeps_out_are_counted) {
  std::string why;
  const auto target = start_reference(1, {1024}, target_tls::none, why);
  ASSERT_TRUE(target) << why;
  load_settings settings = settings_for(*target);
  settings.user = "bench1";  // one maildrop for all
  settings.connections = 3;
  settings.kinds = {load_kind::stat};
  const auto result = run_load(settings, why);
  ASSERT_TRUE(result) << why;
  EXPECT_EQ(result->rows.at(0).failed, 2U);
  EXPECT_THAT(result->rows.at(0).first_error, HasSubstr("-ERR"));
  EXPECT_GT(result->rows.at(0).done, 0U);
}

}  // namespace
}  // namespace popquiz::measure
