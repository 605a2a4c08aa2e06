#include <popquiz/measure/client_cost.hpp>

#include "client_run.hpp"

#include <client/client_start.hpp>

#include <popquiz/mockserver/generated_mail.hpp>

#include <fmt/format.h>

#include <utility>

namespace popquiz::measure {
namespace {

using conformance::client_settings;
using conformance::transport;

constexpr std::chrono::milliseconds far_away{40};

client_settings bare_loop_client() {
  client_settings made;
  made.client.name = "bare";
  made.client.title = "bare loop";
  made.client.command = {"{programs}/popquiz-bare"};
  made.client.delivery.path = "mail";
  made.client.delivery.crlf = true;
  made.client.cannot["stls"] = "it has no STLS";
  return made;
}

/// One table, run by run.
class client_contest {
 public:
  client_contest(const client_cost_settings& settings, const std::vector<client_settings>& clients,
                 const expected_mail& mail, left_behind& left, client_cost_table& into)
      : settings_(settings), clients_(clients), mail_(mail), left_(left), into_(into) {}

  void hold() {
    for (std::size_t run = 1; run <= settings_.runs; ++run) {
      for (std::size_t i = 0; i < clients_.size() && !stopped(); ++i) {
        client_cost_row& row = into_.rows[i];
        if (!row.why.empty()) {
          continue;
        }
        tell(row, fmt::format("run {} of {}", run, settings_.runs));
        std::string why;
        if (const auto cost = run_client_once(job(i), why)) {
          row.runs.push_back(*cost);
        } else {
          row.why = why;
        }
      }
    }
    for (std::size_t i = 0; settings_.counts_system_calls && i < clients_.size() && !stopped(); ++i) {
      client_cost_row& row = into_.rows[i];
      if (row.why.empty()) {
        tell(row, "system calls");
        std::string why;
        row.system_calls = count_system_calls(job(i), why);
      }
    }
  }

 private:
  [[nodiscard]] bool stopped() const { return settings_.stop != nullptr && *settings_.stop; }
  [[nodiscard]] client_job job(std::size_t i) const {
    return {clients_[i], into_.workload, into_.how, settings_.time_limit, mail_, left_};
  }
  void tell(const client_cost_row& row, const std::string& what) const {
    if (settings_.progress) {
      settings_.progress(
          fmt::format("{}, {}: {}, {}", into_.workload.title, describe(into_.how), row.client, what));
    }
  }

  const client_cost_settings& settings_;
  const std::vector<client_settings>& clients_;
  const expected_mail& mail_;
  left_behind& left_;
  client_cost_table& into_;
};

client_cost_row row_of(const client_settings& client, const std::string& version, transport how) {
  client_cost_row row;
  row.client = client.client.title;
  row.version = version;
  row.keeps = client.client.cannot.contains("delete");
  const auto reason = client.client.cannot.find(describe(how));
  if (reason != client.client.cannot.end()) {
    row.cannot = true;
    row.why = "it can't: " + reason->second;
  }
  return row;
}

}  // namespace

std::vector<client_workload> usual_workloads(bool quick) {
  if (quick) {
    return {{"large", "one message of 64 MiB", "1x64MiB", {}},
            {"small", "1,000 messages of 4 KiB", "1000x4KiB", {}},
            {"far", "100 messages of 4 KiB at a round trip of 40 ms", "100x4KiB", far_away}};
  }
  return {{"large", "one message of 1 GiB", "1x1GiB", {}},
          {"small", "10,000 messages of 4 KiB", "10000x4KiB", {}},
          {"far", "1,000 messages of 4 KiB at a round trip of 40 ms", "1000x4KiB", far_away}};
}

std::optional<client_cost_result> measure_clients(const client_cost_settings& settings, std::string& why) {
  std::vector<client_settings> clients;
  if (settings.bare_loop) {
    clients.push_back(bare_loop_client());
    clients.back().as = settings.clients.empty() ? std::nullopt : settings.clients.front().as;
  }
  clients.insert(clients.end(), settings.clients.begin(), settings.clients.end());
  client_cost_result result;
  result.where = look_at_machine();
  std::vector<std::string> versions;
  for (const client_settings& client : clients) {
    if (!conformance::can_be_started(client, why)) {
      return std::nullopt;
    }
    versions.push_back(conformance::version_of(client).value_or(""));
  }
  left_behind left;
  for (const client_workload& workload : settings.workloads) {
    const auto what = mockserver::parse_generated_mail(workload.mail, why);
    const auto messages = what ? mockserver::make_messages(*what, why) : nullptr;
    if (messages == nullptr) {
      return std::nullopt;
    }
    const expected_mail mail(messages);
    for (const transport how : settings.transports) {
      client_cost_table& table = result.tables.emplace_back();
      table.workload = workload;
      table.how = how;
      for (std::size_t i = 0; i < clients.size(); ++i) {
        table.rows.push_back(row_of(clients[i], versions[i], how));
      }
      client_contest(settings, clients, mail, left, table).hold();
    }
  }
  return result;
}

}  // namespace popquiz::measure
