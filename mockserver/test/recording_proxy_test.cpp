#include "tcp_client.hpp"

#include <popquiz/mockserver/embedded_server.hpp>
#include <popquiz/mockserver/recording_proxy.hpp>

#include <gtest/gtest.h>
#include <boost/asio/io_context.hpp>

#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace popquiz::mockserver::test {
namespace {

/// A proxy to an embedded server; its sessions run while the test calls run().
class proxied : public testing::Test {
 protected:
  proxied() {
    std::string why;
    server_ = embedded_server::start({}, {}, why);
    recording_proxy_settings settings;
    settings.server = {"127.0.0.1", server_->port(), std::nullopt, false};
    settings.clients.record = [this](std::uint64_t session) {
      recorded.resize(session);
      return script::recorder([this, session](std::string_view lines) { recorded[session - 1] += lines; });
    };
    settings.clients.on_session_end = [this] { ++ended; };
    settings.on_trouble = [this](std::uint64_t /*session*/, const std::string& what) {
      troubles.push_back(what);
    };
    proxy = open_recording_proxy(io.get_executor(), std::move(settings), why);
    EXPECT_NE(proxy, nullptr) << why;
  }

  template <class Done>
  void run(Done done) {
    while (!done() && io.run_one() != 0) {
    }
    EXPECT_TRUE(done());
  }

  boost::asio::io_context io;
  std::vector<std::string> recorded;
  std::vector<std::string> troubles;
  int ended = 0;
  std::unique_ptr<listener> proxy;

 private:
  std::unique_ptr<embedded_server> server_;
};

TEST_F(proxied, each_session_is_written_down) {
  std::thread clients([this] {
    for (const char* line : {"NOOP", "QUIT"}) {
      tcp_client c(proxy->port());
      c.hear();
      c.ask(line);
      c.close();
    }
  });
  run([&] { return ended == 2; });
  clients.join();
  EXPECT_TRUE(recorded.at(0).starts_with("S: +OK ")) << recorded[0];
  EXPECT_NE(recorded[0].find("\nC: NOOP\nS: -ERR"), std::string::npos) << recorded[0];
  EXPECT_TRUE(recorded.at(1).ends_with("\nclose\n")) << recorded[1];
  EXPECT_NE(recorded[1].find("\nC: QUIT\nS: +OK"), std::string::npos) << recorded[1];
  EXPECT_TRUE(troubles.empty());
}

TEST_F(proxied, stop_ends_what_is_under_way_and_says_so_in_the_recording) {
  tcp_client c(proxy->port());
  run([&] { return !recorded.empty() && recorded[0].starts_with("S: +OK"); });
  int stopped = 0;
  proxy->stop([&] { ++stopped; });
  run([&] { return stopped == 1; });
  EXPECT_EQ(proxy->sessions(), 0U);
  EXPECT_TRUE(recorded[0].ends_with("\n# the recording was stopped here\nreset\n")) << recorded[0];
  EXPECT_TRUE(troubles.empty());
  c.hear_all();
}

TEST_F(proxied, may_be_destroyed_in_the_middle_of_everything) {
  tcp_client c(proxy->port());
  run([&] { return proxy->sessions() == 1; });
  proxy.reset();
  io.run();
  EXPECT_EQ(ended, 0);
  c.hear_all();
}

}  // namespace
}  // namespace popquiz::mockserver::test
