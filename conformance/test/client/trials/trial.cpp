#include "trial.hpp"

#include "process/client_process.hpp"

#include <popquiz/conformance/known_mail.hpp>
#include <popquiz/testkit/scratch_folder.hpp>

#include <gtest/gtest.h>

#include <algorithm>

namespace popquiz::conformance {
namespace {

using testkit::scratch_folder;

constexpr std::uint64_t octet_limit = std::uint64_t{1} << 26U;
constexpr std::size_t octets_shown = 4096;
/// For a few messages, on a machine that has much else to do.
constexpr std::chrono::seconds trial_limit{60};

}  // namespace

client_end run_client(const std::vector<std::string>& command,
                      const std::vector<std::pair<std::string, std::string>>& environment,
                      const std::filesystem::path& folder, bool terminal) {
  process_start start;
  start.command = command;
  start.environment = {"PATH=/usr/bin:/bin", "HOME=" + folder.string(), "TERM=vt100", "LANG=C.UTF-8",
                       "USER=quiz"};
  for (const auto& [name, value] : environment) {
    start.environment.push_back(name);
    start.environment.back().append("=").append(value);
  }
  start.folder = folder;
  start.terminal = terminal;
  start.limits.time = trial_limit;
  std::string why;
  const auto outcome = run_client_process(start, why);
  if (!outcome) {
    ADD_FAILURE() << why;
    return {};
  }
  const bool is_signal = outcome->end == process_end::signalled;
  return {outcome->end == process_end::exited || is_signal, outcome->status + (is_signal ? 128 : 0),
          outcome->output.text()};
}

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
    all.end = run_client(filled->command, environment_of(with), scratch.path(), by.terminal);
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
