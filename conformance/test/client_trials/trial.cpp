#include "trial.hpp"

#include "scratch_folder.hpp"

#include <popquiz/conformance/known_mail.hpp>

#include <gtest/gtest.h>

#include <algorithm>

namespace popquiz::conformance {
namespace {

constexpr std::uint64_t octet_limit = std::uint64_t{1} << 26U;
constexpr std::size_t octets_shown = 4096;

}  // namespace

mock_tls tls_of(transport how) {
  switch (how) {
    case transport::clear:
      return mock_tls::none;
    case transport::stls:
      return mock_tls::by_stls;
    case transport::tls:
      break;
  }
  return mock_tls::at_once;
}

fetched fetch_from(const mock_server& server, const driver& by, transport how, afterwards then,
                   const std::string& issuer, int runs) {
  const scratch_folder scratch;
  const scratch_folder beside;
  beside.file("ca.pem", issuer);
  client_start with;
  with.host = "127.0.0.1";
  with.port = server.port();
  with.user = "quiz";
  with.password = "sesame";
  with.scratch = scratch.path();
  with.ca = beside.path() / "ca.pem";
  with.how = how;
  with.then = then;
  with.programs = POPQUIZ_PROGRAMS;
  fetched all;
  std::string why;
  const auto filled = fill(by, with, why);
  if (!filled || !lay_out(*filled, by.delivery, scratch.path(), why)) {
    ADD_FAILURE() << why;
    return all;
  }
  for (int i = 0; i < runs; ++i) {
    all.end = run_client(filled->command, environment_of(with), scratch.path(), by.terminal, trial_limit);
  }
  all.delivered = read_deliveries(by.delivery, scratch.path(), octet_limit, why);
  std::ranges::sort(all.delivered);
  EXPECT_EQ(why, "");
  EXPECT_TRUE(all.end.in_time) << by.name;
  return all;
}

std::vector<std::string> delivered_forms(const driver& by, const std::vector<std::string>& messages) {
  std::vector<std::string> all;
  all.reserve(messages.size());
  for (const std::string& message : messages) {
    all.push_back(delivered_form(by.delivery, canonical_message(message)));
  }
  std::ranges::sort(all);
  return all;
}

std::string transcripts(const mock_server& server) {
  std::string all;
  for (std::size_t session = 1; session <= server.sessions(); ++session) {
    all += server.transcript(session).substr(0, octets_shown) + "\n";
  }
  return all;
}

}  // namespace popquiz::conformance
