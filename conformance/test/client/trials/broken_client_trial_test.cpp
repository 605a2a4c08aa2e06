// The broken client is right without a fault, also with hard mail; with one it does something else than
// without.
#include <popquiz/corpus/fixture.hpp>

#include "../broken_client/faults.hpp"
#include "fault_rows.hpp"
#include "trial.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <ostream>
#include <set>
#include <sstream>
#include <tuple>

namespace popquiz::conformance {

std::ostream& operator<<(std::ostream& out, const fault_row& row);
std::ostream& operator<<(std::ostream& out, const fault_row& row) {
  return out << row.fault;
}

namespace {

driver broken_client(std::string_view fault = {}) {
  std::ostringstream text;
  text << std::ifstream(POPQUIZ_BROKEN_CLIENT_DRIVER).rdbuf();
  std::string why;
  auto made = parse_driver(text.str(), POPQUIZ_BROKEN_CLIENT_DRIVER, why);
  if (!made) {
    ADD_FAILURE() << why;
    return {};
  }
  if (!fault.empty()) {
    made->command.insert(made->command.begin() + 1, {"--fault", std::string(fault)});
  }
  return std::move(*made);
}

std::vector<std::string> fixture(std::string_view name) {
  const corpus::fixture* const found = corpus::find_fixture(name);
  return found == nullptr ? std::vector<std::string>()
                          : std::vector<std::string>(found->messages.begin(), found->messages.end());
}

using right_trial = std::tuple<const char*, transport, afterwards>;
class broken_client_without_fault : public testing::TestWithParam<right_trial> {};

TEST_P(broken_client_without_fault, fetches_hard_mail_exactly) {
  const auto& [name, how, then] = GetParam();
  const driver by = broken_client();
  mock_server_settings settings;
  settings.messages = fixture(name);
  settings.without = {"UTF8"};  // else 8-bit header fields are refused to who has not said it (RFC 6856 §5)
  settings.tls = tls_of(how);
  settings.secrets_need_tls = how != transport::clear;
  const mock_server server({}, settings);
  const auto all = fetch_from(server, by, how, then, server.ca_pem());
  EXPECT_EQ(all.end.status, 0) << all.end.said << transcripts(server);
  EXPECT_TRUE(all.delivered == delivered_forms(by, *settings.messages)) << transcripts(server);
  EXPECT_EQ(server.deleted().size(), then == afterwards::remove ? settings.messages->size() : 0);
}

INSTANTIATE_TEST_SUITE_P(all, broken_client_without_fault,
                         testing::Combine(testing::Values("hard-messages", "hard-for-clients"),
                                          testing::Values(transport::clear, transport::stls, transport::tls),
                                          testing::Values(afterwards::keep, afterwards::remove)));

TEST(broken_client_faults, have_names_of_their_own_and_a_meaning) {
  std::set<std::string_view> names;
  for (const auto& each : broken_client::all_faults()) {
    EXPECT_TRUE(names.insert(each.name).second) << each.name;
    EXPECT_FALSE(each.meaning.empty()) << each.name;
    EXPECT_EQ(each.meaning.find_first_of("\t\n"), std::string_view::npos) << each.name;
  }
  EXPECT_GE(names.size(), 40U);
}

TEST(broken_client_faults, are_taken_by_the_program) {
  const std::string program = std::string(POPQUIZ_PROGRAMS) + "/popquiz-broken-client";
  std::string table;
  for (const auto& each : broken_client::all_faults()) {
    const auto end = run_client({program, "--fault", std::string(each.name)}, {}, "/");
    EXPECT_EQ(end.said.substr(0, 6), "usage:") << each.name;
    EXPECT_EQ(end.status, 2);
    table += std::string(each.name) + '\t' + std::string(each.meaning) + '\n';
  }
  EXPECT_EQ(run_client({program, "--faults"}, {}, "/").said, table);
  EXPECT_NE(run_client({program, "--fault", "none-such"}, {}, "/").said.find("none-such"), std::string::npos);
}

/// All that can be seen of a client from outside.
struct seen {
  int status = 0;
  std::vector<std::string> delivered;
  std::vector<std::size_t> deleted;
  std::vector<std::string> said;

  friend bool operator==(const seen&, const seen&) = default;
};

seen see(const fault_row& row, std::string_view fault, std::string& words) {
  mock_server_settings settings;
  settings.messages = fault_mail();
  settings.tls = tls_of(row.how);
  settings.certificate = row.certificate;
  settings.without = row.without;
  const mock_server server(mock_script(std::string("title: for a fault\n\n") + row.script), settings);
  driver by = broken_client(fault);
  if (row.is_silent) {
    by.command.insert(by.command.end() - 2, {"--patience", "1"});
  }
  const auto all = fetch_from(server, by, row.how, row.then, server.ca_pem());
  EXPECT_TRUE(server.wait_until_ended(server.sessions()));
  EXPECT_EQ(server.problem(), "");
  words = all.end.said + transcripts(server);
  seen found{all.end.status, all.delivered, server.deleted(), {}};
  for (std::size_t session = 1; session <= server.sessions(); ++session) {
    // Not the connection's: what a digest is made of differs each time.
    for (const std::string& command : server.commands(session)) {
      found.said.push_back(command.substr(0, command.find("{secret")));
    }
  }
  return found;
}

class broken_client_with : public testing::TestWithParam<fault_row> {};

TEST_P(broken_client_with, does_something_else_than_without) {
  const fault_row& row = GetParam();
  ASSERT_TRUE(broken_client::find_fault(row.fault)) << row.fault;
  std::string right_words;
  std::string wrong_words;
  const seen right = see(row, {}, right_words);
  const seen wrong = see(row, row.fault, wrong_words);
  EXPECT_EQ(right.status, row.right_status) << right_words;
  EXPECT_EQ(wrong.status, row.wrong_status) << wrong_words;
  EXPECT_FALSE(right == wrong) << wrong_words;
}

INSTANTIATE_TEST_SUITE_P(each, broken_client_with, testing::ValuesIn(fault_rows()),
                         [](const testing::TestParamInfo<fault_row>& of) {
                           std::string name = of.param.fault;
                           std::ranges::replace(name, '-', '_');
                           return name;
                         });

}  // namespace
}  // namespace popquiz::conformance
