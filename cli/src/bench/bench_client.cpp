#include "bench/bench_client.hpp"

#include "interrupt.hpp"
#include "progress.hpp"
#include "seconds.hpp"
#include "test/report_delivery.hpp"
#include "test/tested_client.hpp"

#include <popquiz/measure/client_cost.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace popquiz::cli {
namespace {

using conformance::transport;

/// A client as `test client` takes it: a driver, or the command.
std::optional<conformance::client_settings> find_client(const bench_client_arguments& arguments,
                                                        const std::string& driver, complaint& why) {
  test_client_arguments one;
  one.as = arguments.as;
  one.driver = driver;
  if (driver.empty()) {
    one.command = arguments.command;
    one.delivers = arguments.delivers;
    one.line_ends = arguments.line_ends;
    one.can = arguments.can;
  }
  return make_tested_client(one, why);
}

bool find_clients(const bench_client_arguments& arguments, measure::client_cost_settings& into,
                  complaint& why) {
  std::vector<std::string> names = arguments.drivers;
  if (names.empty() || !arguments.command.empty()) {
    names.emplace_back();
  }
  for (const std::string& name : names) {
    auto client = find_client(arguments, name, why);
    if (!client) {
      return false;
    }
    into.clients.push_back(std::move(*client));
  }
  return true;
}

std::vector<measure::client_workload> workloads_of(const bench_client_arguments& arguments) {
  if (!arguments.mail.empty()) {
    const std::chrono::duration<double> round_trip(arguments.rtt);
    const std::string title = arguments.rtt == 0 ? arguments.mail
                                                 : fmt::format("{} at a round trip of {:g} ms",
                                                               arguments.mail, arguments.rtt * 1e3);
    return {{"own", title, arguments.mail, std::chrono::duration_cast<std::chrono::nanoseconds>(round_trip)}};
  }
  auto all = measure::usual_workloads(arguments.quick);
  if (!arguments.workloads.empty()) {
    std::erase_if(all, [&](const measure::client_workload& each) {
      return std::ranges::find(arguments.workloads, each.name) == arguments.workloads.end();
    });
  }
  return all;
}

std::string figures(const std::string& format, const measure::client_cost_result& result) {
  return format == "json"   ? measure::client_cost_json(result)
         : format == "html" ? measure::client_cost_html(result)
                            : measure::client_cost_text(result);
}

bool has_failed(const measure::client_cost_row& row) {
  return !row.why.empty() && !row.cannot;
}

}  // namespace

exit_code run_bench_client(const bench_client_arguments& arguments) {
  measure::client_cost_settings settings;
  complaint why;
  if (!find_clients(arguments, settings, why)) {
    return complain(why.what, why.code);
  }
  settings.bare_loop = !arguments.no_bare_loop;
  settings.workloads = workloads_of(arguments);
  if (!arguments.transports.empty()) {
    settings.transports.clear();
    for (const transport each : {transport::clear, transport::stls, transport::tls}) {
      if (std::ranges::find(arguments.transports, describe(each)) != arguments.transports.end()) {
        settings.transports.push_back(each);
      }
    }
  }
  settings.runs = arguments.runs;
  settings.time_limit = milliseconds_of(arguments.timeout);
  settings.counts_system_calls = !arguments.no_system_calls;
  progress shown;
  settings.progress = [&](std::string_view what) { shown.show(what); };
  settings.stop = &catch_interrupt();
  const auto result = measure::measure_clients(settings, why.what);
  shown.clear();
  if (!result) {
    return complain(why.what, exit_code::usage);
  }
  bool failed = false;
  for (const measure::client_cost_table& table : result->tables) {
    failed = failed || std::ranges::any_of(table.rows, has_failed);
  }
  return deliver(figures(arguments.format, *result), arguments.output,
                 failed ? exit_code::check_failed : exit_code::success);
}

}  // namespace popquiz::cli
