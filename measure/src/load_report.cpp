#include <popquiz/measure/load_report.hpp>

#include "plot_html.hpp"
#include "quantity_text.hpp"
#include "text_table.hpp"

#include <report/json_text.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <fmt/format.h>

#include <array>
#include <cmath>

namespace popquiz::measure {
namespace {

namespace json = boost::json;
using std::chrono::nanoseconds;

struct quantile {
  double share;
  const char* key;
};
constexpr std::array quantiles{quantile{0.5, "p50"}, quantile{0.9, "p90"}, quantile{0.99, "p99"},
                               quantile{0.999, "p99.9"}};
constexpr double crowded = 0.9;  // of a processor

double seconds(nanoseconds time) {
  return std::chrono::duration<double>(time).count();
}

std::string how(const load_result& of) {
  const std::string loop =
      of.rate > 0 ? fmt::format("{:g} requests a second, open loop", of.rate) : std::string("closed loop");
  return fmt::format("{} connection{}, {} command{} outstanding, {}, {:g} s each", of.connections,
                     of.connections == 1 ? "" : "s", of.pipeline, of.pipeline == 1 ? "" : "s", loop,
                     of.seconds_each);
}

std::vector<std::string> notes_of(const load_result& of) {
  std::vector<std::string> notes;
  if (of.pipeline > 1 && !of.pipelines) {
    notes.emplace_back("The server does not announce PIPELINING: one command was outstanding at a time.");
  }
  for (const load_row& row : of.rows) {
    if (!row.first_error.empty()) {
      notes.push_back(fmt::format("{}: {}", name_of(row), row.first_error));
    }
    if (row.unsent != 0) {
      notes.push_back(
          fmt::format("{}: {} requests were due and never sent; they count as answered at the end",
                      name_of(row), row.unsent));
    }
    if (row.own_share > crowded) {
      notes.push_back(
          fmt::format("{}: asking took {:.0f} % of a processor, so the server may be able to do more",
                      name_of(row), row.own_share * 100));
    }
  }
  return notes;
}

number_table table(const load_result& of) {
  number_table made;
  made.title = "What was asked";
  made.names = {"", "a second", "MiB/s", "done", "refused", "failed", "p50", "p90", "p99", "p99.9", "most"};
  for (const load_row& row : of.rows) {
    std::vector<std::string> cells{
        name_of(row),
        number_text(row.per_second()),
        row.kind == load_kind::retr ? fmt::format("{:.1f}", row.octets_per_second() / 1048576) : "",
        std::to_string(row.done),
        std::to_string(row.refused),
        std::to_string(row.failed)};
    for (const quantile& q : quantiles) {
      cells.push_back(seconds_text(seconds(row.latency.percentile(q.share))));
    }
    cells.push_back(seconds_text(seconds(row.latency.most())));
    made.rows.push_back(std::move(cells));
  }
  made.notes = notes_of(of);
  return made;
}

std::string maildrop_text(const load_result& of) {
  return fmt::format("{} messages, {}", of.messages, octets_text(of.octets));
}

/// The share of requests that took no longer, so that each nine has the same room.
plot latency_plot(const load_result& of) {
  plot made{"Latency by share of the requests",
            {"share of the requests", axis_scale::logarithmic, axis_unit::share},
            {"latency", axis_scale::logarithmic, axis_unit::seconds},
            {}};
  for (const load_row& row : of.rows) {
    plot_series series{name_of(row), {}};
    const double deepest =
        std::min(4.0, std::log10(static_cast<double>(std::max<std::uint64_t>(row.latency.count(), 1))));
    for (double nines = 0; nines <= deepest + 1e-9; nines += 0.25) {
      const double x = std::pow(10, nines);
      series.points.push_back({x, seconds(row.latency.percentile(1 - 1 / x))});
    }
    made.series.push_back(std::move(series));
  }
  return made;
}

plot rate_plot(const load_result& of) {
  plot made{"RETR: octets a second by size",
            {"octets of the message", axis_scale::logarithmic, axis_unit::octets},
            {"octets a second", axis_scale::logarithmic, axis_unit::octets},
            {{"RETR", {}}}};
  for (const load_row& row : of.rows) {
    if (row.kind == load_kind::retr) {
      made.series.front().points.push_back(
          {static_cast<double>(row.message_octets), row.octets_per_second()});
    }
  }
  return made;
}

json::object row_json(const load_row& row) {
  json::object latency{{"count", row.latency.count()},
                       {"least", seconds(row.latency.least())},
                       {"mean", seconds(row.latency.mean())}};
  for (const quantile& q : quantiles) {
    latency[q.key] = seconds(row.latency.percentile(q.share));
  }
  latency["most"] = seconds(row.latency.most());
  return {{"what", name_of(row)},
          {"message_octets", row.message_octets},
          {"done", row.done},
          {"refused", row.refused},
          {"failed", row.failed},
          {"unsent", row.unsent},
          {"octets", row.octets},
          {"seconds", row.seconds},
          {"per_second", row.per_second()},
          {"octets_per_second", row.octets_per_second()},
          {"own_processor_share", row.own_share},
          {"first_error", row.first_error},
          {"latency_seconds", std::move(latency)}};
}

}  // namespace

std::string load_text(const load_result& of) {
  std::string text = fmt::format("popquiz bench server: {}\n  greeting  {}\n", of.server, of.greeting);
  text += fmt::format("  tls       {}\n  maildrop  {}\n  load      {}\n  here      {}\n\n",
                      of.tls.empty() ? "none" : of.tls, maildrop_text(of), how(of), describe(of.where));
  return text + text_of(table(of));
}

std::string load_json(const load_result& of) {
  json::array rows;
  for (const load_row& row : of.rows) {
    rows.emplace_back(row_json(row));
  }
  const json::object document{{"popquiz_bench", "server"},
                              {"server", of.server},
                              {"greeting", of.greeting},
                              {"tls", of.tls},
                              {"processor", of.where.processor},
                              {"processors", of.where.processors},
                              {"load_average", {of.where.load[0], of.where.load[1], of.where.load[2]}},
                              {"pipelining", of.pipelines},
                              {"messages", of.messages},
                              {"octets", of.octets},
                              {"connections", of.connections},
                              {"pipeline", of.pipeline},
                              {"rate", of.rate},
                              {"seconds_each", of.seconds_each},
                              {"rows", std::move(rows)}};
  return conformance::json_text(document);
}

std::string load_html(const load_result& of) {
  conformance::html body = table_of(table(of));
  body += figure_of(latency_plot(of));
  if (const plot rates = rate_plot(of); !rates.series.front().points.empty()) {
    body += figure_of(rates);
  }
  return page_of(
      "Load on " + of.server, how(of),
      fmt::format("{}; {}; {}", maildrop_text(of), of.tls.empty() ? "no TLS" : of.tls, describe(of.where)),
      body);
}

}  // namespace popquiz::measure
