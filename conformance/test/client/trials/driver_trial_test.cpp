// Every driver against the reference server, with the client that Debian has: ctest -L real_peer.
#include <popquiz/conformance/driver.hpp>
#include <popquiz/conformance/known_mail.hpp>
#include <popquiz/mock_server.hpp>
#include <popquiz/testkit/scratch_folder.hpp>

#include "trial.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <ostream>
#include <sstream>
#include <tuple>

namespace popquiz::conformance {

std::ostream& operator<<(std::ostream& out, const driver& of);
std::ostream& operator<<(std::ostream& out, const driver& of) {
  return out << of.name;
}

namespace {

using testkit::scratch_folder;

/// What no client is known to stumble over.
const std::vector<std::string>& mail() {
  static const std::vector<std::string> all{
      "From: Ada <ada@example.org>\r\nTo: Bob <bob@example.net>\r\nSubject: dots\r\n"
      "Date: Mon, 23 Nov 2026 11:00:00 +0000\r\nMessage-ID: <1@popquiz.example>\r\n\r\n"
      ".\r\n..\r\n.x\r\n\r\n\r\n",
      "From: Ada <ada@example.org>\r\nTo: Bob <bob@example.net>\r\nSubject: octets\r\n"
      "Date: Mon, 23 Nov 2026 11:00:01 +0000\r\nMessage-ID: <2@popquiz.example>\r\n\r\n"
      "caf\xC3\xA9 \xFF\r\n>From here\r\n" +
          std::string(900, 'x') + "\r\n",
      "From: Ada <ada@example.org>\r\nTo: Bob <bob@example.net>\r\nSubject: lines\r\n"
      "Date: Mon, 23 Nov 2026 11:00:02 +0000\r\nMessage-ID: <3@popquiz.example>\r\n\r\n" +
          [] {
            std::string lines;
            for (int i = 0; i < 300; ++i) {
              lines += "line " + std::to_string(i) + "\r\n";
            }
            return lines;
          }(),
  };
  return all;
}

std::vector<driver> drivers() {
  std::string why;
  auto all = builtin_drivers(why);
  return all ? std::move(*all) : std::vector<driver>();
}

using trial = std::tuple<driver, transport, afterwards>;

class driver_trial : public testing::TestWithParam<trial> {};

TEST_P(driver_trial, fetches_all_mail_as_it_is) {
  const auto& [by, how, then] = GetParam();
  mock_server_settings settings;
  settings.messages = mail();
  settings.tls = tls_of(how);
  settings.secrets_need_tls = how != transport::clear;
  const mock_server server({}, settings);
  const auto all = fetch_from(server, by, how, then, server.ca_pem());
  EXPECT_EQ(all.end.status, 0) << all.end.said << transcripts(server);
  EXPECT_TRUE(all.delivered == delivered_forms(by, mail())) << all.delivered.size() << " messages\n"
                                                            << all.end.said << transcripts(server);
  EXPECT_EQ(server.deleted(),
            then == afterwards::remove ? (std::vector<std::size_t>{1, 2, 3}) : std::vector<std::size_t>());
}

std::vector<trial> all_trials() {
  std::vector<trial> all;
  for (const driver& each : drivers()) {
    for (const transport how : {transport::clear, transport::stls, transport::tls}) {
      for (const afterwards then : {afterwards::keep, afterwards::remove}) {
        if (!each.cannot.contains(describe(how)) &&
            !(then == afterwards::remove && each.cannot.contains("delete"))) {
          all.emplace_back(each, how, then);
        }
      }
    }
  }
  return all;
}

std::string name_of(const testing::TestParamInfo<trial>& of) {
  const auto& [by, how, then] = of.param;
  std::string name = by.name + '_' + std::string(describe(how)) + '_' + std::string(describe(then));
  std::ranges::replace(name, '-', '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(drivers, driver_trial, testing::ValuesIn(all_trials()), name_of);

class driver_second_run : public testing::TestWithParam<driver> {};

TEST_P(driver_second_run, fetches_nothing_twice) {
  const driver& by = GetParam();
  mock_server_settings settings;
  settings.messages = mail();
  const mock_server server({}, settings);
  const auto all = fetch_from(server, by, transport::clear, afterwards::keep, "", 2);
  EXPECT_TRUE(all.delivered == delivered_forms(by, mail())) << all.delivered.size() << " messages\n"
                                                            << all.end.said << transcripts(server);
}

std::vector<driver> drivers_with_memory() {
  std::vector<driver> all = drivers();
  std::erase_if(all, [](const driver& each) { return each.cannot.contains("second-run"); });
  return all;
}

INSTANTIATE_TEST_SUITE_P(drivers, driver_second_run, testing::ValuesIn(drivers_with_memory()),
                         [](const testing::TestParamInfo<driver>& of) { return of.param.name; });

class driver_trust : public testing::TestWithParam<trial> {};

/// The issuer is another one: who verifies certificates says neither name nor password.
TEST_P(driver_trust, ends_before_the_login_when_the_issuer_is_not_the_one_to_trust) {
  const auto& [by, how, then] = GetParam();
  mock_server_settings settings;
  settings.messages = mail();
  settings.tls = tls_of(how);
  const mock_server server({}, settings);
  const mock_server other({}, settings);
  const auto all = fetch_from(server, by, how, then, other.ca_pem());
  if (by.name == "movemail") {  // it verifies nothing (Mailutils 3.15)
    EXPECT_EQ(all.delivered.size(), 3U) << "it verifies after all";
    return;
  }
  EXPECT_EQ(all.delivered.size(), 0U);
  for (std::size_t session = 1; session <= server.sessions(); ++session) {
    for (const std::string& command : server.commands(session)) {
      EXPECT_FALSE(command.starts_with("USER") || command.starts_with("PASS") ||
                   command.starts_with("AUTH ") || command.starts_with("APOP"))
          << transcripts(server);
    }
  }
}

std::vector<trial> trials_with_tls() {
  std::vector<trial> all = all_trials();
  std::erase_if(all, [](const trial& each) {
    return std::get<1>(each) == transport::clear || std::get<2>(each) == afterwards::remove;
  });
  return all;
}

INSTANTIATE_TEST_SUITE_P(drivers, driver_trust, testing::ValuesIn(trials_with_tls()), name_of);

/// docs/findings/lost-child.md: getmail forks before it waits for the child, so what it starts must not end
/// before. Here it is slow in between, as on a machine with much to do.
TEST(driver_getmail, is_waited_for_by_its_store) {
  const scratch_folder scratch;
  scratch.file("sitecustomize.py",
               "import os, time\n"
               "fork = os.fork\n"
               "def slow_fork():\n"
               "    child = fork()\n"
               "    end = time.monotonic() + (0.5 if child else 0)\n"
               "    while time.monotonic() < end:\n"
               "        pass\n"
               "    return child\n"
               "os.fork = slow_fork\n");
  auto all = drivers();
  const auto by = std::ranges::find(all, "getmail", &driver::name);
  ASSERT_NE(by, all.end());
  const std::vector<std::string> slow{"env", "PYTHONPATH=" + scratch.path().string()};
  by->command.insert(by->command.begin(), slow.begin(), slow.end());
  mock_server_settings settings;
  settings.messages = mail();
  const mock_server server({}, settings);
  const auto fetched = fetch_from(server, *by, transport::clear, afterwards::keep, "");
  EXPECT_EQ(fetched.end.status, 0) << fetched.end.said;
  EXPECT_TRUE(fetched.delivered == delivered_forms(*by, mail())) << fetched.delivered.size() << " messages";
}

/// The first TOML text of docs/drivers.md.
std::string example_of_page() {
  std::ostringstream page;
  page << std::ifstream(POPQUIZ_DRIVERS_PAGE).rdbuf();
  const std::string text = page.str();
  const std::string fence = "```toml\n";
  const std::size_t begin = text.find(fence) + fence.size();
  return text.substr(begin, text.find("```", begin) - begin);
}

TEST(driver_page, has_an_example_that_fetches) {
  std::string why;
  const auto by = parse_driver(example_of_page(), "mine.toml", why);
  ASSERT_TRUE(by) << why;
  for (const afterwards then : {afterwards::keep, afterwards::remove}) {
    mock_server_settings settings;
    settings.messages = mail();
    const mock_server server({}, settings);
    const auto all = fetch_from(server, *by, transport::clear, then, "");
    EXPECT_EQ(all.end.status, 0) << all.end.said;
    EXPECT_TRUE(all.delivered == delivered_forms(*by, mail())) << all.end.said;
    EXPECT_EQ(server.messages(), then == afterwards::remove ? 0U : 3U);
  }
}

TEST(driver_version, is_told_by_each_client) {
  const auto all = drivers();
  ASSERT_FALSE(all.empty());
  for (const driver& each : all) {
    client_start with;
    with.programs = POPQUIZ_PROGRAMS;
    const scratch_folder scratch;
    std::string why;
    const auto filled = fill(each, with, why);
    ASSERT_TRUE(filled) << why;
    const auto end = run_client(filled->version, {}, scratch.path());
    EXPECT_EQ(end.status, 0) << each.name << ": is " << each.package << " installed? " << end.said;
    EXPECT_NE(end.said, "") << each.name;
  }
}

}  // namespace
}  // namespace popquiz::conformance
