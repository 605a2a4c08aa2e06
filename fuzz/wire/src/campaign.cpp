#include <popquiz/fuzz_wire/campaign.hpp>

#include "campaign_processes.hpp"
#include "client_fuzzer.hpp"
#include "server_fuzzer.hpp"

#include <fmt/format.h>

namespace popquiz::fuzz_wire {
namespace {

template <class Fuzzer, class Subject>
campaign_result fuzz(const Subject& subject, const campaign_settings& settings) {
  return run_campaign(settings, [&](campaign_board& board, finding_folder& findings, std::uint64_t runs) {
    engine_beginning made;
    auto target = std::make_unique<Fuzzer>(subject, board, findings, runs);
    if (target->begin(made.why)) {
      made.seeds = target->seeds();
      made.target = std::move(target);
    }
    return made;
  });
}

}  // namespace

campaign_result fuzz_server(const server_campaign& subject, const campaign_settings& settings) {
  campaign_result result = fuzz<server_fuzzer>(subject, settings);
  result.subject =
      subject.any_port ? subject.start : fmt::format("{}:{}", subject.where.host, subject.where.port);
  return result;
}

campaign_result fuzz_client(const client_campaign& subject, const campaign_settings& settings) {
  campaign_result result = fuzz<client_fuzzer>(subject, settings);
  result.subject = subject.client.client.title;
  return result;
}

}  // namespace popquiz::fuzz_wire
